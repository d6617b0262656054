"""One form against itself: goals, panels, duplicates; and forms against each other."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.record import Finding, Indicator, Record, Severity, ValueKind
from extractor.validate.branch import (
    cells_of,
    name_of,
    panels,
    shown_name,
    text_of,
    values_of,
)
from extractor.validate.direction import is_lower_better
from extractor.validate.rule import Rule, listed
from extractor.values.target import parse_target
from extractor.values.text import fold
from extractor.verbatim import FieldKey, Panel, Printed

_SOURCE = "表内数据一致"
_READS = frozenset({"level3", "value"})

GOAL_NUMBER = Rule(
    "consistency.goal_number_differs",
    Severity.WARNING,
    "总体目标写“{goal}”，指标“{name}”的目标是“{value}”",
    _SOURCE,
    _READS,
)
ANNUAL_ABOVE = Rule(
    "consistency.annual_above_medium_term",
    Severity.WARNING,
    "“{name}”的年度目标“{annual}”高于中期目标“{medium}”",
    "中期与年度目标衔接",
    _READS,
)
RATE_DIFFERS = Rule(
    "consistency.panels_differ",
    Severity.INFO,
    "“{name}”的中期目标“{medium}”与年度目标“{annual}”不同，请确认",
    "中期与年度目标衔接",
    _READS,
)
DUPLICATE = Rule(
    "consistency.duplicate_indicator",
    Severity.WARNING,
    "同一张表中“{name}”重复出现{count}次，指标值为{values}",
    _SOURCE,
    _READS,
)
SAME_GOAL = Rule(
    "consistency.goal_same_in_forms",
    Severity.WARNING,
    "{count}个不同项目的总体目标文字相同（{names}），请确认是否照搬",
    "目标与项目相关",
)
SAME_INDICATORS = Rule(
    "consistency.indicators_same_in_forms",
    Severity.INFO,
    "{count}个不同项目的指标和指标值完全相同（{names}），请确认是否套用模板",
    "目标与项目相关",
)
RULES = (GOAL_NUMBER, ANNUAL_ABOVE, RATE_DIFFERS, DUPLICATE, SAME_GOAL, SAME_INDICATORS)
_SHORTEST_NAME = 4
_NUMBER_AFTER = re.compile(r"[^0-9,;。、]{0,6}[0-9][0-9.,]*[^0-9,;。、]{0,5}")
_RATES = ("%", "比例", "百分点")
_SHORTEST_GOAL = 12


def check_consistency(record: Record) -> Iterator[Finding]:
    """Goals against values, medium term against annual, duplicates."""
    for panel, indicators in panels(record):
        yield from _duplicates(indicators)
        for goal in record.goals:
            if goal.panel is panel:
                yield from _goal(goal.text, indicators)
    yield from _between_panels(record)


def _goal(goal: Printed, indicators: tuple[Indicator, ...]) -> Iterator[Finding]:
    text = fold(goal.text)
    names = [name_of(indicator) for indicator in indicators]
    for indicator, name in zip(indicators, names, strict=True):
        value = indicator.normalized
        comparable = value.kind is ValueKind.QUANTITY and value.amount is not None
        if not comparable or len(name) < _SHORTEST_NAME or names.count(name) > 1:
            continue
        at = text.find(name)
        said = _NUMBER_AFTER.match(text, at + len(name)) if at >= 0 else None
        if said is None or text.count(name) > 1:
            continue
        goal_value = parse_target(said.group(), name)
        same_unit = goal_value.base_unit == value.base_unit and goal_value.per == value.per
        quantity = goal_value.kind is ValueKind.QUANTITY and value.base_unit is not None
        if quantity and same_unit and goal_value.amount != value.amount:
            yield GOAL_NUMBER.about(
                [indicator],
                [goal, *cells_of([indicator])],
                goal=name + said.group(),
                name=shown_name(indicator),
                value=text_of(indicator.row.value),
            )


def _duplicates(indicators: tuple[Indicator, ...]) -> Iterator[Finding]:
    groups: dict[tuple[str, ...], list[Indicator]] = {}
    for indicator in indicators:
        value, name = indicator.normalized, name_of(indicator)
        if len(name) >= 2 and value.kind is not ValueKind.EMPTY:
            key = (name, value.base_unit or value.unit or "", *value.per)
            groups.setdefault(key, []).append(indicator)
    for (name, *_), group in groups.items():
        # One object ("聘用人员") may have a count, a quality and a deadline of its own.
        homes = {fold(text_of(i.row.level2)) for i in group}
        texts = {fold(text_of(i.row.value)) for i in group}
        repeated = len(homes) < len(group) or len(texts) == 1
        if len(group) > 1 and repeated and not re.fullmatch(r"指标[0-9]*", name):
            yield DUPLICATE.about(
                group,
                cells_of(group),
                name=shown_name(group[0]),
                count=str(len(group)),
                values=listed(text_of(cell) for cell in values_of(group)),
            )


def _only(indicators: tuple[Indicator, ...]) -> dict[str, Indicator]:
    """Indicators whose name stands once in the panel, by name."""
    names = [name_of(i) for i in indicators]
    return {n: i for n, i in zip(names, indicators, strict=True) if n and names.count(n) == 1}


def _between_panels(record: Record) -> Iterator[Finding]:
    by_panel = dict(panels(record))
    medium_rows = _only(by_panel.get(Panel.MEDIUM_TERM, ()))
    annual_rows = _only(by_panel.get(Panel.ANNUAL, ()))
    for name, medium in medium_rows.items():
        annual = annual_rows.get(name)
        if annual is None or not _comparable(medium, annual):
            continue
        difference = _amount(annual) - _amount(medium)
        if not difference:
            continue
        values = {
            "name": shown_name(annual),
            "medium": text_of(medium.row.value),
            "annual": text_of(annual.row.value),
        }
        cells = [*cells_of([medium]), annual.row.value]
        above = difference > 0 and not is_lower_better(annual)
        repeated = _is_rate(medium) or (_is_yearly(medium) and _is_yearly(annual))
        if above:
            yield ANNUAL_ABOVE.about([medium, annual], cells, **values)
        elif repeated or difference > 0:
            yield RATE_DIFFERS.about([medium, annual], cells, **values)


def _amount(indicator: Indicator) -> Decimal:
    return indicator.normalized.amount or Decimal(0)


def _is_rate(indicator: Indicator) -> bool:
    value = indicator.normalized
    return value.base_unit in _RATES or bool(value.per and value.per != ("年",))


def _is_yearly(indicator: Indicator) -> bool:
    value = indicator.normalized
    return value.period in ("每年", "每年度", "年均") or "年" in value.per


def _comparable(medium: Indicator, annual: Indicator) -> bool:
    first, second = medium.normalized, annual.normalized
    quantities = first.kind is ValueKind.QUANTITY and second.kind is ValueKind.QUANTITY
    amounts = first.amount is not None and second.amount is not None
    pers = tuple(p for p in first.per if p != "年") == tuple(p for p in second.per if p != "年")
    return quantities and amounts and pers and first.base_unit == second.base_unit


def _project_name(record: Record) -> Printed | None:
    return dict(record.fields).get(FieldKey.PROJECT_NAME)


def _same_text(rule: Rule, found: dict[object, list[Record]]) -> Iterator[Finding]:
    for records in found.values():
        projects = {fold(text_of(_project_name(r))): r for r in records if _project_name(r)}
        if len(projects) > 1:
            names = [_project_name(r) for r in projects.values()]
            cells: list[Printed | None] = [*names]
            if rule is SAME_GOAL:
                cells += [records[0].goals[0].text]
            yield rule.states(
                cells, count=str(len(projects)), names=listed(text_of(n) for n in names)
            )


def check_between_forms(records: Sequence[Record]) -> Iterator[Finding]:
    """Goals and whole indicator lists that several projects share. Order does not matter."""
    goals: dict[object, list[Record]] = {}
    lists: dict[object, list[Record]] = {}
    for record in records:
        for goal in {fold(goal.text.text) for goal in record.goals}:
            if len(goal) >= _SHORTEST_GOAL:
                goals.setdefault(goal, []).append(record)
        rows = frozenset((name_of(i), fold(text_of(i.row.value))) for i in record.indicators)
        if len(rows) >= 3:
            lists.setdefault(rows, []).append(record)
    yield from _same_text(SAME_GOAL, goals)
    yield from _same_text(SAME_INDICATORS, lists)
