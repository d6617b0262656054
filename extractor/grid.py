"""Cells, however they were read: ruled tables with spans, or flattened text without geometry."""

from dataclasses import dataclass
from enum import StrEnum

from extractor.document import Provenance


class Layout(StrEnum):
    """How far a grid's rows and columns can be trusted."""

    EXACT = "exact"  # rows, columns and spans are those of the paper
    FLATTENED = "flattened"  # rows are rows; merged cells became blanks, cells may have shifted
    STREAM = "stream"  # one cell a line: order is known, rows are not


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid; `row` and `column` are 0-based. `text` is as printed, lines joined.

    `row_span` and `column_span` are 1 in flattened grids. `where` has one entry a page the cell
    stands on. `confidence` is the lowest reading confidence of its words, 0–1; `stamped` says
    that a seal lies over its text.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    where: tuple[Provenance, ...] = ()
    confidence: float = 1.0
    stamped: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One table. Empty cells are present in EXACT grids (full cover, no overlap).

    `breaks` are the rows that begin after a page break (or after a blank line in flattened text).
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    layout: Layout = Layout.EXACT
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text outside any table."""

    text: str
    where: tuple[Provenance, ...] = ()
    confidence: float = 1.0


Block = Grid | TextLine


@dataclass(frozen=True, slots=True)
class Sheet:
    """All blocks of a document in reading order; tables cut by a page break are one Grid."""

    blocks: tuple[Block, ...]
    pages: int = 1
