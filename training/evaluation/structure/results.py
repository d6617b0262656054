"""What was measured of each page, as it is kept between runs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from training.evaluation.structure.pages import PageScores


class System(StrEnum):
    """What is compared."""

    OURS = "ours"
    RULED = "ruled lines"
    IMG2TABLE = "img2table"
    SLANET_PLUS = "SLANet-plus"


@dataclass(frozen=True, slots=True)
class SetName:
    """A frozen set: `split` says whether families and fonts were met in training."""

    split: str
    level: str


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Which page: the seed of its form, its place in it from 1, and what kind of page it is."""

    form: int
    page: int
    family: str
    ruling: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page read by one system in `seconds` of processor time, over all threads."""

    system: System
    name: SetName
    place: PagePlace
    scores: PageScores
    seconds: float


@dataclass(frozen=True, slots=True)
class BoundaryResult:
    """Boundary F1 on one page before the boundaries are made a grid."""

    system: System
    name: SetName
    place: PagePlace
    f1: float


@dataclass(frozen=True, slots=True)
class CutResult:
    """A form whose table page breaks cut, joined by a system: TEDS against the uncut table. The
    place is that of its first page; `teds` is None where no text was read."""

    system: System
    name: SetName
    place: PagePlace
    structure_teds: float
    teds: float | None


Result = PageResult | CutResult | BoundaryResult
_KINDS = {kind.__name__: kind for kind in (PageResult, CutResult, BoundaryResult)}


def write_results(results: Iterable[Result], path: Path) -> None:
    """One JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (
        json.dumps({"kind": type(result).__name__, **asdict(result)}, ensure_ascii=False)
        for result in results
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_results(path: Path) -> Sequence[Result]:
    """What `write_results` wrote; nothing where the file is not there."""
    if not path.exists():
        return ()
    results: list[Result] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        kind = _KINDS[entry.pop("kind")]
        entry["system"], entry["name"] = System(entry["system"]), SetName(**entry["name"])
        entry["place"] = PagePlace(**entry["place"])
        if "scores" in entry:
            entry["scores"] = PageScores(**entry["scores"])
        results.append(kind(**entry))
    return results
