"""Missing branches, rows without a name or value, skeleton rows."""

from collections.abc import Iterator

from extractor.form.level_names import level2_label
from extractor.form.rows import fold
from extractor.record import Finding, Indicator, Record, Scheme, Severity, ValueFlag, ValueKind
from extractor.validate.branch import (
    PANEL_NAMES,
    Branch,
    branch_of,
    cells_of,
    is_stated_away,
    name_of,
    panels,
    shown_name,
    text_of,
)
from extractor.validate.rule import Rule, listed
from extractor.verbatim import Panel

_COMPLETE = "绩效目标完整性（产出、成本、效益、满意度）"

NO_INDICATORS = Rule("structure.no_indicators", Severity.ERROR, "没有找到任何绩效指标", _COMPLETE)
MISSING_OUTPUT = Rule(
    "structure.missing_output", Severity.ERROR, "{panel}指标中没有产出指标", _COMPLETE
)
MISSING_BENEFIT = Rule(
    "structure.missing_benefit", Severity.ERROR, "{panel}指标中没有效益指标", _COMPLETE
)
MISSING_COST = Rule(
    "structure.missing_cost",
    Severity.ERROR,
    "本表按成本一级指标填报，但{panel}指标中没有成本指标",
    "成本为一级指标的分类",
)
MISSING_SATISFACTION = Rule(
    "structure.missing_satisfaction",
    Severity.WARNING,
    "{panel}指标中没有满意度指标；项目不直接服务公众的除外",
    _COMPLETE,
)
NO_LEVEL3 = Rule(
    "structure.level2_without_level3",
    Severity.ERROR,
    "二级指标“{level2}”填了指标值“{value}”，但没有三级指标名称",
    _COMPLETE,
    frozenset({"level3", "level2", "value"}),
)
EMPTY_LEVEL2 = Rule(
    "structure.level2_empty",
    Severity.WARNING,
    "{count}个二级指标下没有三级指标：{names}",
    _COMPLETE,
)
NO_VALUE = Rule(
    "structure.value_missing",
    Severity.WARNING,
    "{panel}有{count}项三级指标没有指标值：{names}",
    _COMPLETE,
    frozenset({"value"}),
)
EMPTY_ROW = Rule(
    "structure.empty_row_kept",
    Severity.WARNING,
    "表中保留了{count}个未填写的模板行，建议删除或补充",
    _COMPLETE,
)
NOT_APPLICABLE = Rule(
    "structure.not_applicable_stated",
    Severity.INFO,
    "{count}项指标注明不适用或无：{names}",
    _COMPLETE,
)
RULES = (
    NO_INDICATORS,
    MISSING_OUTPUT,
    MISSING_BENEFIT,
    MISSING_COST,
    MISSING_SATISFACTION,
    NO_LEVEL3,
    EMPTY_LEVEL2,
    NO_VALUE,
    EMPTY_ROW,
    NOT_APPLICABLE,
)


def check_structure(record: Record) -> Iterator[Finding]:
    """Completeness of the tree. Forms of another scheme (no known level 1) are left alone."""
    if not record.indicators:
        yield NO_INDICATORS.states([record.title])
    for panel, indicators in panels(record):
        yield from _missing_branches(record, panel, indicators)
        yield from _rows(panel, indicators)
    yield from _empty_level2(record)
    rows = [row for row in record.skipped_rows if text_of(row).strip("….。 ")]
    if rows:
        yield EMPTY_ROW.states(rows, count=str(len(rows)))
    away = [i for i in record.indicators if is_stated_away(i)]
    if away:
        names = listed(shown_name(i) for i in away)
        yield NOT_APPLICABLE.states(cells_of(away), count=str(len(away)), names=names)


def _empty_level2(record: Record) -> Iterator[Finding]:
    """Level-2 labels that are printed but stand over no indicator of any panel."""
    filled = {fold(text_of(indicator.row.level2)) for indicator in record.indicators}
    empty = []
    for printed in record.labels if record.indicators else ():
        label = level2_label(fold(printed.text))
        if label is not None and label.sure and fold(printed.text) not in filled:
            empty.append(printed)
    if empty:
        names = listed(dict.fromkeys(text_of(printed) for printed in empty))
        yield EMPTY_LEVEL2.states(empty, count=str(len(empty)), names=names)


def _is_in_output(indicator: Indicator) -> bool:
    """成本指标 below 产出指标 counts as an output of the 2015 version."""
    return "产出" in text_of(indicator.row.level1) or branch_of(indicator) is Branch.OUTPUT


def _missing_branches(
    record: Record, panel: Panel, indicators: tuple[Indicator, ...]
) -> Iterator[Finding]:
    branches = {branch_of(indicator) for indicator in indicators}
    if not branches - {None}:
        return
    has_output = any(_is_in_output(indicator) for indicator in indicators)
    expected = [
        (MISSING_OUTPUT, has_output),
        (MISSING_BENEFIT, Branch.BENEFIT in branches),
        (MISSING_SATISFACTION, Branch.SATISFACTION in branches),
        (MISSING_COST, Branch.COST in branches or record.scheme is not Scheme.Y2021),
    ]
    # A row whose branch is unknown may belong to the branch that seems missing.
    unsure = None in branches or len(indicators) == 1
    for rule, present in expected:
        if present:
            continue
        cells, values = [record.title], {"panel": PANEL_NAMES[panel]}
        yield rule.asks(cells, **values) if unsure else rule.states(cells, **values)


def _rows(panel: Panel, indicators: tuple[Indicator, ...]) -> Iterator[Finding]:
    named = any(name_of(indicator) for indicator in indicators)
    for indicator in indicators if named else ():
        nameless = not name_of(indicator) and indicator.normalized.kind is not ValueKind.EMPTY
        if nameless and ValueFlag.NOT_APPLICABLE not in indicator.normalized.flags:
            yield NO_LEVEL3.about(
                [indicator],
                [indicator.row.level2, indicator.row.value],
                level2=text_of(indicator.row.level2) or "（无）",
                value=text_of(indicator.row.value),
            )
    blank = [
        i
        for i in indicators
        if name_of(i) and i.normalized.kind is ValueKind.EMPTY and not is_stated_away(i)
    ]
    if blank:
        yield NO_VALUE.about(
            blank,
            [i.row.level3 for i in blank],
            panel=PANEL_NAMES[panel],
            count=str(len(blank)),
            names=listed(shown_name(i) for i in blank),
        )
