"""How many cells of a page are found with a structure head: boxes are compared, texts are not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels
from extractor.engines import Engines
from extractor.geometry import POINTS_PER_INCH, BBox
from extractor.grid import Grid
from extractor.look import LearnedSight
from extractor.look.specks import without_specks
from extractor.pipeline import read_page
from extractor.ports import PageSight, Sight
from extractor.tables import find_tables
from models.network_file import NetworkFile
from models.ocr import LineDirection
from models.table_structure import PageMaps, PageNetwork
from models.table_structure.split_merge import SplitMergeSessions
from training.evaluation.structure.own import UnreadLines
from training.gate.strictness import Count
from training.synthesis.truth import Points, TruthPage

LEAST_OVERLAP = 0.6
"""Shared over joined area from which two boxes are one cell: half a row more or less is not."""


class _OnceEye:
    """A network that is not asked twice for what it has just seen."""

    def __init__(self, eye: PageNetwork) -> None:
        self._eye = eye
        self._seen: list[tuple[Pixels, PageMaps]] = []

    def run(self, pixels: NDArray[np.uint8]) -> PageMaps:
        """See PageEye."""
        for known, maps in self._seen:
            if known.shape == pixels.shape and bool(np.array_equal(known, pixels)):
                return maps
        maps = self._eye.run(pixels)
        self._seen = [*self._seen[-2:], (pixels, maps)]
        return maps


@dataclass(frozen=True, slots=True, eq=False)
class FlatPage:
    """A page as it was read: upright and flat, `image` in pixels of the paper's resolution, the
    boxes of its cells that hold text in points of it."""

    image: PageImage
    cells: tuple[BBox, ...]


class CellFinder:
    """Reads the cells of pages, texts aside, with one structure head.

    Raises:
        WeightsNotFoundError: weights are not on this machine, or not those that were tested.
    """

    def __init__(self, head: NetworkFile, threads: int = 1) -> None:
        eye = _OnceEye(PageNetwork(threads, head))
        self._sight = LearnedSight(eye, LineDirection(threads), SplitMergeSessions(threads))

    def read(self, image: PageImage) -> FlatPage:
        """The cells of a page image."""
        return read_flat(image, self._sight)

    def moved(self, image: PageImage, points: Points) -> Points:
        """Points (N, 2) in pixels of an upright page, whose centres lie at integers → points of
        the flat page, 72 an inch."""
        flat, scale = self._sight.look_flat(without_specks(image))
        places = (points.astype(np.float64) + 0.5) * scale
        if flat.warp is not None:
            places = flat.warp.forward(places)
        found: Points = (places / scale * (POINTS_PER_INCH / image.dpi)).astype(np.float32)
        return found


class _KeptSight:
    """A sight that keeps the image it made flat."""

    def __init__(self, sight: PageSight, given: PageImage) -> None:
        self._sight = sight
        self.flat = given

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        seen = self._sight.look(page)
        self.flat = seen.page.image or self.flat
        return seen


def read_flat(image: PageImage, sight: PageSight) -> FlatPage:
    """What a sight finds on a page image."""
    kept = _KeptSight(sight, image)
    engines = replace(Engines(), sight=kept, ocr=UnreadLines())
    page = read_page(Page(1, image.width, image.height, image=image), engines)
    return FlatPage(kept.flat, tuple(_boxes(page)))


def _boxes(page: Page) -> Sequence[BBox]:
    grids = [block for block in find_tables([page]).blocks if isinstance(block, Grid)]
    cells = [cell for grid in grids if len(grid.cells) > 1 for cell in grid.cells if cell.text]
    return [cell.where[0].bbox for cell in cells if cell.where and cell.where[0].bbox is not None]


def printed_cells(page: TruthPage, finder: CellFinder) -> tuple[BBox, ...]:
    """The cells with text of a printed page in points of the page made flat."""
    cells = [c for table in page.tables if len(table.cells) > 1 for c in table.cells if c.text]
    if not cells:
        return ()
    corners = np.concatenate([cell.polygon for cell in cells])
    moved = finder.moved(PageImage(page.pixels, page.dpi), corners).reshape(-1, 4, 2)
    return tuple(upright_box(polygon) for polygon in moved)


def upright_box(polygon: Points) -> BBox:
    """The box of a nearly upright quadrilateral (4, 2): the middle of each of its sides."""
    x, y = polygon[:, 0], polygon[:, 1]
    sides = (x[0] + x[3], y[0] + y[1], x[1] + x[2], y[2] + y[3])
    x0, top, x1, bottom = (float(side) / 2 for side in sides)
    return BBox(x0, top, x1, bottom)


def count_found(found: Sequence[BBox], wanted: Sequence[BBox]) -> Count:
    """Cells that were found, each paired with one of those wanted, most overlap first."""
    pairs = sorted(
        (
            (share, i, j)
            for i, one in enumerate(found)
            for j, other in enumerate(wanted)
            if (share := one.overlap(other)) >= LEAST_OVERLAP
        ),
        reverse=True,
    )
    used_found: set[int] = set()
    used_wanted: set[int] = set()
    for _, i, j in pairs:
        if i not in used_found and j not in used_wanted:
            used_found.add(i)
            used_wanted.add(j)
    return Count(len(used_found), len(wanted), len(found))
