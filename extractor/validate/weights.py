"""Weights: their total, the totals of level 1, and single heavy indicators."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.record import Finding, Indicator, Record, Severity
from extractor.validate.branch import (
    PANEL_NAMES,
    Branch,
    branch_of,
    is_stated_away,
    panels,
    shown_name,
    text_of,
)
from extractor.validate.profile import Profile
from extractor.validate.rule import Rule, listed
from extractor.values.numerals import digits_to_decimal
from extractor.values.text import fold
from extractor.verbatim import FormType, Panel

_SOURCE = "指标分值权重（按地区设置）"
_READS = frozenset({"weight"})

TOTAL = Rule(
    "weights.total",
    Severity.ERROR,
    "{panel}指标权重合计{total}分，应为{expected}分",
    _SOURCE,
    _READS,
)
MISSING = Rule(
    "weights.missing",
    Severity.WARNING,
    "{panel}有{count}项指标没有权重：{names}",
    _SOURCE,
    _READS,
)
STATED = Rule(
    "weights.level1_stated",
    Severity.ERROR,
    "“{level1}”标明{stated}分，其下指标权重合计{total}分",
    "表内数据一致",
    _READS | {"level1"},
)
LEVEL1 = Rule(
    "weights.level1_total",
    Severity.WARNING,
    "{panel}{branch}权重合计{total}分，本地区一般为{expected}分",
    _SOURCE,
    _READS | {"level1", "level2"},
)
HEAVY = Rule(
    "weights.one_indicator_too_heavy",
    Severity.INFO,
    "“{name}”权重{weight}分，超过所在{branch}{total}分的三分之一",
    "权重均衡（建议）",
    _READS | {"level1", "level2"},
)
RULES = (TOTAL, MISSING, STATED, LEVEL1, HEAVY)
_STATED_POINTS = re.compile(r"\(([0-9]+(?:\.[0-9]+)?)分?\)$")


def weight_of(indicator: Indicator) -> Decimal | None:
    """The printed weight in points ('5', '5分', '5%'); None where it is no number."""
    return digits_to_decimal(fold(text_of(indicator.row.weight)).rstrip("分%"))


def points(number: Decimal) -> str:
    """Decimal('22.50') → '22.5'."""
    return f"{number.normalize():f}"


def _sum(indicators: list[Indicator]) -> Decimal:
    return sum((weight_of(i) or Decimal(0) for i in indicators), Decimal(0))


def check_weights(record: Record, profile: Profile) -> Iterator[Finding]:
    """Weights of each panel that has any."""
    evaluated = record.form_type is FormType.SELF_EVALUATION
    accepted = profile.evaluation_totals if evaluated else profile.target_totals
    for panel, group in panels(record):
        weighted = [i for i in group if weight_of(i) is not None]
        if not weighted:
            continue
        missing = [i for i in group if weight_of(i) is None and not is_stated_away(i)]
        yield from _total(panel, weighted, missing, accepted)
        yield from _stated(weighted)
        yield from _branches(panel, weighted, profile)


def _total(
    panel: Panel,
    weighted: list[Indicator],
    missing: list[Indicator],
    accepted: tuple[Decimal, ...],
) -> Iterator[Finding]:
    name = PANEL_NAMES[panel]
    total = _sum(weighted)
    if total in accepted:
        return
    cells = [i.row.weight for i in weighted]
    values = {
        "panel": name,
        "total": points(total),
        "expected": "或".join(points(number) for number in accepted),
    }
    if missing:
        yield MISSING.about(
            missing,
            [i.row.level3 for i in missing],
            panel=name,
            count=str(len(missing)),
            names=listed(shown_name(i) for i in missing),
        )
        yield TOTAL.asks(cells, **values)
    else:
        yield TOTAL.about(weighted, cells, **values)


def _stated(weighted: list[Indicator]) -> Iterator[Finding]:
    groups: dict[str, list[Indicator]] = {}
    for indicator in weighted:
        groups.setdefault(fold(text_of(indicator.row.level1)), []).append(indicator)
    for label, group in groups.items():
        stated = _STATED_POINTS.search(label)
        if stated and Decimal(stated[1]) != _sum(group):
            yield STATED.about(
                group,
                [group[0].row.level1, *(i.row.weight for i in group)],
                level1=text_of(group[0].row.level1),
                stated=stated[1],
                total=points(_sum(group)),
            )


def _branches(panel: Panel, weighted: list[Indicator], profile: Profile) -> Iterator[Finding]:
    expected = dict(profile.level1_totals)
    for branch in Branch:
        group = [i for i in weighted if branch_of(i) is branch]
        total = _sum(group)
        if branch.value in expected and total != expected[branch.value]:
            yield LEVEL1.about(
                group,
                [i.row.weight for i in group],
                panel=PANEL_NAMES[panel],
                branch=branch.value,
                total=points(total),
                expected=points(expected[branch.value]),
            )
        for indicator in group if len(group) >= profile.heavy_from else ():
            weight = weight_of(indicator)
            if weight is not None and weight > total * profile.heavy_share:
                yield HEAVY.about(
                    [indicator],
                    [indicator.row.level3, indicator.row.weight],
                    name=shown_name(indicator),
                    weight=points(weight),
                    branch=branch.value,
                    total=points(total),
                )
