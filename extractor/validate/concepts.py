"""What contradicts the concept of an indicator: where it is filed, its sign, its unit, or that the
concept itself is too general to be graded."""

from collections.abc import Iterator

from extractor.record import Finding, Indicator, Record, Scheme, Severity, ValueKind
from extractor.taxonomy import Concept, Direction, Taxonomy, ValueType
from extractor.taxonomy.filing import value_overrules
from extractor.validate.branch import (
    PANEL_NAMES,
    cells_of,
    name_of,
    panels,
    shown_name,
    text_of,
)
from extractor.validate.direction import names_a_remedy, rule_by_name
from extractor.validate.rule import Rule, listed
from extractor.values.units import Dimension, match_unit, unit_named

SURE_FROM = 0.8
"""Below this probability of its concept a finding asks instead of stating."""

_NAMED = frozenset({"level3"})

HOME = Rule(
    "concept.filed_elsewhere",
    Severity.WARNING,
    "“{name}”填在{filed}，按含义（{concept}）一般属于{home}",
    "指标分类（标准分类与填报对照）",
    _NAMED | {"level2"},
)
VAGUE = Rule(
    "concept.vague",
    Severity.INFO,
    "{panel}有{count}项指标含义笼统，难以评分，建议改为具体指标：{names}",
    "绩效指标可衡量",
    _NAMED,
)
DIRECTION = Rule(
    "concept.direction_conflict",
    Severity.WARNING,
    "“{name}”（{concept}）{expected}，目标却是“{value}”",
    "指标方向与含义一致",
    _NAMED | {"value"},
)
UNIT = Rule(
    "concept.unit_conflict",
    Severity.WARNING,
    "“{name}”的目标“{value}”以{unit}计，{concept}一般以{usual}计",
    "指标单位与含义一致",
    _NAMED | {"value"},
)
RULES = (HOME, VAGUE, DIRECTION, UNIT)

_EXPECTED = {
    Direction.HIGHER_BETTER: "越高越好",
    Direction.LOWER_BETTER: "越低越好",
    Direction.CEILING: "一般应为上限（≤）",
}
_AGAINST = {
    Direction.HIGHER_BETTER: ("<=", "<"),
    Direction.LOWER_BETTER: (">=", ">"),
    Direction.CEILING: (">=", ">"),
}
# What can be counted may also be sized: 12 处 or 300 平方米 of the same work.
_DIMENSIONS = {
    ValueType.COUNT: {Dimension.COUNT, Dimension.SIZE},
    ValueType.RATE: {Dimension.RATIO},
    ValueType.MONEY: {Dimension.MONEY},
    ValueType.DATE: {Dimension.TIME},
    ValueType.DURATION: {Dimension.TIME},
    ValueType.FREQUENCY: {Dimension.COUNT, Dimension.TIME},
}


def check_concepts(record: Record, taxonomy: Taxonomy | None) -> Iterator[Finding]:
    """Findings about classified indicators; none where no classifier ran. Never raises."""
    if taxonomy is None:
        return
    for indicator in record.indicators:
        concept = concept_of(indicator, taxonomy)
        if concept is not None and not value_overrules(concept, indicator):
            yield from _home(indicator, concept, record.scheme)
            yield from _direction(indicator, concept)
            yield from _unit(indicator, concept)
    yield from _vague(record, taxonomy)


def concept_of(indicator: Indicator, taxonomy: Taxonomy) -> Concept | None:
    """The concept that an indicator was classified as; None where it was not."""
    found = indicator.classification
    return taxonomy.concept(found.concept) if found is not None and found.concept else None


def _home(indicator: Indicator, concept: Concept, scheme: Scheme | None) -> Iterator[Finding]:
    """Filed under a group that is none for the concept, told in the words of the form's scheme."""
    found = indicator.classification
    home = concept.level2_2021
    if scheme is Scheme.Y2015 and concept.level2_2015 is not None:
        home = concept.level2_2015
    if found is None or found.home_filed_ok is not False or home is None:
        return
    yield _found(
        HOME,
        indicator,
        name=shown_name(indicator),
        filed=text_of(indicator.row.level2),
        concept=concept.name,
        home=home.level2,
    )


def _direction(indicator: Indicator, concept: Concept) -> Iterator[Finding]:
    """A sign against the concept, where the name alone did not tell already."""
    value = indicator.normalized
    against = _AGAINST.get(concept.direction, ())
    if value.kind is not ValueKind.QUANTITY or value.operator not in against or not value.amount:
        return
    # A number of things may have a ceiling (会议 ≤10次) though more is better.
    capped = concept.direction is Direction.HIGHER_BETTER and concept.value_type is ValueType.COUNT
    if capped or names_a_remedy(name_of(indicator)) or rule_by_name(indicator) is not None:
        return
    yield _found(
        DIRECTION,
        indicator,
        name=shown_name(indicator),
        concept=concept.name,
        expected=_EXPECTED[concept.direction],
        value=text_of(indicator.row.value),
    )


def _unit(indicator: Indicator, concept: Concept) -> Iterator[Finding]:
    value = indicator.normalized
    printed = unit_named(value.base_unit) if value.base_unit else None
    if value.kind not in (ValueKind.QUANTITY, ValueKind.RANGE) or printed is None:
        return
    usual = _DIMENSIONS.get(concept.value_type, set()) | {
        unit.dimension for text in concept.units if (unit := match_unit(text)) is not None
    }
    wording = concept.value_type is ValueType.QUALITATIVE or not concept.units
    # 差旅费 of 470 人/天 is a price that leaves out 元.
    price = concept.value_type is ValueType.MONEY and bool(value.per)
    if wording or price or printed.dimension in usual:
        return
    yield _found(
        UNIT,
        indicator,
        name=shown_name(indicator),
        value=text_of(indicator.row.value),
        unit=value.unit or printed.symbol,
        concept=concept.name,
        usual="、".join(concept.units),
    )


def _found(rule: Rule, indicator: Indicator, **values: str) -> Finding:
    row = indicator.row
    cells = [row.level2, row.level3] if rule is HOME else [row.level3, row.value]
    found = indicator.classification
    if found is None or (found.confidence or 0.0) < SURE_FROM:
        return rule.asks(cells, **values)
    return rule.about([indicator], cells, **values)


def _vague(record: Record, taxonomy: Taxonomy) -> Iterator[Finding]:
    for panel, indicators in panels(record):
        vague = [
            indicator
            for indicator in indicators
            if (concept := concept_of(indicator, taxonomy)) is not None
            and concept.vague
            and not value_overrules(concept, indicator)
        ]
        if vague:
            yield VAGUE.about(
                vague,
                cells_of(vague),
                panel=PANEL_NAMES[panel],
                count=str(len(vague)),
                names=listed(shown_name(indicator) for indicator in vague),
            )
