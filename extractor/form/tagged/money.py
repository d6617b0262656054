"""Amounts of a form: what each cell of money says, by its label and the head above it."""

import re
from collections.abc import Sequence

import numpy as np

from extractor.form.affinity import is_skeleton
from extractor.form.draft import Draft
from extractor.form.labels import funding_item, is_amount, money_unit
from extractor.form.rows import fold
from extractor.form.tagged.items import Item, Reading
from extractor.verbatim import FundingLine, Panel, Printed
from models.form_tagger.keys import ITEM_KEYS, MONEY_COLUMN_KEYS
from models.form_tagger.roles import Role

_SEPARATOR = re.compile(r"(?<!\d)[,，]|[,，](?!\d)|[;；\n]")
_AMOUNT = re.compile(
    r"\s*(?P<label>\D*?)\s*[:：]?\s*(?P<amount>[-+]?\d[\d,.]*\s*(亿元|万元|千元|元|万)?)\s*[。.]?$"
)
_NUMERIC = re.compile(r"\d|^[/无—\-]*$|[零一二三四五六七八九十百千万亿]元")
_NOT_MONEY = ("rate", "points", "points_reached")
_VALUE_KEYS = (*ITEM_KEYS, *MONEY_COLUMN_KEYS, "all")
_UNIT_TAIL = re.compile(r"\([^()]{0,3}元\)")


def read_money(draft: Draft, reading: Reading) -> None:
    """One line for each amount."""
    labels, heads = reading.of(Role.MONEY_LABEL), reading.of(Role.MONEY_HEAD)
    block = next((u for i in labels if (u := money_unit(i.folded))), None) or draft.money_unit
    for value in reading.of(Role.MONEY_VALUE):
        if not _NUMERIC.search(value.folded) and not is_skeleton(value.folded):
            continue
        draft.ledger.use_all(value.tokens, "funding_value")
        scores = reading.beliefs.key_scores(value.index, _VALUE_KEYS)
        key = _VALUE_KEYS[int(scores.argmax())]
        label = _label(reading, value, labels)
        is_whole = len(value.tokens) == 1 and not is_amount(value.folded)
        if is_whole and _read_list(draft, value, block):
            continue
        head = _head(reading, value, heads, key)
        draft.funding.append(_line(reading, (value, label, head), key, block))


def _label(reading: Reading, value: Item, labels: Sequence[Item]) -> Item | None:
    links = reading.links(value, labels)
    best = int(links.argmax())
    return labels[best] if best < len(labels) else None


def _head(reading: Reading, value: Item, heads: Sequence[Item], key: str) -> Item | None:
    """The head of the column that an amount stands in: by its key and its place."""
    if not heads:
        return None
    wanted = key if key in MONEY_COLUMN_KEYS else "planned"
    cells = reading.beliefs.cells.seen
    at = cells[value.index].column
    scores = [
        float(reading.beliefs.key_scores(head.index, (wanted,))[0])
        - abs(cells[head.index].column - at)
        for head in heads
    ]
    return heads[int(np.argmax(scores))]


def _line(
    reading: Reading, parts: tuple[Item, Item | None, Item | None], key: str, block: str | None
) -> FundingLine:
    value, label, head = parts
    scores = np.zeros(len(ITEM_KEYS))
    if label is not None:
        scores = scores + reading.beliefs.key_scores(label.index, ITEM_KEYS)
    if key in ITEM_KEYS or label is None:
        scores = scores + reading.beliefs.key_scores(value.index, ITEM_KEYS)
    item = ITEM_KEYS[int(scores.argmax())]
    if item == "source":
        item = _source(label) if label is not None else "total"
    if head is not None:
        item = f"{item}/{_UNIT_TAIL.sub('', head.folded)}"
    unit = money_unit(value.folded)
    for printed in (head, label):
        unit = unit or (money_unit(printed.folded) if printed is not None else None)
    is_rate = key in _NOT_MONEY or "%" in value.folded
    return FundingLine(
        value.panel or Panel.ANNUAL,
        item,
        label.printed if label is not None else None,
        value.printed,
        None if is_rate else unit or block,
    )


def _source(label: Item) -> str:
    return label.folded.removeprefix("其中").strip(":：") or label.folded


def _read_list(draft: Draft, value: Item, block: str | None) -> bool:
    """Amounts with their labels in one cell; False where it is none."""
    parts = [_AMOUNT.match(part) for part in _SEPARATOR.split(value.printed.text) if part.strip()]
    matches = [match for match in parts if match is not None]
    if not matches or len(matches) < len(parts):
        return False
    where, sure = value.printed.where, value.printed.confidence
    for match in matches:
        text, raw = match.group("label").strip(), match.group("amount").strip()
        label = Printed(text, where, sure) if text else None
        if label is not None:
            draft.inline_labels.append(label)
        folded = fold(text)
        item = (funding_item(folded) if folded else None) or folded or "total"
        unit = money_unit(fold(raw)) or money_unit(folded) or block
        line = FundingLine(Panel.ANNUAL, item, label, Printed(raw, where, sure), unit)
        draft.funding.append(line)
    return True
