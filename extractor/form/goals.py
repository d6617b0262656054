"""Overall goals: one text a panel, side by side or in a row of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.columns import is_indicator_head
from extractor.form.draft import Draft
from extractor.form.header import is_label
from extractor.form.labels import (
    field_label,
    funding_item,
    goal_actual_label,
    goal_label,
    is_funding_block,
    panel_of,
)
from extractor.form.rows import Row, Token, joined
from extractor.verbatim import Goal, OtherField, Panel, Printed

_FRAGMENT = re.compile(r"(总体|年度|绩效|项目|年度总体|整体)?(目标|目|标)?")


@dataclass(frozen=True, slots=True)
class _Head:
    token: Token
    panel: Panel | None  # None: the achieved side


def starts_goals(row: Row) -> bool:
    """Whether a row begins the goal block: its first cell is a goal label."""
    if row.is_text or is_indicator_head(row):
        return False
    first = row.tokens[0]
    return goal_label(first.folded) and field_label(first.folded) is None


def read_goals(draft: Draft, rows: Sequence[Row], start: int) -> int:
    """Read the goal block that starts at `rows[start]`; returns the first row behind it."""
    row = rows[start]
    label, rest = row.tokens[0], row.tokens[1:]
    draft.ledger.use(label, "goal_label")
    heads = _leading_heads(rest)
    texts = rest[len(heads) :]
    if heads and (not texts or len(texts) == len(heads)):
        if texts:
            draft.ledger.use_all([h.token for h in heads], "goal_label")
            _book_texts(draft, heads, texts)
            return start + 1
        draft.ledger.use_all([h.token for h in heads], "goal_label")
        draft.goal_panels.extend(h.panel for h in heads if h.panel is not None)
        return _read_panel_texts(draft, rows, start + 1, heads)
    panel = panel_of(label.folded) or Panel.ANNUAL
    draft.goal_panels.append(panel)
    if rest:
        _book_texts(draft, [_Head(label, panel)], rest)
        return _read_continuation(draft, rows, start + 1)
    return _read_panel_texts(draft, rows, start + 1, [_Head(label, panel)])


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


def _is_text_row(row: Row) -> bool:
    """Whether a row may carry goal texts: no head, no label, no money."""
    if is_indicator_head(row) or row.is_text:
        return False
    first = row.tokens[0].folded
    return not (
        field_label(first)
        or is_label(row.tokens[0])
        or funding_item(first)
        or is_funding_block(first)
    )


def _read_panel_texts(draft: Draft, rows: Sequence[Row], index: int, heads: Sequence[_Head]) -> int:
    if index >= len(rows) or not _is_text_row(rows[index]):
        return index
    texts = list(rows[index].tokens)
    if texts and len(texts) > len(heads) and _FRAGMENT.fullmatch(texts[0].folded):
        draft.ledger.use(texts.pop(0), "goal_label")
    if not texts or (len(texts) == 1 and goal_label(texts[0].folded)):
        return index
    _book_texts(draft, heads, texts)
    return _read_continuation(draft, rows, index + 1)


def _book_texts(draft: Draft, heads: Sequence[_Head], texts: Sequence[Token]) -> None:
    """Pair texts with heads: in order where the counts agree, else by the nearest column."""
    places: dict[int, list[Printed]] = {}
    for number, token in enumerate(texts):
        if len(texts) == len(heads):
            order = number
        else:
            order = max(
                (i for i, h in enumerate(heads) if h.token.column <= token.column), default=0
            )
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


def _read_continuation(draft: Draft, rows: Sequence[Row], index: int) -> int:
    """Rows behind a goal that only go on with its text, as after a page break."""
    while index < len(rows) and draft.goals:
        row = rows[index]
        tokens = [t for t in row.tokens if not _FRAGMENT.fullmatch(t.folded)]
        goes_on = row.after_break and _is_text_row(row) and not starts_goals(row)
        if not goes_on or not tokens or any(len(t.folded) < 12 for t in tokens):
            break
        draft.ledger.use_all(row.tokens, "goal")
        recent = draft.goals[-len(tokens) :]
        for offset, token in enumerate(tokens):
            place = len(draft.goals) - len(recent) + min(offset, len(recent) - 1)
            goal = draft.goals[place]
            text = joined((goal.text, token.printed))
            draft.goals[place] = Goal(goal.panel, text or goal.text)
        index += 1
    return index
