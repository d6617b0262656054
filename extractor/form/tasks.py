"""The task list of a department form: 任务名称 | 总额 | 财政拨款 | 其他资金."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.columns import is_indicator_head
from extractor.form.draft import Draft
from extractor.form.goals import is_goal_row
from extractor.form.labels import TASK_NAME, TASK_STUB, funding_item, is_amount
from extractor.form.rows import Row, Token, joined
from extractor.grid import Layout
from extractor.verbatim import OtherField, Printed, TaskLine

_MONEY_WORD = re.compile(r".{0,6}(金额|预算|资金)(数|额|情况|安排)?(\(.{1,6}\))?")
_MONEY_HEAD = ("total", "fiscal", "other")


@dataclass(frozen=True, slots=True)
class _Columns:
    """The heads of a list: those over texts, and those over money by item."""

    texts: tuple[Token, ...]
    money: dict[str, Token]


def starts_tasks(row: Row) -> bool:
    """Whether a row heads a task list: a task name head beside a money head."""
    names = [t for t in row.tokens if TASK_NAME.fullmatch(t.folded)]
    money = [t for t in row.tokens if _money_head(t) or _MONEY_WORD.fullmatch(t.folded)]
    return bool(names) and bool(money) and not is_indicator_head(row) and not row.is_text


def _money_head(token: Token) -> str | None:
    item = funding_item(token.folded)
    return item if item in _MONEY_HEAD else None


def read_tasks(draft: Draft, rows: Sequence[Row], start: int) -> int:
    """Read the list that starts at `rows[start]`; returns the first row behind it."""
    heads: dict[str, Token] = {}
    names = _text_columns(rows[start])
    index = start
    while index < len(rows) and index <= start + 1:
        found = {item: t for t in rows[index].tokens if (item := _money_head(t))}
        if index > start and len(found) < 1:
            break
        if len(found) >= 2 or (found and not heads):
            heads = found
        draft.ledger.use_all(rows[index].tokens, "task_label")
        index += 1
    while index < len(rows) and _is_task_row(rows[index]):
        if rows[index].layout is Layout.STREAM:
            _read_task(draft, rows[index], _Columns((), {}))
        else:
            _read_task(draft, rows[index], _Columns(tuple(names), heads))
        index += 1
    return index


def _is_task_row(row: Row) -> bool:
    if row.is_text or is_goal_row(row) or is_indicator_head(row):
        return False
    names = [t for t in row.tokens if not is_amount(t.folded)]
    return 1 <= len(names) <= 3 and (
        len(names) < len(row.tokens)
        or TASK_STUB.fullmatch(names[0].folded) is not None
        or len(names) == 1
    )


def _text_columns(row: Row) -> list[Token]:
    """The heads over texts, 任务名称, 主要内容, 备注, without the list's own stub."""
    heads = [t for t in row.tokens if not (_money_head(t) or _MONEY_WORD.fullmatch(t.folded))]
    stub = len(heads) > 1 and TASK_STUB.fullmatch(heads[0].folded)
    return heads[1:] if stub else heads


def _name_and_notes(
    texts: Sequence[Token], columns: Sequence[Token]
) -> tuple[list[Token], list[tuple[Token, Token]]]:
    """The pieces of a task's name, and (head, text) of what other columns say about it."""
    name: list[Token] = []
    notes: list[tuple[Token, Token]] = []
    for text in texts:
        head = min(columns, key=lambda h: abs(h.column - text.column), default=None)
        if not name or head is None or TASK_NAME.fullmatch(head.folded):
            name.append(text)
        else:
            notes.append((head, text))
    return name, notes


def _read_task(draft: Draft, row: Row, columns: _Columns) -> None:
    tokens = list(row.tokens)
    if len(tokens) > 1 and TASK_STUB.fullmatch(tokens[0].folded):
        draft.ledger.use(tokens.pop(0), "task_label")
    names, notes = _name_and_notes([t for t in tokens if not is_amount(t.folded)], columns.texts)
    for head, text in notes:
        note = draft.ledger.use(text, "task_note")
        draft.other_fields.append(OtherField(head.printed, note))
    heads = columns.money
    amounts = [t for t in tokens if is_amount(t.folded)]
    name = joined(draft.ledger.use(t, "task") for t in names)
    if name is None:
        return
    printed: dict[str, Printed] = {}
    keys = list(heads) or list(_MONEY_HEAD)
    for position, token in enumerate(amounts):
        free = [k for k in keys if k not in printed]
        if not free:
            break
        key = _nearest(free, heads, token, len(amounts) - position)
        keys = keys[keys.index(key) + 1 :]
        printed[key] = draft.ledger.use(token, "task_amount")
    draft.tasks.append(
        TaskLine(name, printed.get("total"), printed.get("fiscal"), printed.get("other"))
    )


def _nearest(free: Sequence[str], heads: dict[str, Token], token: Token, left: int) -> str:
    """The head an amount stands under; amounts still to come keep their heads."""
    allowed = free[: max(1, len(free) - left + 1)]
    if not heads:
        return allowed[0]
    return min(allowed, key=lambda key: abs(heads[key].column - token.column))
