"""Sums of the funding panel and of the task list."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from extractor.record import Finding, Funding, Record, Severity
from extractor.validate.branch import PANEL_NAMES
from extractor.validate.budget import (
    TOLERANCE,
    columns_of,
    in_wan,
    item_and_column,
    lines_of,
    total_budget,
)
from extractor.validate.rule import Rule
from extractor.values.money import read_amount
from extractor.values.period import read_period
from extractor.verbatim import FieldKey, Panel, Printed

_SUM = "财政资金勾稽关系（算术）"

PARTS = Rule(
    "money.parts_do_not_add_up",
    Severity.ERROR,
    "{panel}资金总额{total}与各项来源之和{parts}不一致，相差{difference}",
    _SUM,
)
PART_EXCEEDS = Rule(
    "money.part_exceeds_total",
    Severity.ERROR,
    "{panel}资金中的一项{part}大于资金总额{total}",
    _SUM,
)
UNIT = Rule(
    "money.unit_conflict",
    Severity.ERROR,
    "{panel}{what}正好相差一万倍（{first}与{second}），可能混用了元和万元",
    _SUM,
)
UNREADABLE = Rule(
    "money.unreadable_amount",
    Severity.WARNING,
    "资金栏“{raw}”不是一个可识别的金额",
    "要素完整性",
)
BELOW_ANNUAL = Rule(
    "money.medium_term_below_annual",
    Severity.WARNING,
    "中期资金总额{medium}小于年度资金总额{annual}",
    _SUM,
)
TIMES_YEARS = Rule(
    "money.medium_term_not_annual_times_years",
    Severity.INFO,
    "中期{years}年资金总额{medium}，年度资金总额{annual}×{years}={product}，请确认分年安排",
    _SUM,
)
TASK_TOTAL = Rule(
    "money.task_total",
    Severity.ERROR,
    "年度主要任务合计{total}，各项任务之和为{parts}，相差{difference}",
    _SUM,
)
TASK_PARTS = Rule(
    "money.task_parts_do_not_add_up",
    Severity.ERROR,
    "任务“{name}”总额{total}与财政拨款、其他资金之和{parts}不一致",
    _SUM,
)
RULES = (
    PARTS,
    PART_EXCEEDS,
    UNIT,
    UNREADABLE,
    BELOW_ANNUAL,
    TIMES_YEARS,
    TASK_TOTAL,
    TASK_PARTS,
)
_WAN = Decimal(10_000)


def check_money(record: Record) -> Iterator[Finding]:
    """All sums of a form. Needs amounts in yuan; rows without an amount are left out."""
    yield from _unreadable(record)
    for panel in Panel:
        for column in columns_of(record, panel):
            yield from _parts(panel, lines_of(record, panel, column))
    yield from _medium_term(record)
    yield from _tasks(record)


def _unreadable(record: Record) -> Iterator[Finding]:
    for line in record.funding:
        share = any(word in item_and_column(line)[1] for word in ("率", "分", "权重"))
        digits = any(character.isdigit() for character in line.raw.text)
        if line.amount_yuan is None and digits and not share and "%" not in line.raw.text:
            yield UNREADABLE.asks([line.raw], raw=line.raw.text)


def yuan_of(line: Funding) -> Decimal:
    """The amount of a line in yuan, 0 where it is unreadable."""
    return line.amount_yuan if line.amount_yuan is not None else Decimal(0)


def _parts(panel: Panel, lines: tuple[Funding, ...]) -> Iterator[Finding]:
    by_item: dict[str, list[Funding]] = {}
    for line in lines:
        by_item.setdefault(item_and_column(line)[0], []).append(line)
    totals = by_item.pop("total", [])
    if len({yuan_of(line) for line in totals}) != 1 or not by_item:
        return
    total, name = yuan_of(totals[0]), PANEL_NAMES[panel]
    if any(len(same) > 1 for same in by_item.values()):
        return
    parts = [same[0] for same in by_item.values()]
    cells = [totals[0].raw, *(part.raw for part in parts)]
    largest = max(parts, key=yuan_of)
    together = sum((yuan_of(part) for part in parts), Decimal(0))
    if differ_by_unit(total, together):
        yield UNIT.states(
            cells,
            panel=name,
            what="资金总额与来源之和",
            first=in_wan(total),
            second=in_wan(together),
        )
    elif yuan_of(largest) > total + TOLERANCE:
        yield PART_EXCEEDS.states(
            [totals[0].raw, largest.raw],
            panel=name,
            part=in_wan(yuan_of(largest)),
            total=in_wan(total),
        )
    elif not _some_parts_make(total, parts):
        values = {
            "panel": name,
            "total": in_wan(total),
            "parts": in_wan(together),
            "difference": in_wan(abs(total - together)),
        }
        complete = by_item.keys() == {"fiscal", "other"}
        yield PARTS.states(cells, **values) if complete else PARTS.asks(cells, **values)


def _some_parts_make(total: Decimal, parts: list[Funding]) -> bool:
    """Whether the total is the sum of some parts: 其中 lines may split a part again."""
    known = [p for p in parts if item_and_column(p)[0] in ("fiscal", "other")]
    others = [p for p in parts if p not in known]
    bases = [known, []] if others else [known]
    return any(
        abs(sum((yuan_of(p) for p in (*base, *extra)), Decimal(0)) - total) <= TOLERANCE
        for base in bases
        for size in range(min(len(others), 8) + 1)
        for extra in combinations(others[:8], size)
    )


def differ_by_unit(first: Decimal, second: Decimal) -> bool:
    """Whether two amounts in yuan differ by 10 000 exactly: 元 was taken for 万元."""
    return first > 0 and second > 0 and _WAN in (first / second, second / first)


def _years(record: Record) -> int | None:
    """Length of the medium term in years, from its printed header or the project period."""
    headers = [label for label in record.labels if "中期" in label.text]
    fields = [value for key, value in record.fields if key is FieldKey.PROJECT_PERIOD]
    for printed in (*headers, *fields):
        period = read_period(printed.text)
        if period and period.first and period.last:
            years = period.last.year - period.first.year + 1
            return years if 2 <= years <= 10 else None
        if period and period.months and period.months % 12 == 0 and period.months > 12:
            return period.months // 12
    return None


def _medium_term(record: Record) -> Iterator[Finding]:
    medium, annual = (total_budget(record, p) for p in (Panel.MEDIUM_TERM, Panel.ANNUAL))
    if medium is None or annual is None:
        return
    cells, years = [medium.raw, annual.raw], _years(record)
    if yuan_of(medium) < yuan_of(annual) - TOLERANCE:
        yield BELOW_ANNUAL.states(
            cells, medium=in_wan(yuan_of(medium)), annual=in_wan(yuan_of(annual))
        )
    elif years and abs(yuan_of(medium) - years * yuan_of(annual)) > TOLERANCE:
        yield TIMES_YEARS.states(
            cells,
            years=str(years),
            medium=in_wan(yuan_of(medium)),
            annual=in_wan(yuan_of(annual)),
            product=in_wan(years * yuan_of(annual)),
        )


def _task_amount(printed: Printed | None) -> Decimal | None:
    return read_amount(printed.text, "万元").yuan if printed else None


def _tasks(record: Record) -> Iterator[Finding]:
    sums, total_row = Decimal(0), None
    for task in record.tasks:
        total = _task_amount(task.total)
        parts = [a for a in map(_task_amount, (task.fiscal, task.other)) if a is not None]
        together = sum(parts, Decimal(0))
        if total is not None and parts and abs(total - together) > TOLERANCE:
            yield TASK_PARTS.states(
                [task.name, task.total, task.fiscal, task.other],
                name=task.name.text,
                total=in_wan(total),
                parts=in_wan(together),
            )
        if any(word in task.name.text.replace(" ", "") for word in ("合计", "总计")):
            total_row = task
        elif total is not None:
            sums += total
    total = _task_amount(total_row.total) if total_row else None
    if total_row and total is not None and sums and abs(total - sums) > TOLERANCE:
        yield TASK_TOTAL.states(
            [total_row.name, total_row.total],
            total=in_wan(total),
            parts=in_wan(sums),
            difference=in_wan(abs(total - sums)),
        )
