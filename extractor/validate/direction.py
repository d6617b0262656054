"""Signs that point the wrong way: a floor for costs or harm, a ceiling for benefits."""

import re
from collections.abc import Iterator

from extractor.record import Finding, Indicator, Record, Severity, ValueKind
from extractor.validate.branch import Branch, branch_of, is_timeliness, name_of, text_of
from extractor.validate.rule import Rule
from extractor.values.text import fold

_SOURCE = "指标方向与含义一致"
_READS = frozenset({"level1", "level2", "level3", "value"})

COST = Rule(
    "direction.cost_at_least",
    Severity.WARNING,
    "成本指标“{name}”的目标是“{value}”，成本一般应为上限（≤）",
    _SOURCE,
    _READS,
)
HARM = Rule(
    "direction.harm_at_least",
    Severity.WARNING,
    "“{name}”越少越好，目标却是“{value}”，方向可能写反",
    _SOURCE,
    _READS,
)
BENEFIT = Rule(
    "direction.benefit_at_most",
    Severity.WARNING,
    "“{name}”越高越好，目标却是“{value}”，方向可能写反",
    _SOURCE,
    _READS,
)
DECLARED = Rule(
    "direction.declared_conflict",
    Severity.WARNING,
    "“{name}”标为{direction}，目标却是“{value}”",
    _SOURCE,
    frozenset({"value", "direction", "operator"}),
)
RULES = (COST, HARM, BENEFIT, DECLARED)
# 补助标准 may have a floor; money saved, earned or raised is not a cost.
_NO_COST = re.compile(
    r"标准|节约|节支|降低|压减|收入|收益|增收|自筹|筹资|配套|产值|补贴|补助|待遇|工资|薪"
)
_HARM = re.compile(
    r"(?:逾期|虚报|冒领|违规|违法|超支|延误|差错|错误|事故|投诉|流失|浪费|空置|闲置|死亡|伤亡|发病|死伤|信访|上访)"
    r"[^,;、]{0,6}(?:率|数|量|次数|件数|起数|人数)$|(?:用水|用电|耗水|耗电|能耗|排放|能源消耗|耗能)(?:总|消费)?量$"
)
_AGAINST_HARM = re.compile(
    r"处理|办结|办理|下降|降低|减少|削减|整改|查处|回复|处置|预防|防控|控制|化解|调处|调解|解决|减排|监测|响应|救援|受理|治理|检测|结案|核查|追回|纠正|清理|盘活|规范|报告|达标|合格"
)
GOOD_RATE = re.compile(
    r"(?:满意|合格|完成|达标|覆盖|及时|准确|知晓|执行|到位|优良|普及|就业|治愈|利用|办结|参保|入学|巩固)(?:率|度)$"
)
_LOWER = (">=", ">")
_UPPER = ("<=", "<")


def check_direction(record: Record) -> Iterator[Finding]:
    """Signs against what the name or the direction column says; zero targets are left alone."""
    for indicator in record.indicators:
        value = indicator.normalized
        if value.kind is ValueKind.QUANTITY and value.operator in (*_LOWER, *_UPPER):
            yield from _by_name(indicator)
            yield from _by_declaration(indicator)


def is_lower_better(indicator: Indicator) -> bool:
    """Whether a smaller actual is the better one: by sign, by direction column or as a cost."""
    value = indicator.normalized
    declared = fold(text_of(indicator.row.direction))
    if value.operator in (*_LOWER, *_UPPER):
        return value.operator in _UPPER
    if declared:
        return declared.startswith(("反", "逆", "负"))
    name = name_of(indicator)
    if _HARM.search(name) and not names_a_remedy(name):
        return True
    timed = is_timeliness(indicator) and value.base_unit in ("天", "工作日", "秒", "月")
    cost = branch_of(indicator) is Branch.COST and value.base_unit == "元"
    return timed or (cost and not _NO_COST.search(name))


def names_a_remedy(name: str) -> bool:
    """Whether a name speaks of reducing, preventing or handling something bad (投诉办结率)."""
    return bool(_AGAINST_HARM.search(name))


def rule_by_name(indicator: Indicator) -> Rule | None:
    """The rule that the sign breaks by the name alone; None where it breaks none."""
    value, name = indicator.normalized, name_of(indicator)
    if value.operator in _LOWER and value.amount:
        is_money = value.base_unit == "元"
        if branch_of(indicator) is Branch.COST and is_money and not _NO_COST.search(name):
            return COST
        return HARM if _HARM.search(name) and not names_a_remedy(name) else None
    if value.operator in _UPPER and GOOD_RATE.search(name) and value.base_unit == "%":
        return BENEFIT
    return None


def _by_name(indicator: Indicator) -> Iterator[Finding]:
    rule = rule_by_name(indicator)
    if rule is not None:
        yield rule.about(
            [indicator],
            [indicator.row.level3, indicator.row.value],
            name=name_of(indicator),
            value=text_of(indicator.row.value),
        )


def _by_declaration(indicator: Indicator) -> Iterator[Finding]:
    row, operator = indicator.row, indicator.normalized.operator
    declared = fold(text_of(row.direction))
    against = (declared.startswith("正") and operator in _UPPER) or (
        declared.startswith(("反", "逆", "负")) and operator in _LOWER
    )
    if against:
        sign = text_of(row.operator)
        yield DECLARED.about(
            [indicator],
            [row.level3, row.operator, row.value, row.direction],
            name=name_of(indicator),
            direction=text_of(row.direction),
            value=sign + text_of(row.value),
        )
