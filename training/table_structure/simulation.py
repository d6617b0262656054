"""Pages of a style nobody has seen, corrected box by box as a person would in Label Studio."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from annotations.cells import Cell
from annotations.corrections import (
    Aspect,
    Correction,
    Reading,
    Source,
    Spot,
    Submission,
    Verdict,
)
from annotations.crops import Crop
from annotations.labels import Label
from annotations.runs import Run, Sheet
from annotations.workspace import Workspace
from extractor.document import PageImage
from extractor.geometry import BBox
from training.synthesis.corpus import Split
from training.synthesis.degradations import PageLevel, degrade
from training.synthesis.page_files import read_page, write_page
from training.synthesis.truth import TruthPage
from training.table_structure.cells_found import CellFinder, printed_cells
from training.table_structure.unknown_styles import Style, styled_pages

LEVELS = (PageLevel.SCAN, PageLevel.PHOTO)
POOL_SEED = 7_000_000
_DPI = 150.0
_LEFT, _MOVED = 0.85, 0.3
"""Shared over joined area from which a person leaves a box, and from which it is moved."""
_HAND = 0.8
"""Points by which the edges of a box that was drawn lie off, one in three by more."""


@dataclass(frozen=True, slots=True)
class StyledPage:
    """A page of a style by its seed; `level` says how it is worn."""

    style: Style
    seed: int
    path: Path
    level: PageLevel

    def worn(self) -> TruthPage:
        """The page as it is scanned or photographed."""
        return degrade(read_page(self.path), self.level, self.seed, dpi=_DPI)


def pages_of(style: Style, count: int, folder: Path) -> list[StyledPage]:
    """The first pages of so many forms, scans and photographs in turn; rendered once."""
    home = folder / Split.TRAIN.value / style.value
    home.mkdir(parents=True, exist_ok=True)
    seeds = range(POOL_SEED, POOL_SEED + count)
    missing = [seed for seed in seeds if not (home / f"{seed}.truth").exists()]
    done: set[int] = set()
    for seed, page in styled_pages(style, missing):
        if seed not in done:
            write_page(page, home / str(seed))
            done.add(seed)
    return [
        StyledPage(style, seed, home / f"{seed}.truth", LEVELS[seed % len(LEVELS)])
        for seed in seeds
    ]


def correct_pages(
    pages: Iterable[StyledPage], finder: CellFinder, workspace: Workspace, wrong: float = 0.0
) -> None:
    """Read each page with the champion, and correct its boxes; a share of all boxes is wrong."""
    for page in pages:
        truth = page.worn()
        image = PageImage(truth.pixels, truth.dpi)
        flat = finder.read(image)
        rng = np.random.default_rng([page.seed, 1])
        wanted = list(printed_cells(truth, finder))
        if wrong:
            wanted = harmed(wanted, wrong, rng)
        run = _run(page, flat.image, flat.cells, workspace)
        corrections = tuple(_corrections(run, wanted, rng))
        submission = Submission(
            document=run.document,
            form=0,
            run=run.id,
            engine=run.engine,
            source=Source.LABEL_STUDIO,
            author="1",
            made_at="2026-01-01T00:00:00Z",
            reference=run.id,
            corrections=corrections,
        )
        workspace.corrections.add([submission])


def harmed(boxes: Sequence[BBox], share: float, rng: np.random.Generator) -> list[BBox]:
    """Boxes of which a share is wrong: a side is moved by a third to two thirds of the cell, or a
    cell is drawn over its neighbour too."""
    found = list(boxes)
    for place in np.flatnonzero(rng.random(len(boxes)) < share):
        box = found[place]
        part = float(rng.uniform(0.33, 0.66))
        match int(rng.integers(4)):
            case 0:
                found[place] = replace(box, bottom=box.bottom - part * box.height)
            case 1:
                found[place] = replace(box, x1=box.x1 - part * box.width)
            case 2:
                found[place] = replace(box, bottom=box.bottom + part * box.height)
            case _:
                found[place] = replace(box, bottom=box.bottom + box.height)
    return found


def _run(page: StyledPage, image: PageImage, found: Sequence[BBox], workspace: Workspace) -> Run:
    name = f"{page.style.value}{page.seed}"
    stream = BytesIO()
    Image.fromarray(image.pixels).save(stream, "JPEG", quality=82)
    workspace.keep_page(f"r{name}/0001.jpg", stream.getvalue())
    height, width = image.pixels.shape[:2]
    crop = Crop(1, (0.0, 0.0, image.width, image.height), width, height, f"r{name}/0001.jpg")
    cells = tuple(
        Cell(f"r{name}.p1.f0c{number:03d}", _reading(box), (), 1.0)
        for number, box in enumerate(found)
    )
    digest = sha256(name.encode()).hexdigest()
    run = Run(f"r{name}", digest, (("version", "0"),), {}, (Sheet(0, (crop,), cells, 0.5),))
    workspace.runs.put(run)
    return run


def _reading(box: BBox) -> Reading:
    edges = (round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1))
    return Reading(Label.UNASSIGNED.value, spot=Spot(1, edges))


def _corrections(
    run: Run, wanted: Sequence[BBox], rng: np.random.Generator
) -> Iterator[Correction]:
    """What a person says of each box that is shown, and those that are missing."""
    left = list(wanted)
    for cell in run.sheets[0].cells:
        assert cell.reading.spot is not None
        shown = BBox(*cell.reading.spot.box)
        best = max(left, key=shown.overlap, default=None)
        share = 0.0 if best is None else shown.overlap(best)
        if best is None or share < _MOVED:
            yield Correction(cell.id, (), Verdict.REMOVED, cell.reading, None)
            continue
        left.remove(best)
        if share >= _LEFT:
            yield Correction(cell.id, (), Verdict.UNTOUCHED, cell.reading, cell.reading)
        else:
            drawn = _reading(by_hand(best, rng))
            changed = (Aspect.BOX,)
            yield Correction(cell.id, (), Verdict.CORRECTED, cell.reading, drawn, changed)
    for number, box in enumerate(left):
        drawn = _reading(by_hand(box, rng))
        yield Correction(f"new{number}", (), Verdict.ADDED, None, drawn)


def by_hand(box: BBox, rng: np.random.Generator) -> BBox:
    """A box as a hand draws it."""
    x0, top, x1, bottom = rng.normal(0.0, _HAND, 4).tolist()
    return BBox(box.x0 + x0, box.top + top, box.x1 + x1, box.bottom + bottom)
