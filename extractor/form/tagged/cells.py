"""The printed cells of a form as the tagger sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.rows import Row, Token
from extractor.form.segment import Segment
from extractor.grid import Layout
from models.form_tagger.tokens import FormToken, TokenLayout

_LAYOUTS = {
    Layout.EXACT: TokenLayout.EXACT,
    Layout.FLATTENED: TokenLayout.FLATTENED,
    Layout.STREAM: TokenLayout.STREAM,
    None: TokenLayout.TEXT,
}


@dataclass(frozen=True, slots=True)
class FormCells:
    """The cells of a form in reading order: as read (`tokens`), as the tagger sees each (`seen`),
    and the row below it (`ends`), counted as `FormToken.row` is."""

    tokens: tuple[Token, ...]
    seen: tuple[FormToken, ...]
    ends: tuple[int, ...]


def segment_to_cells(segment: Segment) -> FormCells:
    """All cells from the headings above the title to the last row."""
    title = () if segment.title is None else (segment.title,)
    return rows_to_cells((*segment.before, *title, *segment.body))


def rows_to_cells(rows: Sequence[Row]) -> FormCells:
    """The cells of rows; only rows that print something are counted."""
    number_of = {(row.block, row.grid_row): number for number, row in enumerate(rows)}
    tokens: list[Token] = []
    seen: list[FormToken] = []
    ends: list[int] = []
    for number, row in enumerate(rows):
        for token in row.tokens:
            below = range(row.grid_row, row.grid_row + token.row_span)
            spanned = sum((row.block, place) in number_of for place in below)
            tokens.append(token)
            seen.append(_seen(token, row, number))
            ends.append(number + max(spanned, 1))
    return FormCells(tuple(tokens), tuple(seen), tuple(ends))


def _seen(token: Token, row: Row, number: int) -> FormToken:
    return FormToken(
        token.folded,
        number,
        token.column,
        token.row_span,
        token.column_span,
        row.width,
        _LAYOUTS[row.layout],
    )
