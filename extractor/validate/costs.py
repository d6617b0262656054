"""Cost indicators against the budget: their sum, and price × quantity."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.record import Finding, Funding, Indicator, Record, Severity, ValueKind
from extractor.validate.branch import PANEL_NAMES, Branch, branch_of, panels, shown_name, text_of
from extractor.validate.budget import TOLERANCE, in_wan, total_budget
from extractor.validate.money import UNIT, differ_by_unit, yuan_of
from extractor.validate.rule import Rule
from extractor.verbatim import Panel

_VALUE = frozenset({"level1", "level2", "value"})

COSTS_ABOVE = Rule(
    "money.costs_exceed_budget",
    Severity.WARNING,
    "{panel}成本指标合计{costs}，大于资金总额{budget}，相差{difference}",
    "成本指标与预算匹配",
    _VALUE,
)
COSTS_BELOW = Rule(
    "money.costs_below_budget",
    Severity.INFO,
    "{panel}成本指标合计{costs}，小于资金总额{budget}，相差{difference}，请确认是否漏列成本",
    "成本指标与预算匹配",
    _VALUE,
)
PRICE = Rule(
    "money.price_times_quantity",
    Severity.WARNING,
    "“{price_name}”{price}元×“{quantity_name}”{quantity}={product}，大于{panel}资金总额{budget}",
    "单价、数量与预算匹配",
    _VALUE,
)
RULES = (COSTS_ABOVE, COSTS_BELOW, PRICE)
_RELATIVE = Decimal("0.001")
_UNIT_PRICE = re.compile(r"单价|单位成本|人均|户均|亩均|平均|每(?!年)|标准$|补助标准|收费标准")


def check_costs(record: Record) -> Iterator[Finding]:
    """Costs against the total budget of their panel; silent where that is not printed once."""
    for panel, indicators in panels(record):
        budget = total_budget(record, panel)
        if budget is not None:
            yield from _costs(panel, indicators, budget)
            yield from _prices(panel, indicators, budget)


def _is_total_cost(panel: Panel, indicator: Indicator) -> bool:
    value = indicator.normalized
    yearly = value.period == "每年" or value.per == ("年",)
    plain = not value.per and value.period is None
    if _UNIT_PRICE.search(shown_name(indicator)):
        return False
    return (
        value.kind is ValueKind.QUANTITY
        and value.base_unit == "元"
        and value.operator in ("<=", "<", "=", "~")
        and (plain or (yearly and panel is Panel.ANNUAL))
    )


def _without_total_row(costs: list[Indicator]) -> list[Indicator]:
    """Costs without one that is the sum of the others or is named as their total."""
    everything = sum((c.normalized.amount or Decimal(0) for c in costs), Decimal(0))
    for cost in costs:
        amount = cost.normalized.amount or Decimal(0)
        described = shown_name(cost) + text_of(cost.row.value)
        named = any(word in described for word in ("总成本", "总额", "合计", "总投资"))
        if len(costs) > 1 and (named or amount * 2 == everything):
            return [other for other in costs if other is not cost]
    return costs


def _costs(panel: Panel, indicators: tuple[Indicator, ...], line: Funding) -> Iterator[Finding]:
    rows = [i for i in indicators if branch_of(i) is Branch.COST]
    costs = _without_total_row([i for i in rows if _is_total_cost(panel, i)])
    budget = yuan_of(line)
    if not costs or not budget:
        return
    together = sum((c.normalized.amount or Decimal(0) for c in costs), Decimal(0))
    cells = [line.raw, *(cost.row.value for cost in costs)]
    name = PANEL_NAMES[panel]
    values = {
        "panel": name,
        "costs": in_wan(together),
        "budget": in_wan(budget),
        "difference": in_wan(abs(together - budget)),
    }
    slack = max(TOLERANCE, budget * _RELATIVE)
    all_count = all(_is_total_cost(panel, i) for i in rows)
    if differ_by_unit(together, budget):
        yield UNIT.about(
            costs,
            cells,
            panel=name,
            what="成本指标合计与资金总额",
            first=in_wan(together),
            second=in_wan(budget),
        )
    elif together > budget + slack:
        yield COSTS_ABOVE.about(costs, cells, **values)
    elif all_count and together < budget - slack:
        yield COSTS_BELOW.about(costs, cells, **values)


def _prices(panel: Panel, indicators: tuple[Indicator, ...], line: Funding) -> Iterator[Finding]:
    if panel is not Panel.ANNUAL:
        return
    budget = yuan_of(line)
    for price in indicators:
        value = price.normalized
        if branch_of(price) is not Branch.COST or value.base_unit != "元" or not value.per:
            continue
        counted = [
            i
            for i in indicators
            if branch_of(i) is Branch.OUTPUT
            and i.normalized.kind is ValueKind.QUANTITY
            and i.normalized.base_unit == value.per[0]
        ]
        if len(counted) != 1 or value.amount is None or counted[0].normalized.amount is None:
            continue
        months = 12 if "月" in value.per[1:] else 1
        product = value.amount * counted[0].normalized.amount * months
        if product > budget + max(TOLERANCE, budget * _RELATIVE):
            yield PRICE.about(
                [price, counted[0]],
                [price.row.value, counted[0].row.value, line.raw],
                price_name=shown_name(price),
                price=f"{value.amount.normalize():f}",
                quantity_name=shown_name(counted[0]),
                quantity=text_of(counted[0].row.value),
                product=in_wan(product),
                panel=PANEL_NAMES[panel],
                budget=in_wan(budget),
            )
