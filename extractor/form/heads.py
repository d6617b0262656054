"""Where an indicator table begins: its head, of one row or of two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.form.affinity import names_stub
from extractor.form.column_heads import Column, column_head, panel_of
from extractor.form.columns import LEVEL_HEADS, is_indicator_head
from extractor.form.labels import goal_label
from extractor.form.rows import Row, Token
from extractor.grid import Layout

_LONGEST = 16  # characters of a head in one of two rows
_SOME, _MOST = 0.5, 0.75  # of a row's cells are known heads, where spans say so too or not


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
    if below is not None and below.block == row.block and not (row.is_text or below.is_text):
        merged = _two_rows(row, below)
        if merged is not None:
            return Head(merged, row, (row, below), 2)
    if is_indicator_head(row):
        return Head(row, _panel_row(rows[index - 1] if index else None), (row,), 1)
    return None


def _panel_row(above: Row | None) -> Row | None:
    """The row over the head, where it only names panels."""
    if above is None or above.is_text or not any(panel_of(t.folded) for t in above.tokens):
        return None
    return above if all(_names_panel(t.folded) for t in above.tokens) else None


def _names_panel(folded: str) -> bool:
    return goal_label(folded) or (panel_of(folded) is not None and folded.endswith(("指标", "值")))


def _two_rows(row: Row, below: Row) -> Row | None:
    """Two rows as one head, where the lower one parts heads of the upper one: 指标值 into
    实施期 | 本年度, 绩效指标 into its levels. None where they are no such head."""
    if len(below.tokens) < 2:
        return None
    if row.layout is Layout.EXACT:
        if not (_stands_beside(row, below) and _are_heads(below.tokens, _SOME)):
            return None
    elif not (_are_heads(row.tokens, _MOST) and _are_heads(below.tokens, _MOST)):
        return None
    parents = _parents(row, below)
    if parents is None or not _adds_heads(row, below, parents):
        return None
    merged = replace(row, tokens=_merged(row, below, parents))
    return merged if is_indicator_head(merged) else None


def _are_heads(tokens: Sequence[Token], share: float) -> bool:
    """Whether that share of the cells read as heads of columns or panels, and none is long."""
    known = sum(_is_head(t.folded) for t in tokens)
    return all(len(t.folded) <= _LONGEST for t in tokens) and known >= len(tokens) * share


def _is_head(folded: str) -> bool:
    return (
        column_head(folded) is not None
        or names_stub(folded)
        or (panel_of(folded) is not None and not re.search(r"\d{1,2}月|\d日", folded))
    )


def _stands_beside(row: Row, below: Row) -> bool:
    """Whether a head of the upper row spans the lower one too."""
    spans = [t.row_span for t in row.tokens if not names_stub(t.folded)]
    return below.grid_row < row.grid_row + max(spans, default=1)


def _parents(row: Row, below: Row) -> tuple[Token, ...] | None:
    """The head over each cell of the lower row; None where one has none that fits."""
    over = [_over(row, token) for token in below.tokens]
    found = tuple(t for t in over if t is not None)
    whole = len(found) == len(over)
    if row.layout is Layout.EXACT:
        return found if whole else None
    if whole and all(_may_part(p, t) for p, t in zip(found, below.tokens, strict=True)):
        return found
    # places were lost: one head was parted, the first that may hold all
    for token in row.tokens:
        if all(_may_part(token, t) for t in below.tokens):
            return (token,) * len(below.tokens)
    return None


def _over(row: Row, token: Token) -> Token | None:
    """The last head that begins at or before a cell of the row below."""
    before = [t for t in row.tokens if t.column <= token.column]
    if not before:
        return None
    parent = before[-1]
    if row.layout is Layout.EXACT and token.column >= parent.column + parent.column_span:
        return None
    return parent


def _may_part(parent: Token, part: Token) -> bool:
    """Whether one head may stand over another: levels stand under a name, a panel or none known;
    a head of level 1 or 2 has no parts."""
    kind = column_head(parent.folded)
    if kind in (Column.LEVEL1, Column.LEVEL2):
        return False
    if column_head(part.folded) in LEVEL_HEADS:
        return kind in (None, Column.STUB, Column.LEVEL3) or panel_of(parent.folded) is not None
    return True


def _adds_heads(row: Row, below: Row, parents: Sequence[Token]) -> bool:
    """Whether the upper row has heads of its own beside those that are parted."""
    apart = [t for t in row.tokens if t not in parents]
    if row.layout is Layout.EXACT:
        return any(not names_stub(t.folded) for t in apart)
    own = {column_head(t.folded) for t in apart} - {None, Column.STUB}
    parts = {column_head(t.folded) for t in below.tokens}
    return bool(own) and not own & parts & set(LEVEL_HEADS)


def _merged(row: Row, below: Row, parents: Sequence[Token]) -> tuple[Token, ...]:
    """The heads in printed order, each parted one replaced by its parts."""
    out: list[Token] = []
    for head in row.tokens:
        parts = [t for t, p in zip(below.tokens, parents, strict=True) if p.key == head.key]
        behind = out[-1].column + 1 if out else 0
        if not parts:
            out.append(replace(head, column=max(head.column, behind)))
            continue
        # a row that lost its leading blanks begins where its head does
        shift = max(0, max(head.column, behind) - parts[0].column)
        out += [replace(t, column=t.column + shift) for t in _named_by(head, parts)]
    return tuple(out)


def _named_by(parent: Token, parts: Sequence[Token]) -> list[Token]:
    """Parts whose own text says too little, read together with the head over them."""
    kind = column_head(parent.folded)
    said = kind not in (None, Column.STUB) and any(column_head(t.folded) is kind for t in parts)
    return [
        replace(t, folded=parent.folded + t.folded)
        if column_head(t.folded) in (None, Column.STUB) and not said
        else t
        for t in parts
    ]
