"""The extractor's own tables of page images, on the way that a scanned file goes."""

import sys
import traceback
from collections.abc import Iterable, Sequence

from extractor.document import Page, PageImage
from extractor.engines import Engines
from extractor.grid import Grid
from extractor.pipeline import read_page
from extractor.tables import find_tables
from training.evaluation.run import CRASHES
from training.evaluation.structure.measured import MeasuredTable, grid_to_measured
from training.synthesis.truth import TruthPage


def read_truth_page(truth: TruthPage, number: int, engines: Engines) -> Page | None:
    """A page image with its words and rulings; None where the extractor crashes."""
    image = PageImage(truth.pixels, truth.dpi)
    try:
        return read_page(Page(number, image.width, image.height, image=image), engines)
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
