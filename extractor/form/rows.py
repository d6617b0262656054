"""Rows of tokens: the one view of a sheet that every part of the form stage reads."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.document import Provenance
from extractor.form.variants import SIMPLIFIED
from extractor.grid import Cell, Grid, Layout, Sheet, TextLine
from extractor.verbatim import Printed

TAG = re.compile(r"</?(?:p|br|div|span|b|strong)\b[^>]*>", re.IGNORECASE)
SPACE = re.compile(r"\s+")
_TO_SIMPLIFIED = str.maketrans(SIMPLIFIED)


def fold(text: str) -> str:
    """Text for comparing: NFKC, simplified characters, without tags and white space. Never used as
    output."""
    folded = SPACE.sub("", unicodedata.normalize("NFKC", TAG.sub("", text)))
    return folded.translate(_TO_SIMPLIFIED)


def clean(text: str) -> str:
    """Text as printed: remains of html tags and outer spaces dropped, nothing else."""
    return TAG.sub("", text).replace("\u200b", "").strip()


@dataclass(frozen=True, slots=True)
class Token:
    """One cell that prints something. `key` is unique in the sheet; `column` is 0-based."""

    key: tuple[int, ...]
    text: str
    folded: str
    column: int
    column_span: int
    row_span: int
    where: tuple[Provenance, ...]
    confidence: float

    @property
    def printed(self) -> Printed:
        """The token as output."""
        return Printed(self.text, self.where, self.confidence)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, or a line of text.

    `width` is the number of columns of its table, `starts` the columns at which a cell begins,
    empty ones too; `grid_row` is its row there. `after_break` says that a page
    break (or a blank line) stands before it.
    """

    block: int
    layout: Layout | None
    tokens: tuple[Token, ...]
    width: int = 1
    starts: tuple[int, ...] = ()
    after_break: bool = False
    grid_row: int = 0

    @property
    def folded(self) -> str:
        """All texts of the row, folded and joined."""
        return "".join(t.folded for t in self.tokens)

    @property
    def is_text(self) -> bool:
        """Whether it is a line outside any table."""
        return self.layout is None


def sheet_to_rows(sheet: Sheet) -> tuple[Row, ...]:
    """All rows that print something, in reading order."""
    rows: list[Row] = []
    for number, block in enumerate(sheet.blocks):
        if isinstance(block, TextLine):
            rows.extend(_line_to_rows(block, number))
        else:
            rows.extend(_grid_to_rows(block, number))
    return tuple(rows)


def _line_to_rows(line: TextLine, block: int) -> Iterator[Row]:
    text = clean(line.text)
    if text:
        token = Token((block, 0), text, fold(text), 0, 1, 1, line.where, line.confidence)
        yield Row(block, None, (token,))


def _grid_to_rows(grid: Grid, block: int) -> Iterator[Row]:
    lines: dict[int, list[tuple[int, Cell]]] = {}
    for index, cell in enumerate(grid.cells):
        lines.setdefault(cell.row, []).append((index, cell))
    pending_break = False
    for row in range(grid.n_rows):
        pending_break = pending_break or row in grid.breaks
        cells = sorted(lines.get(row, ()), key=lambda item: item[1].column)
        tokens = tuple(_cell_to_token(cell, block, index) for index, cell in cells)
        printed = tuple(t for t in tokens if t.text)
        if not printed:
            continue
        starts = tuple(cell.column for _, cell in cells)
        yield Row(block, grid.layout, printed, grid.n_columns, starts, pending_break, row)
        pending_break = False


def _cell_to_token(cell: Cell, block: int, index: int) -> Token:
    text = clean(cell.text)
    return Token(
        (block, index),
        text,
        fold(text),
        cell.column,
        cell.column_span,
        cell.row_span,
        cell.where,
        cell.confidence,
    )


@dataclass(slots=True)
class Ledger:
    """Which token ended where, so that nothing printed is lost. Filled while a form is read."""

    roles: dict[tuple[int, ...], str] = field(default_factory=dict)
    pieces: dict[tuple[int, ...], tuple[str, ...]] = field(default_factory=dict)

    def use(self, token: Token, role: str) -> Printed:
        """Book the token under a role and hand out its text."""
        self.roles[token.key] = role
        return token.printed

    def use_all(self, tokens: Iterable[Token], role: str) -> None:
        """Book several tokens under one role."""
        for token in tokens:
            self.roles[token.key] = role

    def cut(self, token: Token, texts: Sequence[str]) -> tuple[Token, ...]:
        """A token that holds several texts as one token each; the key stays the whole cell's."""
        self.pieces[token.key] = tuple(fold(text) for text in texts)
        return tuple(replace(token, text=text, folded=fold(text)) for text in texts)

    def free(self, token: Token) -> bool:
        """Whether the token has no role yet."""
        return token.key not in self.roles


def joined(parts: Iterable[Printed]) -> Printed | None:
    """Several printed pieces of one text as one; None for no piece.

    The pieces are joined without a space between Chinese characters.
    """
    items = list(parts)
    if not items:
        return None
    text = items[0].text
    for item in items[1:]:
        glue = " " if text[-1:].isascii() and item.text[:1].isascii() else ""
        text += glue + item.text
    where = tuple(dict.fromkeys(place for item in items for place in item.where))
    return Printed(text, where, min(item.confidence for item in items))
