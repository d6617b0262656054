"""Words and rulings → grids: find_tables streams pages, the stages can be used alone."""

from collections.abc import Iterable

from extractor.document import Page
from extractor.grid import Sheet
from extractor.ports import StructureModel
from extractor.tables.blocks import PageBlocks, TablePart
from extractor.tables.broken_borders import mend_borders
from extractor.tables.cells import CellGrid, rulings_to_grids
from extractor.tables.drawn_enough import show_as_much
from extractor.tables.fill import fill_cells
from extractor.tables.join import join_rulings
from extractor.tables.ruled_sight import RuledSight
from extractor.tables.rulings import pixels_to_rulings
from extractor.tables.spans import Span
from extractor.tables.stitch import stitch
from extractor.tables.structure import RuledRecogniser, page_to_blocks

__all__ = [
    "CellGrid",
    "PageBlocks",
    "RuledRecogniser",
    "RuledSight",
    "Span",
    "TablePart",
    "fill_cells",
    "find_tables",
    "join_rulings",
    "mend_borders",
    "page_to_blocks",
    "pixels_to_rulings",
    "rulings_to_grids",
    "show_as_much",
    "stitch",
]


def find_tables(pages: Iterable[Page], model: StructureModel | None = None) -> Sheet:
    """All tables and text lines of a document.

    Args:
        pages: in order; one page and its image are held at a time.
        model: finds the cell boundaries; a RuledRecogniser where None.
    """
    recogniser = model or RuledRecogniser()
    return stitch(page_to_blocks(page, recogniser) for page in pages)
