"""Versions, changes of aliases and verdicts as a tracker of experiments keeps them: settings,
figures by step, tags and files. Knows no tracker."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.registry import Change, Version
from training.gate.verdicts import KeptVerdict

_LOSSES = "losses"
"""Of a version's facts: name → pairs of step and loss."""
_MOST = 30
"""Entries of a table in the facts; longer ones are one setting."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, at a step of the training (0 where there are none)."""

    name: str
    value: float
    step: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened. `key` is the same for the same thing, however often it is told;
    `version` names the version whose files these are, None where it is none's birth."""

    key: str
    title: str
    tags: Mapping[str, str]
    settings: Mapping[str, str]
    figures: tuple[Figure, ...] = ()
    files: tuple[Path, ...] = ()
    version: str | None = None


def version_told(version: Version) -> Told:
    """A training, or the registering of a network: whatever its facts say, and its files.

    Numbers of the facts are figures, those of a list by its places; `losses` (name → pairs of step
    and loss) are figures by step. Everything is a setting too; hashes of the files are tags.
    """
    tags = {"what": "version", "version": version.name, "created_at": version.created_at}
    tags |= {f"sha256 {name}": digest for name, digest in version.files.items()}
    settings: dict[str, str] = {}
    figures: list[Figure] = []
    for name, value in _flat(version.facts):
        numbers = [_number(one) for one in (value if isinstance(value, list) else [value])]
        figures += [Figure(name, one, step) for step, one in enumerate(numbers) if one is not None]
        settings[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    figures += _losses(version.facts.get(_LOSSES))
    files = (version.folder / "version.json", *(version.folder / name for name in version.files))
    key = f"version {version.name} {version.digest[:16]}"
    title = f"train {version.name}"
    return Told(key, title, tags, settings, tuple(figures), files, version.name)


def change_told(change: Change, number: int) -> Told:
    """A promotion, a rollback, a new challenger; `number` is its place in the history, from 0."""
    tags = {"what": "alias", "alias": change.alias, "why": change.why, "at": change.at}
    settings = {"from": change.former or "", "to": change.name}
    key = f"alias {number} {_digest((change.at, change.alias, change.name))}"
    return Told(key, f"{change.alias} {change.name}", tags, settings)


def verdict_told(kept: KeptVerdict) -> Told:
    """A comparison at the gate: the figures of both over all cases and in each slice."""
    verdict = kept.verdict
    tags = {
        "what": "verdict",
        "at": kept.at,
        "passed": str(verdict.passed).lower(),
        "refused": "\n".join(verdict.refused),
    }
    figures = []
    for name, gain in {"all": verdict.overall, **verdict.slices}.items():
        for what in ("champion", "challenger", "low", "high", "forms"):
            figures.append(Figure(f"{name}/{what}", float(getattr(gain, what))))
    settings = {"champion": kept.champion, "challenger": kept.challenger}
    key = f"verdict {_digest((kept.at, kept.champion, kept.challenger))}"
    return Told(key, f"compare {kept.challenger}", tags, settings, tuple(figures))


def _flat(facts: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in facts.items():
        if isinstance(value, Mapping) and name != _LOSSES and len(value) <= _MOST:
            yield from _flat(value, f"{before}{name}.")
        elif name != _LOSSES or before:
            yield f"{before}{name}", value


def _losses(told: object) -> Iterator[Figure]:
    if isinstance(told, Mapping):
        for name, pairs in told.items():
            for step, value in pairs:
                if math.isfinite(value):
                    yield Figure(f"loss {name}", float(value), int(step))


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and math.isfinite(value) else None  # type: ignore[arg-type]


def _digest(parts: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
