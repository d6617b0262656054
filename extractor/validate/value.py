"""Values one by one: vague, impossible, without unit or sign, unfilled, against last year."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from extractor.record import Finding, Indicator, Record, Severity, ValueFlag, ValueKind
from extractor.validate.branch import (
    PANEL_NAMES,
    Branch,
    branch_of,
    cells_of,
    is_stated_away,
    is_timeliness,
    name_of,
    panels,
    shown_name,
    text_of,
    values_of,
)
from extractor.validate.direction import is_lower_better
from extractor.validate.rule import Rule, listed
from extractor.values.period import read_period
from extractor.values.target import parse_target
from extractor.values.text import fold
from extractor.verbatim import Panel

_MEASURABLE = "绩效指标可衡量"
_VALUE = frozenset({"value"})

VAGUE = Rule(
    "value.vague",
    Severity.WARNING,
    "{panel}{branch}有{count}项只有定性表述，未量化：{names}",
    _MEASURABLE,
    _VALUE | {"level2"},
)
VAGUE_BENEFIT = Rule(
    "value.vague_benefit",
    Severity.INFO,
    "{panel}效益指标有{count}项只有笼统表述，请确认能否分级评价：{names}",
    _MEASURABLE,
    _VALUE | {"level2"},
)
PERCENT = Rule(
    "value.percent_out_of_range",
    Severity.WARNING,
    "“{name}”的目标“{value}”超出0–100%的范围",
    "比率取值范围",
    _VALUE | {"level3"},
)
NO_UNIT = Rule(
    "value.unit_missing",
    Severity.WARNING,
    "{panel}有{count}项指标值没有计量单位：{names}",
    _MEASURABLE,
    _VALUE,
)
NO_SIGN = Rule(
    "value.operator_missing",
    Severity.INFO,
    "{panel}有{count}项比率目标没有≥、≤等符号：{names}",
    _MEASURABLE,
    _VALUE,
)
PLACEHOLDER = Rule(
    "value.placeholder",
    Severity.ERROR,
    "“{name}”的指标值“{value}”是未填写的模板",
    _MEASURABLE,
    _VALUE,
)
TRUNCATED = Rule(
    "value.truncated",
    Severity.WARNING,
    "“{name}”的指标值“{value}”似乎不完整",
    "文字完整性",
    _VALUE,
)
SUSPECT = Rule(
    "value.ocr_suspect",
    Severity.WARNING,
    "“{name}”的指标值“{value}”似乎识别有误",
    "识别质量",
    _VALUE,
)
NO_LIMIT = Rule(
    "value.time_without_limit",
    Severity.WARNING,
    "{panel}有{count}项时效指标没有日期或时限：{names}",
    _MEASURABLE,
    _VALUE | {"level2"},
)
NAME = Rule(
    "value.name_contradicts",
    Severity.WARNING,
    "指标名称“{name}”中的数与指标值“{value}”不一致",
    "表内数据一致",
    _VALUE | {"level3"},
)
BELOW = Rule(
    "value.below_last_year",
    Severity.WARNING,
    "“{name}”的目标“{value}”低于上年完成值“{last}”，请说明原因",
    "历史标准",
    _VALUE | {"last_year_value"},
)
ABOVE = Rule(
    "value.ceiling_above_last_year",
    Severity.INFO,
    "“{name}”的上限“{value}”高于上年完成值“{last}”，请说明原因",
    "历史标准",
    _VALUE | {"last_year_value"},
)
RULES = (
    VAGUE,
    VAGUE_BENEFIT,
    PERCENT,
    NO_UNIT,
    NO_SIGN,
    PLACEHOLDER,
    TRUNCATED,
    SUSPECT,
    NO_LIMIT,
    NAME,
    BELOW,
    ABOVE,
)
# Only a direction or a degree: nothing that could be graded. 健全, 及时, 满意 are gradable states.
_VAGUE = re.compile(
    r"(?:进一步|持续|稳步|逐步|不断|有所|有效|明显|显著|大幅|较大|全面|得到|切实|很大)*"
    r"(?:的)?(?:提高|提升|增强|增加|改善|促进|加强|优化|减轻|减少|下降|降低|缩短|推动|影响|保障)?"
    r"(?:程度)?|(?:效果)?(?:较好|良好|显著|明显)|达到?最优|最优|较高|高|好|较好|长期|长远|有效"
)
_NOT_VAGUE = frozenset(("", "高中低"))
_GROWTH = re.compile(
    r"增长|增幅|增加|提高|变动|增速|同比|比上年|降低|下降|倍|超额|资本|产销|收益|回报|投入"
    r"|利润|弹性"
)
_UNIT_IN_NAME = re.compile(
    r"(?:数|量|数量|次数|人数|户数|天数|个数|率|额|标准|费|成本|金额|面积|长度|里程|得分)$|[(][^()]{1,6}[)]$|%$"
)
_TIME_WORDS = re.compile(r"时|日|天|周|月|季|年|期|旬|工期|长期|常年")
_BOUND_IN_NAME = re.compile(r"以上|以下|以内|以外|以前|前|后|起|级|岁|年|月|日|号|期|届")
_TOLERATED = Decimal("0.05")


def check_value(record: Record) -> Iterator[Finding]:
    """Each value; what many rows share becomes one finding a panel."""
    for panel, indicators in panels(record):
        yield from _grouped(panel, indicators)
    for indicator in record.indicators:
        yield from _single(indicator)


def is_vague(indicator: Indicator) -> bool:
    """Whether the value says only a direction or a degree (提高, 显著提升, 达到最优)."""
    if indicator.normalized.kind is not ValueKind.QUALITATIVE or is_stated_away(indicator):
        return False
    folded = fold(text_of(indicator.row.value)).strip("。,;")
    flagged = ValueFlag.PLACEHOLDER in indicator.normalized.flags
    return folded not in _NOT_VAGUE and not flagged and bool(_VAGUE.fullmatch(folded))


def _grouped(panel: Panel, indicators: tuple[Indicator, ...]) -> Iterator[Finding]:
    for branch in (Branch.OUTPUT, Branch.COST, Branch.SATISFACTION):
        yield from _group(
            VAGUE,
            panel,
            [i for i in indicators if branch_of(i) is branch and is_vague(i)],
            branch=branch.value,
        )
    tests: tuple[tuple[Rule, Callable[[Indicator], bool]], ...] = (
        (VAGUE_BENEFIT, lambda i: branch_of(i) is Branch.BENEFIT and is_vague(i)),
        (NO_UNIT, _lacks_unit),
        (NO_SIGN, _lacks_sign),
        (NO_LIMIT, _lacks_limit),
    )
    for rule, test in tests:
        yield from _group(rule, panel, [i for i in indicators if test(i)])


def _group(rule: Rule, panel: Panel, found: list[Indicator], **values: str) -> Iterator[Finding]:
    if found:
        yield rule.about(
            found,
            cells_of(found),
            panel=PANEL_NAMES[panel],
            count=str(len(found)),
            names=listed(f"{shown_name(i)} {text_of(i.row.value)}" for i in found),
            **values,
        )


def _lacks_unit(indicator: Indicator) -> bool:
    value = indicator.normalized
    numeric = value.kind in (ValueKind.QUANTITY, ValueKind.RANGE)
    period = read_period(text_of(indicator.row.value)) if value.kind is ValueKind.RANGE else None
    named = _UNIT_IN_NAME.search(name_of(indicator))
    return numeric and value.unit is None and not named and period is None


def _lacks_sign(indicator: Indicator) -> bool:
    value = indicator.normalized
    implied = ValueFlag.OPERATOR_IMPLIED in value.flags
    return implied and value.base_unit == "%" and value.amount not in (None, Decimal(100), 0)


def _lacks_limit(indicator: Indicator) -> bool:
    if not is_timeliness(indicator) or indicator.normalized.kind is not ValueKind.QUALITATIVE:
        return False
    if is_stated_away(indicator) or ValueFlag.PLACEHOLDER in indicator.normalized.flags:
        return False
    text = fold(text_of(indicator.row.value)).replace("及时", "").replace("按时", "")
    return not _TIME_WORDS.search(text)


def _single(indicator: Indicator) -> Iterator[Finding]:
    row, flags = indicator.row, indicator.normalized.flags
    cells = [row.level3, row.value]
    values = {"name": shown_name(indicator), "value": text_of(row.value)}
    if ValueFlag.PLACEHOLDER in flags and not _is_annotated(indicator):
        yield PLACEHOLDER.about([indicator], cells, **values)
    if ValueFlag.TRUNCATED in flags and ValueFlag.PLACEHOLDER not in flags:
        yield TRUNCATED.asks(cells, **values)
    if ValueFlag.OCR_SUSPECT in flags:
        yield SUSPECT.asks(cells, **values)
    if _is_impossible_percentage(indicator):
        yield PERCENT.about([indicator], cells, **values)
    if _contradicts_name(indicator):
        yield NAME.about([indicator], cells, **values)
    yield from _against_last_year(indicator)


def _is_annotated(indicator: Indicator) -> bool:
    """A template remark beside a number that was filled in is no unfilled value."""
    return bool(indicator.normalized.numbers)


def _is_impossible_percentage(indicator: Indicator) -> bool:
    value = indicator.normalized
    if value.base_unit != "%" or value.amount is None or value.kind is not ValueKind.QUANTITY:
        return False
    described = name_of(indicator) + (value.scope or "")
    if _GROWTH.search(described):
        return False
    lower = value.operator in (">=", ">", "=", "~")
    return (value.amount > 100 and lower) or value.amount < 0


def _contradicts_name(indicator: Indicator) -> bool:
    """'培训3次' with value '5次': the same unit, another number, both plain quantities."""
    value, name = indicator.normalized, name_of(indicator)
    if value.kind is not ValueKind.QUANTITY or value.base_unit in (None, "%"):
        return False
    named = parse_target(name)
    if named.kind is not ValueKind.QUANTITY or _BOUND_IN_NAME.search(name):
        return False
    same = named.base_unit == value.base_unit and named.per == value.per
    return same and named.amount != value.amount


def _against_last_year(indicator: Indicator) -> Iterator[Finding]:
    row, value = indicator.row, indicator.normalized
    last = parse_target(text_of(row.last_year_value), name_of(indicator), text_of(row.level2))
    kinds = (value.kind, last.kind)
    if kinds != (ValueKind.QUANTITY, ValueKind.QUANTITY) or value.base_unit != last.base_unit:
        return
    if value.amount is None or not last.amount or last.amount < 0 or value.per != last.per:
        return
    values = {
        "name": shown_name(indicator),
        "value": text_of(row.value),
        "last": text_of(row.last_year_value),
    }
    cells = [*values_of([indicator]), row.last_year_value]
    lower_better = is_lower_better(indicator)
    if not lower_better and value.amount <= last.amount * (1 - _TOLERATED):
        yield BELOW.about([indicator], cells, **values)
    if lower_better and value.amount >= last.amount * (1 + _TOLERATED):
        yield ABOVE.about([indicator], cells, **values)
