"""Overall goals: one text a panel, side by side or in a row of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.column_heads import panel_of
from extractor.form.columns import is_indicator_head
from extractor.form.draft import Draft
from extractor.form.header import is_label
from extractor.form.labels import (
    field_label,
    funding_item,
    goal_actual_label,
    goal_label,
    is_funding_block,
)
from extractor.form.loose import opens_headless
from extractor.form.rows import Row, Token, joined
from extractor.grid import Layout
from extractor.verbatim import Goal, OtherField, Panel, Printed

_FRAGMENT = re.compile(r"(总体|年度|绩效|项目|年度总体|整体)?(目标|目|标)?")
_PIECE = re.compile(r"[年度总整体绩效中长期实施目标]{1,4}")
_MOST_PIECES = 4
_LONG = 12  # characters of a text that may go on behind a page break


@dataclass(frozen=True, slots=True)
class _Head:
    token: Token
    panel: Panel | None  # None: the achieved side


@dataclass(frozen=True, slots=True)
class _Read:
    """What has been read of a block: its heads, the texts of each row, the height of its label."""

    heads: Sequence[_Head]
    texts: Sequence[Sequence[Token]]
    height: int


def is_goal_row(row: Row) -> bool:
    """Whether the first cell of a row is a goal label."""
    if row.is_text or is_indicator_head(row):
        return False
    first = row.tokens[0]
    return goal_label(first.folded) and field_label(first.folded) is None


def starts_goals(rows: Sequence[Row], index: int) -> bool:
    """Whether the goal block begins at a row: with its label, or with the first piece of a label
    that goes on in the rows below (年度 + 总体目标)."""
    return is_goal_row(rows[index]) or _label_height(rows, index) > 1


def _label_height(rows: Sequence[Row], start: int) -> int:
    """How many rows a label takes that is printed in pieces, one a row; 1 for a whole one."""
    first = rows[start].tokens[0]
    label, height = "", 1
    for number, row in enumerate(rows[start : start + _MOST_PIECES], 1):
        piece = row.tokens[0]
        alike = row.block == rows[start].block and piece.column == first.column
        if row.is_text or not alike or not _PIECE.fullmatch(piece.folded):
            break
        label += piece.folded
        if number > 1 and goal_label(label) and len(row.tokens) > 1:
            height = number
    return height


def read_goals(draft: Draft, rows: Sequence[Row], start: int) -> int:
    """Read the goal block that starts at `rows[start]`; returns the first row behind it."""
    height = _label_height(rows, start)
    pieces = [row.tokens[0] for row in rows[start : start + height]]
    draft.ledger.use_all(pieces, "goal_label")
    label, rest = pieces[0], rows[start].tokens[1:]
    heads = _leading_heads(rest)
    texts = rest[len(heads) :]
    if heads and (not texts or len(texts) == len(heads)):
        draft.ledger.use_all([h.token for h in heads], "goal_label")
        if texts:
            _book_texts(draft, heads, [texts])
            return start + 1
        draft.goal_panels.extend(h.panel for h in heads if h.panel is not None)
        found: list[Sequence[Token]] = []
    else:
        panel = panel_of("".join(t.folded for t in pieces)) or Panel.ANNUAL
        draft.goal_panels.append(panel)
        heads = [_Head(label, panel)]
        found = [rest] if rest else []
    index = start + 1
    while index < len(rows) and _goes_on(rows, start, index, _Read(heads, found, height)):
        row = rows[index]
        tokens = [t for t in row.tokens if not _FRAGMENT.fullmatch(t.folded)]
        draft.ledger.use_all((t for t in row.tokens if t not in tokens), "goal_label")
        found.append(tokens)
        index += 1
    _book_texts(draft, heads, found)
    return index


def _leading_heads(tokens: Sequence[Token]) -> list[_Head]:
    heads: list[_Head] = []
    for token in tokens:
        head = _head(token)
        if head is None:
            break
        heads.append(head)
    return heads


def _head(token: Token) -> _Head | None:
    if goal_actual_label(token.folded):
        return _Head(token, None)
    if len(token.folded) <= 30 and goal_label(token.folded):
        return _Head(token, panel_of(token.folded) or Panel.ANNUAL)
    return None


def _goes_on(rows: Sequence[Row], start: int, index: int, read: _Read) -> bool:
    """Whether a row carries goal texts: the first below the heads, one beside the label, or one
    that only goes on with the texts above a page break."""
    row = rows[index]
    texts = [t for t in row.tokens if not _FRAGMENT.fullmatch(t.folded)]
    if not _is_text_row(row):
        return False
    if not read.texts:
        return bool(texts) and not (len(texts) == 1 and goal_label(texts[0].folded))
    if index < start + read.height:
        return True
    if is_goal_row(row) or not texts:
        return False
    if _is_beside(rows[start], row):
        return len(texts) <= len(read.heads)
    return row.after_break and all(len(t.folded) >= _LONG for t in texts)


def _is_beside(first: Row, row: Row) -> bool:
    """Whether a row stands beside the label of the block's first row: under its span, or, where
    spans are lost, with nothing under the label."""
    label = first.tokens[0]
    if row.block != first.block:
        return False
    if row.layout is Layout.EXACT:
        return row.grid_row < first.grid_row + label.row_span
    return row.layout is Layout.FLATTENED and row.tokens[0].column > label.column


def _is_text_row(row: Row) -> bool:
    """Whether a row may carry goal texts: no head, no label, no money."""
    if is_indicator_head(row) or opens_headless(row) or row.is_text:
        return False
    first = row.tokens[0].folded
    return not (
        field_label(first)
        or is_label(row.tokens[0])
        or funding_item(first)
        or is_funding_block(first)
    )


def _book_texts(
    draft: Draft, heads: Sequence[_Head], rows_of_texts: Sequence[Sequence[Token]]
) -> None:
    """Pair the texts of each row with heads: in order where the counts agree, else by the nearest
    column."""
    places: dict[int, list[Printed]] = {}
    for texts in rows_of_texts:
        for number, token in enumerate(texts):
            before = [i for i, h in enumerate(heads) if h.token.column <= token.column]
            order = number if len(texts) == len(heads) else max(before, default=0)
            role = "goal" if heads[order].panel is not None else "goal_actual"
            places.setdefault(order, []).append(draft.ledger.use(token, role))
    for order, parts in sorted(places.items()):
        text, head = joined(parts), heads[order]
        if text is None:
            continue
        if head.panel is None:
            draft.other_fields.append(OtherField(head.token.printed, text))
        else:
            draft.goals.append(Goal(head.panel, text))
