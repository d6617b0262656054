"""Funding lines by panel, column and item; amounts in words."""

from decimal import Decimal

from extractor.record import Funding, Record
from extractor.values.text import fold
from extractor.verbatim import Panel

# Yuan: amounts are printed in 万元 with two decimals at least.
TOLERANCE = Decimal(100)
_WAN = Decimal(10_000)


def in_wan(yuan: Decimal) -> str:
    """Decimal('646000') → '64.6万元'."""
    wan = (yuan / _WAN).normalize()
    return f"{wan:f}万元"


def item_and_column(line: Funding) -> tuple[str, str]:
    """'fiscal/全年预算数(A)' → ('fiscal', '全年预算数(A)'); 'total' → ('total', '')."""
    item, _, column = line.item.partition("/")
    return item, fold(column)


def is_budget_column(column: str) -> bool:
    """Whether a column holds the budget that counts: none printed, or the current budget (A)."""
    return not column or ("预算" in column and "执行" not in column and "年初" not in column)


def lines_of(record: Record, panel: Panel, column: str) -> tuple[Funding, ...]:
    """The readable amounts of one panel and column."""
    return tuple(
        line
        for line in record.funding
        if line.panel is panel
        and item_and_column(line)[1] == column
        and line.amount_yuan is not None
    )


def columns_of(record: Record, panel: Panel) -> tuple[str, ...]:
    """The columns in which a panel has amounts, '' for forms with one."""
    found = (item_and_column(line)[1] for line in record.funding if line.panel is panel)
    return tuple(dict.fromkeys(found))


def total_budget(record: Record, panel: Panel) -> Funding | None:
    """The one total budget of a panel; None where none or several different ones are printed."""
    totals = [
        line
        for column in columns_of(record, panel)
        if is_budget_column(column)
        for line in lines_of(record, panel, column)
        if item_and_column(line)[0] == "total"
    ]
    amounts = {line.amount_yuan for line in totals}
    return totals[0] if len(amounts) == 1 else None
