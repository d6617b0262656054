"""Where an indicator belongs in the tree, and groups of indicators."""

from collections.abc import Iterable
from enum import StrEnum

from extractor.record import Indicator, Record, ValueFlag
from extractor.values.doubts import is_not_applicable
from extractor.values.text import fold, plain_name
from extractor.verbatim import Panel, Printed

PANEL_NAMES = {Panel.ANNUAL: "年度", Panel.MEDIUM_TERM: "中期"}


class Branch(StrEnum):
    """The four branches of both classification versions; 成本 counts as one in either."""

    OUTPUT = "产出指标"
    COST = "成本指标"
    BENEFIT = "效益指标"
    SATISFACTION = "满意度指标"


_WORDS = (
    (Branch.SATISFACTION, ("满意",)),
    (Branch.COST, ("成本",)),
    (Branch.BENEFIT, ("效益", "效果", "影响")),
    (Branch.OUTPUT, ("数量", "质量", "时效", "产出", "完成指标")),
)


def text_of(printed: Printed | None) -> str:
    """The text of a cell, '' where there is none."""
    return printed.text.strip() if printed else ""


def branch_of(indicator: Indicator) -> Branch | None:
    """The branch by level 2, else by level 1; None where neither label is known."""
    for label in (indicator.row.level2, indicator.row.level1):
        folded = fold(text_of(label))
        for branch, words in _WORDS:
            if any(word in folded for word in words):
                return branch
    return None


def is_timeliness(indicator: Indicator) -> bool:
    """Whether it is filed under 时效指标."""
    return "时效" in fold(text_of(indicator.row.level2))


def name_of(indicator: Indicator) -> str:
    """Level-3 text without numbering, for comparison and messages; '' where it is blank."""
    return plain_name(text_of(indicator.row.level3))


def shown_name(indicator: Indicator) -> str:
    """The name for a message: level 3 unless it says 无, else level 2, else the value."""
    row = indicator.row
    level3 = text_of(row.level3)
    if level3 and not is_not_applicable(fold(level3)):
        return level3
    return text_of(row.level2) or level3 or text_of(row.value) or "（无名）"


def panels(record: Record) -> tuple[tuple[Panel, tuple[Indicator, ...]], ...]:
    """(panel, its indicators) of the panels that have any, annual first."""
    groups = (
        (panel, tuple(i for i in record.indicators if i.row.panel is panel)) for panel in Panel
    )
    return tuple((panel, group) for panel, group in groups if group)


def is_stated_away(indicator: Indicator) -> bool:
    """Whether the row says that it does not apply."""
    flags = indicator.normalized.flags
    return ValueFlag.NOT_APPLICABLE in flags or name_of(indicator) in ("无", "不适用")


def values_of(indicators: Iterable[Indicator]) -> tuple[Printed | None, ...]:
    """The value cells of indicators."""
    return tuple(indicator.row.value for indicator in indicators)


def cells_of(indicators: Iterable[Indicator]) -> tuple[Printed | None, ...]:
    """The name and value cells of indicators, in order."""
    return tuple(
        cell for indicator in indicators for cell in (indicator.row.level3, indicator.row.value)
    )
