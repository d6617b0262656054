"""The extractor's own tables of a page image, on the way that a scanned file goes."""

import sys
import traceback
from collections.abc import Sequence

from extractor.document import Page, PageImage
from extractor.engines import Engines
from extractor.grid import Grid
from extractor.pipeline import read_page
from extractor.tables import find_tables
from training.evaluation.run import CRASHES
from training.evaluation.structure.measured import MeasuredTable, grid_to_measured
from training.synthesis.truth import TruthPage


def own_tables(pages: Sequence[TruthPage], engines: Engines) -> tuple[MeasuredTable, ...]:
    """Tables of the pages of one form, read as one document: boxes in pixels of the page a table
    begins on. No tables where the extractor crashes."""
    try:
        sheet = find_tables(
            read_page(_page(truth, number), engines) for number, truth in enumerate(pages, start=1)
        )
    except CRASHES:
        print(traceback.format_exc(), file=sys.stderr)
        return ()
    grids = (block for block in sheet.blocks if isinstance(block, Grid))
    return tuple(grid_to_measured(grid, pages[0].dpi) for grid in grids)


def _page(truth: TruthPage, number: int) -> Page:
    image = PageImage(truth.pixels, truth.dpi)
    return Page(number, image.width, image.height, image=image)
