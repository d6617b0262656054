"""Where an indicator table begins: its head, of one row or of two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.form.column_heads import Column, column_head, panel_of
from extractor.form.columns import is_indicator_head
from extractor.form.labels import goal_label
from extractor.form.rows import Row, Token
from extractor.grid import Layout

_LEVELS = (Column.LEVEL1, Column.LEVEL2, Column.LEVEL3)


@dataclass(frozen=True, slots=True)
class Head:
    """A table's head as one row. `above` names the panels over it, `printed` are the rows it was
    made of, `height` how many rows it takes from its first on."""

    row: Row
    above: Row | None
    printed: tuple[Row, ...]
    height: int


def head_at(rows: Sequence[Row], index: int) -> Head | None:
    """The head that begins at `rows[index]`; None where none begins there."""
    row = rows[index]
    below = rows[index + 1] if index + 1 < len(rows) else None
    if below is not None and (below.block != row.block or below.is_text):
        below = None
    if is_indicator_head(row):
        if below is not None and _names_parts(row, below):
            return Head(_with_parts(row, below), None, (row, below), 2)
        return Head(row, _panel_row(rows[index - 1] if index else None), (row,), 1)
    if below is not None and row.layout is Layout.EXACT and _reaches_down(row):
        merged = _with_tall(row, below)
        if is_indicator_head(merged):
            return Head(merged, row, (row, below), 2)
    return None


def _panel_row(above: Row | None) -> Row | None:
    """The row over the head, where it only names panels."""
    if above is None or above.is_text or not any(panel_of(t.folded) for t in above.tokens):
        return None
    return above if all(_names_panel(t.folded) for t in above.tokens) else None


def _names_panel(folded: str) -> bool:
    return goal_label(folded) or (panel_of(folded) is not None and folded.endswith(("指标", "值")))


def _parent(row: Row, token: Token) -> Token | None:
    """The head over a cell of the row below: the last one that begins at or before it."""
    before = [t for t in row.tokens if t.column <= token.column]
    if not before:
        return None
    parent = before[-1]
    if row.layout is Layout.EXACT and token.column >= parent.column + parent.column_span:
        return None
    return parent


def _names_parts(row: Row, below: Row) -> bool:
    """Whether the row below splits heads of this row, as 指标值 into 实施期 | 本年度."""
    parents = [_parent(row, t) for t in below.tokens]
    named = sum(panel_of(t.folded) is not None for t in below.tokens)
    fits = all(
        p is not None
        and len(t.folded) <= 12
        and (panel_of(t.folded) is not None or column_head(t.folded) is not None)
        for p, t in zip(parents, below.tokens, strict=True)
    )
    return fits and named >= 1 and len(below.tokens) >= 2 and not is_indicator_head(below)


def _with_parts(row: Row, below: Row) -> Row:
    split = {p.key for t in below.tokens if (p := _parent(row, t)) is not None}
    tokens = [t for t in row.tokens if t.key not in split]
    for token in below.tokens:
        parent = _parent(row, token)
        kind = column_head(token.folded)
        if parent is not None and kind in (None, Column.STUB):
            tokens.append(replace(token, folded=parent.folded + token.folded))
        else:
            tokens.append(token)
    return replace(row, tokens=tuple(sorted(tokens, key=lambda t: t.column)))


def _reaches_down(row: Row) -> bool:
    return any(t.row_span > 1 and column_head(t.folded) in _LEVELS for t in row.tokens)


def _with_tall(row: Row, below: Row) -> Row:
    tall = [t for t in row.tokens if t.row_span > 1]
    return replace(below, tokens=tuple(sorted([*tall, *below.tokens], key=lambda t: t.column)))
