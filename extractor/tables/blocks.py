"""What one page holds, with the geometry that joining pages needs."""

from dataclasses import dataclass

from extractor.document import Word
from extractor.geometry import BBox
from extractor.grid import Grid, TextLine


@dataclass(frozen=True, slots=True)
class TablePart:
    """One table on one page.

    `columns` are the boundaries in points, one more than the grid's columns. `lines` is the text
    of a single box, line by line: a box is a table only where it continues one. `wrapping` holds
    (row, column) of cells whose last line fills their width. `open_top` and `open_bottom` say
    that no border is drawn there; `top_words` and `bottom_words` are the words of the row there.
    """

    grid: Grid
    columns: tuple[float, ...]
    bbox: BBox
    lines: tuple[TextLine, ...] = ()
    wrapping: frozenset[tuple[int, int]] = frozenset()
    open_top: bool = False
    open_bottom: bool = False
    top_words: tuple[Word, ...] = ()
    bottom_words: tuple[Word, ...] = ()


PagePart = TablePart | TextLine


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """Blocks of a page in reading order; sizes in points, `number` is 1-based."""

    number: int
    width: float
    height: float
    blocks: tuple[PagePart, ...]
