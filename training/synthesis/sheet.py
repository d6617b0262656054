"""A printed form as cells with spans, before any file format."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product


class CellKind(StrEnum):
    """How a cell is set: labels and values are centred, long texts start at the left."""

    LABEL = "label"
    VALUE = "value"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Span:
    """A cell in the order of an HTML table row; places are given by `place`. `role` and `key`
    say what it means; cells of a lower level name in `above` the `tag` of theirs."""

    text: str
    rows: int = 1
    columns: int = 1
    kind: CellKind = CellKind.VALUE
    role: str = ""
    key: str = ""
    tag: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell in its place, 0-based. `parent` is the index of the cell of the level above."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int
    kind: CellKind
    role: str = ""
    key: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form on paper: `heading` lines above the table, then its cells, which cover
    n_rows × n_columns exactly. `widths` are relative column widths."""

    heading: tuple[str, ...]
    cells: tuple[SheetCell, ...]
    n_rows: int
    widths: tuple[float, ...]

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self.widths)

    def rows(self) -> tuple[tuple[SheetCell, ...], ...]:
        """The cells that begin in each row, left to right."""
        begin: list[list[SheetCell]] = [[] for _ in range(self.n_rows)]
        for cell in self.cells:
            begin[cell.row].append(cell)
        return tuple(tuple(row) for row in begin)

    def width_of(self, cell: SheetCell) -> float:
        """Share of the table's width that a cell takes, 0–1."""
        spanned = self.widths[cell.column : cell.column + cell.column_span]
        return sum(spanned) / sum(self.widths)


Row = tuple[Span, ...]


def place(
    heading: Sequence[str], rows: Sequence[Sequence[Span]], widths: Sequence[float]
) -> FormSheet:
    """Give every cell its row and column, as an HTML table does.

    Raises:
        ValueError: the cells overlap, leave a hole or run out of the grid.
    """
    taken: set[tuple[int, int]] = set()
    cells: list[SheetCell] = []
    named: dict[str, int] = {}
    for row_number, row in enumerate(rows):
        column = 0
        for span in row:
            while (row_number, column) in taken:
                column += 1
            area = list(
                product(
                    range(row_number, row_number + span.rows), range(column, column + span.columns)
                )
            )
            if not taken.isdisjoint(area):
                raise ValueError(f"cells overlap in row {row_number}: {span.text!r}")
            taken.update(area)
            cells.append(_placed(span, row_number, column, named.get(span.above)))
            if span.tag:
                named[span.tag] = len(cells) - 1
    if taken != set(product(range(len(rows)), range(len(widths)))):
        raise ValueError("cells do not cover the grid exactly")
    return FormSheet(tuple(heading), tuple(cells), len(rows), tuple(widths))


def _placed(span: Span, row: int, column: int, parent: int | None) -> SheetCell:
    return SheetCell(
        span.text, row, column, span.rows, span.columns, span.kind, span.role, span.key, parent
    )
