"""The pages that two heads are compared on, and how many of their cells each finds."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from extractor.document import PageImage
from extractor.geometry import BBox
from models.registry import write_whole
from training.gate.decision import GOLD
from training.gate.strictness import Count
from training.synthesis.degradations import PageLevel, degrade
from training.synthesis.page_files import read_page
from training.synthesis.printing.look import Ruling
from training.synthesis.truth import TruthPage
from training.table_structure.cell_sides import table_cells
from training.table_structure.cells_found import (
    CellFinder,
    count_found,
    printed_cells,
    upright_box,
)
from training.table_structure.corrected_pages import CorrectedPage

_FIRST_SEED = 960_000
"""Of synthetic forms of the gate; nothing else is trained, tuned or measured on them."""
_LEVELS = (PageLevel.SCAN, PageLevel.FAX, PageLevel.PHOTO)
_DPI = 150.0
_TOUCHES = 0.1
"""Share of a cell that was found from which it is one of those that people saw."""


@dataclass(frozen=True, slots=True, eq=False)
class PageCase:
    """A page. `source` is a corrected page, or the file of a printed one that is worn as `level`
    says (None: as it is)."""

    identity: str
    slices: tuple[str, ...]
    source: CorrectedPage | Path
    level: PageLevel | None = None

    def count(self, finder: CellFinder) -> Count:
        """Its cells as a head finds them. Raises CorrectionError for a lost picture."""
        if isinstance(self.source, CorrectedPage):
            return _count_corrected(self.source, finder)
        truth = read_page(self.source)
        if self.level is not None:
            seed = int(hashlib.sha256(self.identity.encode()).hexdigest()[:8], 16)
            truth = degrade(truth, self.level, seed, dpi=_DPI)
        return count_printed(truth, finder)


def count_printed(page: TruthPage, finder: CellFinder) -> Count:
    """Cells of a printed page."""
    wanted = printed_cells(page, finder)
    return count_found(finder.read(PageImage(page.pixels, page.dpi)).cells, wanted)


def held_cases(pages: Sequence[CorrectedPage]) -> Iterator[PageCase]:
    """Corrected pages that were not learned from."""
    for page in pages:
        moved = "boxes touched" if page.touched else "boxes left"
        yield PageCase(page.identity, ("corrections", f"corrections {moved}"), page)


def gold_cases(folder: Path) -> Iterator[PageCase]:
    """Pages with their truth (`structure/*.truth`, as `page_files` writes them); records of gold
    alone say nothing of boxes."""
    for path in sorted((folder / "structure").glob("*.truth")):
        yield PageCase(f"gold {path.stem}", (GOLD,), path)


def synthetic_cases(count: int) -> Iterator[PageCase]:
    """The first page of so many forms of each kind of ruling, worn in three ways; rendered when
    they are first asked for.

    Raises:
        RenderError: Chromium is not installed.
    """
    from training.synthesis.corpus import CACHE, VERSION, Split, fill_cache, page_file, sample_form

    found: dict[Ruling, list[int]] = {ruling: [] for ruling in Ruling}
    seed = _FIRST_SEED
    while any(len(seeds) < count for seeds in found.values()):
        own = found[sample_form(seed, Split.TRAIN).ruling]
        if len(own) < count:
            own.append(seed)
        seed += 1
    fill_cache(Split.TRAIN, sorted(chain.from_iterable(found.values())), CACHE)
    for ruling, seeds in found.items():
        for seed in seeds:
            for level in _LEVELS:
                slices = ("synthetic", f"ruling {ruling.value}", f"damage {level.value}")
                path = page_file(Split.TRAIN, seed, CACHE)
                name = f"synthetic v{VERSION} {seed} {level.value}"
                yield PageCase(name, slices, path, level)


def counted(
    finder: CellFinder,
    cases: Sequence[PageCase],
    kept: Path | None,
    tell: Callable[[int], object] = lambda done: None,
) -> Mapping[str, Count]:
    """The counts of all cases; kept in a file, from which a run that was ended goes on. `tell`
    hears how many are counted."""
    found: dict[str, Count] = {}
    if kept is not None and kept.is_file():
        told = json.loads(kept.read_text(encoding="utf-8"))
        found = {name: Count(*counts) for name, counts in told.items()}
    for case in cases:
        if case.identity in found:
            continue
        found[case.identity] = case.count(finder)
        tell(len(found))
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            lines = {name: [one.right, one.wanted, one.read] for name, one in found.items()}
            write_whole(kept, json.dumps(lines, ensure_ascii=False) + "\n")
    return found


def _count_corrected(page: CorrectedPage, finder: CellFinder) -> Count:
    """What people saw is compared; a cell that was found where nobody saw one counts nothing."""
    image = PageImage(page.pixels(), page.dpi)
    boxes = [known.box for known in table_cells(page.boxes)]
    if not boxes:
        return Count(0, 0, 0)
    corners = np.array(
        [
            [(box.x0, box.top), (box.x1, box.top), (box.x1, box.bottom), (box.x0, box.bottom)]
            for box in boxes
        ],
        np.float32,
    )
    places = corners.reshape(-1, 2) * np.float32(page.dpi / 72) - np.float32(0.5)
    moved = finder.moved(image, places).reshape(-1, 4, 2)
    wanted = [upright_box(polygon) for polygon in moved]
    found = [one for one in finder.read(image).cells if _is_seen(one, wanted)]
    return count_found(found, wanted)


def _is_seen(found: BBox, wanted: Sequence[BBox]) -> bool:
    return any(found.intersection(one) >= _TOUCHES * found.area for one in wanted)
