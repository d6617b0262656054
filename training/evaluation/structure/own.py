"""The extractor's own tables of page images, on the way that a scanned file goes."""

import sys
import traceback
from collections.abc import Iterable, Sequence

from extractor.document import Page, PageImage, Quads, Word
from extractor.engines import Engines
from extractor.geometry import POINTS_PER_INCH, pixel_box_to_points
from extractor.grid import Grid
from extractor.pipeline import read_page
from extractor.tables import find_tables
from training.evaluation.run import CRASHES
from training.evaluation.structure.measured import MeasuredTable, grid_to_measured
from training.synthesis.truth import TruthPage


class UnreadLines:
    """Stands in for a recogniser where only the structure is measured: every line of text is a
    word that says nothing but its number."""

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        """See OcrEngine."""
        dpi = page.image.dpi if page.image is not None else POINTS_PER_INCH
        words = []
        for number, quad in enumerate(lines, start=1):
            (x0, top), (x1, bottom) = quad.min(axis=0).tolist(), quad.max(axis=0).tolist()
            words.append(Word(f"第{number}行", pixel_box_to_points(x0, top, x1, bottom, dpi)))
        return tuple(words)


def image_page(truth: TruthPage, number: int) -> Page:
    """A page as it comes from a scanned file."""
    image = PageImage(truth.pixels, truth.dpi)
    return Page(number, image.width, image.height, image=image)


def read_truth_page(truth: TruthPage, number: int, engines: Engines) -> Page | None:
    """A page image with its words and rulings; None where the extractor crashes."""
    try:
        return read_page(image_page(truth, number), engines)
    except CRASHES:
        print(traceback.format_exc(), file=sys.stderr)
        return None


def own_tables(pages: Iterable[Page | None], dpi: float) -> tuple[MeasuredTable, ...]:
    """Tables of the pages of one document: boxes in pixels at `dpi` of the page a table begins
    on. No tables where the extractor crashes."""
    readable = [page for page in pages if page is not None]
    try:
        sheet = find_tables(readable)
    except CRASHES:
        print(traceback.format_exc(), file=sys.stderr)
        return ()
    grids: Sequence[Grid] = [block for block in sheet.blocks if isinstance(block, Grid)]
    return tuple(grid_to_measured(grid, dpi) for grid in grids)
