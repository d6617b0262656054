"""What a part must offer to learn from corrections and to pass the gate."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from annotations.workspace import Workspace
from extractor.engines import Engines
from models.kinds import ModelKind
from models.registry import Version
from training.gate.decision import Pair

OBJECTIONS = "objections"
"""Of a version's facts: why what it learned from is doubted; any refuses the challenger."""
CORRECTIONS = "corrections"
"""Of a version's facts: a hex digest of what it learned from."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far learning has come: `done` of at most `steps`; `what` says what of (中文 English)."""

    done: int
    steps: int
    what: str = ""


Tell = Callable[[Step], None]


def tell_nobody(step: Step) -> None:
    """The default of `Lesson.tell`."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """How a part learns. `folder` keeps checkpoints and examples, so that a run that was ended goes
    on; `rehearsal` names examples of what it knew before, None for those it makes itself. `engines`
    read documents again; `tell` hears how far it is. The same corrections, seed and steps give the
    same bytes. Documents of `training.gate.held.held_documents` are not learned from."""

    workspace: Workspace
    folder: Path
    threads: int = 2
    seed: int = 20261122
    steps: int | None = None
    rehearsal: Path | None = None
    engines: Engines = field(default_factory=Engines)
    tell: Tell = tell_nobody

    def run_folder(self, *told: object) -> Path:
        """Where a run keeps what it has got so far: the same for the same champion, corrections and
        settings, told as JSON."""
        return self.folder / hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Taught:
    """A network that has learned: its files by the names of `models.kinds.FILES`, and the facts of
    the version: digest of the corrections, settings, losses, `objections` against them."""

    files: Mapping[str, Path]
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """What two versions are compared on: the corrections of the workspace that were held back and
    its frozen gold sets, a folder of gold beside those (None for none), `synthetic` examples of
    each family and damage. `figures` is where counts that cost much are kept (None for nowhere);
    `tell` hears how far it is."""

    workspace: Workspace | None = None
    gold: Path | None = None
    synthetic: int = 4
    figures: Path | None = None
    engines: Engines = field(default_factory=Engines)
    tell: Tell = tell_nobody


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
