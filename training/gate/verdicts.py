"""What the gate said, kept in the folder of the registry: FOLDER/form_tagger/verdicts.jsonl."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training.gate.decision import Gain, Verdict


@dataclass(frozen=True, slots=True)
class KeptVerdict:
    """A comparison of two versions, and when it was made (ISO 8601, UTC)."""

    at: str
    champion: str
    challenger: str
    verdict: Verdict


def keep_verdict(
    registry: Path, model: str, champion: str, challenger: str, verdict: Verdict
) -> KeptVerdict:
    """Add one to the file of a model. Raises OSError."""
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    told = {
        "at": at,
        "champion": champion,
        "challenger": challenger,
        "overall": asdict(verdict.overall),
        "slices": {name: asdict(gain) for name, gain in verdict.slices.items()},
        "refused": list(verdict.refused),
    }
    path = _path(registry, model)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(told, ensure_ascii=False) + "\n")
    return KeptVerdict(at, champion, challenger, verdict)


def kept_verdicts(registry: Path, model: str) -> tuple[KeptVerdict, ...]:
    """All of a model, the oldest first."""
    path = _path(registry, model)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return tuple(_read(json.loads(line)) for line in lines)


def _read(told: Mapping[str, Any]) -> KeptVerdict:
    slices = {name: Gain(**gain) for name, gain in told["slices"].items()}
    verdict = Verdict(Gain(**told["overall"]), slices, tuple(told["refused"]))
    return KeptVerdict(told["at"], told["champion"], told["challenger"], verdict)


def _path(registry: Path, model: str) -> Path:
    return registry / model / "verdicts.jsonl"
