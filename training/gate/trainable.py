"""What a part must offer to learn from corrections and to pass the gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from annotations.workspace import Workspace
from models.kinds import ModelKind
from models.registry import Version
from training.gate.decision import Pair


@dataclass(frozen=True, slots=True)
class Lesson:
    """How a part learns. `folder` keeps checkpoints and examples, so that a run that was ended goes
    on; `rehearsal` names examples of what it knew before, None for those it makes itself."""

    workspace: Workspace
    folder: Path
    threads: int = 2
    seed: int = 20261122
    steps: int | None = None
    rehearsal: Path | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """A network that has learned: its files by the names of `models.kinds.FILES`, and the facts of
    the version: digest of the corrections, settings, losses, `objections` against them."""

    files: Mapping[str, Path]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """What two versions are compared on: the corrections that were held back, a folder of gold
    (None for none), `synthetic` examples of each family and damage. `figures` is where counts that
    cost much are kept (None for nowhere)."""

    workspace: Workspace | None = None
    gold: Path | None = None
    synthetic: int = 4
    figures: Path | None = None


class Trainable(Protocol):
    """One part. Raises CorrectionError where there is nothing to learn from or compare on."""

    kind: ModelKind

    def shipped(self) -> Mapping[str, Path]:
        """The files that this product came with."""
        ...

    def learn(self, champion: Version, lesson: Lesson) -> Taught:
        """Go on from the champion with the corrections of a workspace, mixed with what it knew."""
        ...

    def pairs(self, champion: Version, challenger: Version, field: Field) -> list[Pair]:
        """Both on the same cases, each with its slices (source, family, level …)."""
        ...
