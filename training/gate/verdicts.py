"""What the gate said, kept in the folder of the registry: FOLDER/form_tagger/verdicts.jsonl."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.registry import append_line, whole_lines
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
    append_line(path, told)
    return KeptVerdict(at, champion, challenger, verdict)


def kept_verdicts(registry: Path, model: str) -> tuple[KeptVerdict, ...]:
    """All of a model, the oldest first."""
    return tuple(_read(json.loads(line)) for line in whole_lines(_path(registry, model)))


def _read(told: Mapping[str, Any]) -> KeptVerdict:
    slices = {name: Gain(**gain) for name, gain in told["slices"].items()}
    verdict = Verdict(Gain(**told["overall"]), slices, tuple(told["refused"]))
    return KeptVerdict(told["at"], told["champion"], told["challenger"], verdict)


def _path(registry: Path, model: str) -> Path:
    return registry / model / "verdicts.jsonl"
