"""The money block: total, fiscal, other sources, per panel, and the 自评 execution table."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.form.column_heads import panel_of
from extractor.form.draft import Draft
from extractor.form.labels import (
    BUDGET_COLUMN,
    funding_item,
    is_amount,
    is_funding_block,
    money_unit,
    other_label,
)
from extractor.form.rows import Row, Token, fold
from extractor.verbatim import FundingLine, Panel, Printed

_SIDE = re.compile(r"(年初|全年|年度)?(预算|执行|支出)(数|金额|额)?")
_INLINE_AMOUNT = re.compile(
    r"\s*(?P<label>[^:：\d]{2,20}?)\s*[:：]\s*(?P<amount>[-¥￥\d](?:.*\S)?)\s*$"
)
_SHORT_SCORE = ("分值", "权重", "得分")


@dataclass(slots=True)
class BudgetBlock:
    """What earlier rows of the block declared: its unit, panel order and amount columns.

    `sides` are the two amounts of each source where they stand side by side behind their own
    labels: 预算数 | 执行数. `in_turn` counts the sources below two totals that follow each other
    in rows of their own, as where rows were lost: each source then stands twice too.
    """

    unit: str | None = None
    panels: list[Panel] = field(default_factory=list)
    columns: tuple[Token, ...] = ()
    sides: tuple[str, ...] = ()
    in_turn: Counter[str] | None = None
    label: Token | None = None
    first: int = 0

    def covers(self, row: Row) -> bool:
        """Whether the block's own label cell stands beside the row."""
        return (
            self.label is not None and self.first <= row.grid_row < self.first + self.label.row_span
        )


@dataclass(frozen=True, slots=True)
class _Item:
    token: Token
    item: str
    panel: Panel | None


def is_budget_row(row: Row, block: BudgetBlock | None) -> bool:
    """Whether a row heads the money block, names a source of money, or continues the block."""
    tokens = row.tokens
    if block is not None and block.covers(row):
        return True
    if any(_item_of(t) is not None or _inline_amount(t) for t in tokens):
        return True
    if is_funding_block(tokens[0].folded):
        return True
    if block is None:
        return False
    return (
        len(budget_columns(row)) >= 2
        or _is_amounts_only(tokens, block)
        or _is_source_row(tokens, block)
    )


def _is_source_row(tokens: Sequence[Token], block: BudgetBlock) -> bool:
    """Whether tokens are a source, known or not, and its amounts under the block's columns."""
    source, amounts = tokens[0].folded, tokens[1:]
    return (
        bool(block.columns)
        and len(amounts) >= 2
        and all(is_amount(t.folded) for t in amounts)
        and not (is_amount(source) or other_label(source))
    )


def _is_amounts_only(tokens: Sequence[Token], block: BudgetBlock) -> bool:
    """Whether tokens are amounts under the block's columns, their source named in its head."""
    named = block.label is not None and bool(block.columns)
    return named and bool(tokens) and all(is_amount(t.folded) for t in tokens)


def budget_columns(row: Row) -> tuple[Token, ...]:
    """The cells of a row that head amount columns (年初预算数, 全年执行数(B), 执行率 …)."""
    heads = tuple(t for t in row.tokens if BUDGET_COLUMN.fullmatch(t.folded))
    return heads if any(h.folded not in _SHORT_SCORE for h in heads) else ()


def read_budget_row(draft: Draft, row: Row, block: BudgetBlock) -> None:
    """Book one row of the block; what it declares goes into `block`."""
    tokens = list(row.tokens)
    if _opens_block(tokens, block):
        _open_block(draft, tokens.pop(0), block, row)
    heads = budget_columns(row)
    if len(heads) >= 2:
        draft.ledger.use_all(heads, "funding_label")
        block.columns = heads
        tokens = [t for t in tokens if t not in heads]
        if len(tokens) == 1 and _item_of(tokens[0]) is not None:
            _open_block(draft, tokens[0], block, row)
            return
        if not any(_item_of(t) for t in tokens):
            draft.ledger.use_all((t for t in tokens if not is_amount(t.folded)), "funding_label")
            return
    if block.label is not None and _is_amounts_only(tokens, block):
        _read_execution(draft, [block.label, *tokens], block)
        return
    inside = block.covers(row) and tokens and not is_amount(tokens[0].folded)
    named = tokens and (_item_of(tokens[0]) is not None or _is_source_row(tokens, block))
    if block.columns and (inside or named):
        _read_execution(draft, tokens, block)
        return
    _read_amounts(draft, tokens, block, row)


def _opens_block(tokens: Sequence[Token], block: BudgetBlock) -> bool:
    """Whether a row begins with a block's own label; 项目支出 before amounts is a source."""
    if not is_funding_block(tokens[0].folded) or _item_of(tokens[0]) is not None:
        return False
    return not (block.columns and len(tokens) > 1 and is_amount(tokens[1].folded))


def _open_block(draft: Draft, label: Token, block: BudgetBlock, row: Row) -> None:
    block.unit = money_unit(label.folded) or block.unit
    block.label, block.first = label, row.grid_row
    draft.ledger.use(label, "funding_label")


def _item_of(token: Token) -> str | None:
    return funding_item(token.folded)


def _inline_amount(token: Token) -> tuple[str, Printed] | None:
    match = _INLINE_AMOUNT.match(token.text)
    if match is None or funding_item(fold(match.group("label"))) is None:
        return None
    if not is_amount(fold(match.group("amount"))):
        return None
    return match.group("label"), Printed(match.group("amount"), token.where, token.confidence)


def _read_amounts(draft: Draft, tokens: Sequence[Token], block: BudgetBlock, row: Row) -> None:
    """Label, amount, label, amount …: each amount belongs to the label before it."""
    items = [
        _Item(token, key, panel_of(token.folded))
        for token, after in pairwise((*tokens, None))
        if token is not None
        and (key := _item_of(token) or _unknown_source(token, after, row, block))
    ]
    items = _on_their_sides(items, block)
    panels = _panels_of_row(items, block)
    pending: tuple[_Item, Panel] | None = None
    alone = block.label if not items else None
    for token in tokens:
        inline = _inline_amount(token)
        item = next((i for i in items if i.token.key == token.key), None)
        if inline is not None:
            label = fold(inline[0])
            panel = panel_of(label) or Panel.ANNUAL
            unit = money_unit(fold(inline[1].text)) or money_unit(label) or block.unit
            source = funding_item(label) or label
            draft.ledger.use(token, "funding_value")
            name = Printed(inline[0], token.where, token.confidence)
            draft.inline_labels.append(name)
            draft.funding.append(FundingLine(panel, source, name, inline[1], unit))
        elif item is not None:
            draft.ledger.use(token, "funding_label")
            pending = (item, panels[items.index(item)])
        elif is_amount(token.folded) and pending is not None:
            _book_amount(draft, token, pending, block)
            pending = None
        elif is_amount(token.folded) and alone is not None:
            whole = _Item(alone, "total", panel_of(alone.folded))
            _book_amount(draft, token, (whole, whole.panel or Panel.ANNUAL), block)
            alone = None
        elif pending is not None and re.search(r"\d", token.folded):
            _book_amount(draft, token, pending, block)
            pending = None


def _unknown_source(token: Token, after: Token | None, row: Row, block: BudgetBlock) -> str | None:
    """Inside the block, or behind 其中, any text before an amount names a source of money."""
    if after is None or not is_amount(after.folded) or is_amount(token.folded):
        return None
    name = token.folded.rstrip(":")
    if len(name) > 20 or not (block.covers(row) or name.startswith("其中")):
        return None
    return name.removeprefix("其中").lstrip(":") or None


def _on_their_sides(items: list[_Item], block: BudgetBlock) -> list[_Item]:
    """预算数 | 执行数 name two amounts of the total; the rows below repeat each source twice."""
    names = [i.token.folded.rstrip(":") for i in items]
    if len(items) >= 2 and all(_SIDE.fullmatch(name) for name in names):
        block.sides = tuple(names)
        return [
            replace(i, item=f"total/{name}", panel=Panel.ANNUAL)
            for i, name in zip(items, names, strict=True)
        ]
    sources = {i.item for i in items}
    if len(items) != len(block.sides) or len(sources) != 1 or not items:
        return items
    return [
        replace(i, item=f"{i.item}/{side}", panel=Panel.ANNUAL)
        for i, side in zip(items, block.sides, strict=True)
    ]


def _book_amount(
    draft: Draft, token: Token, pending: tuple[_Item, Panel], block: BudgetBlock
) -> None:
    item, panel = pending
    unit = money_unit(token.folded) or money_unit(item.token.folded) or block.unit
    raw = draft.ledger.use(token, "funding_value")
    draft.funding.append(FundingLine(panel, item.item, item.token.printed, raw, unit))


def _panels_of_row(items: Sequence[_Item], block: BudgetBlock) -> list[Panel]:
    """The panel of each money label of a row: named by it, else by the order of the totals."""
    named = [i.panel for i in items]
    totals = [i.panel for i in items if i.item == "total" and i.panel is not None]
    if len(totals) > 1:
        block.panels = list(totals)
        block.in_turn = None
    elif len(totals) == 1:
        follows = block.in_turn is not None and not block.in_turn and totals[0] not in block.panels
        block.panels = [*block.panels, totals[0]] if follows else [totals[0]]
        block.in_turn = Counter()
    kinds: dict[str, int] = {}
    panels: list[Panel] = []
    twice = {i.item for i in items if sum(o.item == i.item for o in items) == 2}
    for item, panel in zip(items, named, strict=True):
        order = kinds.get(item.item, 0)
        kinds[item.item] = order + 1
        if item.item == "total" and panel is not None:
            panels.append(panel)
        elif item.item in twice:
            pair = block.panels if len(block.panels) == 2 else [Panel.MEDIUM_TERM, Panel.ANNUAL]
            panels.append(pair[order])
        else:
            panels.append(panel or _next_panel(item.item, block))
    return panels


def _next_panel(source: str, block: BudgetBlock) -> Panel:
    """The panel of a source that stands alone in its row."""
    if block.in_turn is not None:
        block.in_turn[source] += 1
        turn = block.in_turn[source] - 1
        return block.panels[min(turn, len(block.panels) - 1)]
    return block.panels[0] if len(block.panels) == 1 else Panel.ANNUAL


def _read_execution(draft: Draft, tokens: Sequence[Token], block: BudgetBlock) -> None:
    """One row of the 自评 block: source, then amounts under the column heads, in order."""
    source = tokens[0]
    whole = "total" if source is block.label else source.folded
    item = funding_item(source.folded) or whole
    panel = panel_of(source.folded) or Panel.ANNUAL
    draft.ledger.use(source, "funding_label")
    free = list(block.columns)
    rest = list(tokens[1:])
    for position, token in enumerate(rest):
        if not free:
            break
        left = len(rest) - position
        allowed = free[: len(free) - left + 1] or free[:1]
        head = min(allowed, key=lambda h: abs(h.column - token.column))
        free = free[free.index(head) + 1 :]
        if not is_amount(token.folded) and not re.search(r"\d", token.folded):
            draft.skipped.append(draft.ledger.use(token, "skeleton"))
            continue
        raw = draft.ledger.use(token, "funding_value")
        unit = money_unit(head.folded) or money_unit(source.folded) or block.unit
        rate = head.folded.startswith("执行率") or head.folded in _SHORT_SCORE or "%" in raw.text
        line = FundingLine(
            panel, f"{item}/{_column_name(head)}", source.printed, raw, None if rate else unit
        )
        draft.funding.append(line)


def _column_name(head: Token) -> str:
    """全年执行数(B) → itself, 预算数(万元) → 预算数."""
    return re.sub(r"\(.{0,2}元\)", "", head.folded)
