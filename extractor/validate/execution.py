"""Budget execution: budget (A), spent (B) and the printed rate B/A."""

from collections.abc import Iterator
from decimal import Decimal

from extractor.record import Finding, Funding, Record, Severity
from extractor.validate.budget import in_wan, item_and_column
from extractor.validate.rule import Rule
from extractor.validate.weights import points
from extractor.values.numerals import digits_to_decimal
from extractor.values.text import fold
from extractor.verbatim import Panel

_SUM = "自评表勾稽关系（算术）"

RATE = Rule(
    "evaluation.execution_rate",
    Severity.ERROR,
    "执行率填{printed}，按全年执行数{spent}÷全年预算数{budget}应为{computed}%",
    _SUM,
)
OVERSPENT = Rule(
    "evaluation.spent_above_budget",
    Severity.WARNING,
    "全年执行数{spent}大于全年预算数{budget}",
    _SUM,
)
RULES = (RATE, OVERSPENT)


def check_execution(record: Record) -> Iterator[Finding]:
    """Rows of budget execution, read by their column labels (全年预算数, 全年执行数, 执行率)."""
    for panel in Panel:
        for item in dict.fromkeys(item_and_column(line)[0] for line in record.funding):
            yield from _execution(
                [f for f in record.funding if f.panel is panel and item_and_column(f)[0] == item]
            )


def _column(lines: list[Funding], *words: str) -> Funding | None:
    found = [f for f in lines if any(word in item_and_column(f)[1] for word in words)]
    return found[0] if len(found) == 1 else None


def _execution(lines: list[Funding]) -> Iterator[Finding]:
    budget = _column(lines, "全年预算", "调整后预算", "调整预算", "预算数(A)")
    budget = budget or _column([f for f in lines if "年初" not in f.item], "预算")
    spent = _column([f for f in lines if "率" not in f.item], "执行数")
    rate = _column(lines, "执行率")
    if budget is None or spent is None or not budget.amount_yuan or spent.amount_yuan is None:
        return
    amounts = {"spent": in_wan(spent.amount_yuan), "budget": in_wan(budget.amount_yuan)}
    if spent.amount_yuan > budget.amount_yuan:
        yield OVERSPENT.states([budget.raw, spent.raw], **amounts)
    if rate is None:
        return
    printed = digits_to_decimal(fold(rate.raw.text).rstrip("%"))
    if printed is None:
        return
    share = spent.amount_yuan / budget.amount_yuan
    if not any(_agrees(printed, exact) for exact in (share * 100, share)):
        computed = (share * 100).quantize(Decimal("0.01"))
        yield RATE.states(
            [budget.raw, spent.raw, rate.raw],
            printed=rate.raw.text,
            computed=points(computed),
            **amounts,
        )


def _agrees(printed: Decimal, exact: Decimal) -> bool:
    """Whether a printed number is the exact one, rounded or cut at its own last digit."""
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(printed - exact) < step
