"""One form of the JSON contract as a few lines for a person."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

PANELS = {"medium_term": "中期", "annual": "年度"}
ITEMS = {"total": "总额", "fiscal": "财政拨款", "other": "其他资金"}
MARKS = {"error": "×", "warning": "!", "info": "·"}


def record_lines(form: Mapping[str, Any]) -> Iterator[str]:
    """Title, fields, money, the indicator tree of each panel, findings."""
    yield f"{form['title']}  {form['year']}年  指标分类 {form['scheme']}"
    fields = form["fields"]
    yield "  ".join(text for text in fields.values() if text)
    for panel, name in PANELS.items():
        lines = [line for line in form["funding"] if line["panel"] == panel]
        amounts = [f"{ITEMS.get(line['item'], line['item'])} {_yuan(line)}" for line in lines]
        if amounts:
            yield "  ".join((f"{name}资金", *amounts))
    for panel, name in PANELS.items():
        rows = [row for row in form["indicators"] if row["panel"] == panel]
        if rows:
            yield f"{name}指标"
            yield from _tree(rows)
    for finding in form["findings"]:
        yield f"{MARKS[finding['severity']]} {finding['message']}"


def _tree(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    for level1, inside in groupby(rows, key=lambda row: row["level1"]):
        yield f"  {level1}"
        for level2, leaves in groupby(inside, key=lambda row: row["level2"]):
            yield f"    {level2}"
            for row in leaves:
                yield f"      {row['level3']}  {_value(row)}"


def _value(row: Mapping[str, Any]) -> str:
    normal = row["normalized"]
    if not normal["numbers"]:
        return f"{row['value']}  [{normal['kind']}]"
    number = f"{normal['operator'] or ''} {' '.join(normal['numbers'])} {normal['unit'] or ''}"
    return f"{row['value']}  [{normal['kind']} {number.strip()}]"


def _yuan(line: Mapping[str, Any]) -> str:
    amount = line["amount_yuan"]
    return line["raw"] if amount is None else f"{float(amount):,.0f}元"
