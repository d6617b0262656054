"""Self-evaluation forms: actual against target, scores and their total."""

from collections.abc import Iterator
from decimal import Decimal

from extractor.record import Finding, Indicator, Record, Severity, ValueFlag, ValueKind
from extractor.validate.branch import cells_of, name_of, shown_name, text_of
from extractor.validate.direction import is_lower_better
from extractor.validate.outcome import Outcome, outcome_of
from extractor.validate.profile import Profile
from extractor.validate.rule import Rule, listed
from extractor.validate.weights import points, weight_of
from extractor.values.normalise import combined_value
from extractor.values.numerals import digits_to_decimal
from extractor.values.text import fold
from extractor.verbatim import FormType, Printed

_SUM = "自评表勾稽关系（算术）"
_SCORING = "自评得分规则"
_READS = frozenset({"value", "actual_value"})

SCORE_ABOVE = Rule(
    "evaluation.score_above_weight",
    Severity.ERROR,
    "“{name}”得分{score}高于分值{weight}",
    _SUM,
    frozenset({"score", "weight"}),
)
UNMET_FULL = Rule(
    "evaluation.unmet_full_score",
    Severity.ERROR,
    "“{name}”目标“{value}”，实际“{actual}”未达到，却得满分{score}",
    _SCORING,
    _READS | {"score", "weight"},
)
PROPORTION = Rule(
    "evaluation.score_not_proportional",
    Severity.WARNING,
    "“{name}”按完成比例赋分，目标“{value}”、实际“{actual}”应得约{expected}分，填{score}分",
    _SCORING,
    _READS | {"score", "weight"},
)
MET_NOT_FULL = Rule(
    "evaluation.met_not_full_score",
    Severity.INFO,
    "“{name}”目标“{value}”，实际“{actual}”已达到，得分{score}低于分值{weight}，请说明扣分原因",
    _SCORING,
    _READS | {"score", "weight"},
)
TOTAL = Rule(
    "evaluation.total",
    Severity.ERROR,
    "自评总分填{printed}，各项得分之和为{total}",
    _SUM,
)
DEVIATION = Rule(
    "evaluation.deviation_missing",
    Severity.WARNING,
    "“{name}”目标“{value}”，实际“{actual}”未达到，但没有填写偏差原因",
    "自评表要素完整",
    _READS,
)
OPERATOR = Rule(
    "evaluation.actual_has_operator",
    Severity.WARNING,
    "“{name}”的实际完成值“{actual}”带有比较符号，应填实际数",
    "自评表要素完整",
    frozenset({"actual_value"}),
)
NOT_NUMBER = Rule(
    "evaluation.actual_not_a_number",
    Severity.WARNING,
    "“{name}”的目标“{value}”是定量的，实际完成值“{actual}”没有数",
    "自评表要素完整",
    _READS,
)
MISSING = Rule(
    "evaluation.actual_missing",
    Severity.WARNING,
    "{count}项指标没有实际完成值：{names}",
    "自评表要素完整",
    frozenset({"actual_value"}),
)
FAR_ABOVE = Rule(
    "evaluation.actual_far_above_target",
    Severity.INFO,
    "{count}项指标的实际值达到目标的{times}倍以上，目标可能偏低：{names}",
    "目标值设置合理（建议）",
    _READS,
)
RULES = (
    SCORE_ABOVE,
    UNMET_FULL,
    PROPORTION,
    MET_NOT_FULL,
    TOTAL,
    DEVIATION,
    OPERATOR,
    NOT_NUMBER,
    MISSING,
    FAR_ABOVE,
)
_TOTAL_LABELS = ("总分", "自评得分", "自评总分", "合计得分", "总得分")
_SIGNS = ("≥", "≤", ">", "<")
_POINT = Decimal("0.5")


def check_self_evaluation(record: Record, profile: Profile) -> Iterator[Finding]:
    """Only for self-evaluations and forms with actual values; monitoring during the year (运行监控)
    is not measured against the targets of its end."""
    if "监控" in fold(text_of(record.title)):
        return
    evaluated = [i for i in record.indicators if text_of(i.row.actual_value)]
    if record.form_type is not FormType.SELF_EVALUATION and not evaluated:
        return
    has_reasons = any("原因" in label.text for label in record.labels) or any(
        text_of(i.row.deviation) for i in record.indicators
    )
    for indicator in evaluated:
        yield from _actual(indicator)
        yield from _score(indicator)
        unmet = outcome_of(indicator).met is False
        if has_reasons and unmet and not text_of(indicator.row.deviation).strip("无/-— "):
            yield DEVIATION.about([indicator], _cells(indicator), **_values(indicator))
    missing = [i for i in record.indicators if _lacks_actual(i)]
    if missing and evaluated:
        names = listed(shown_name(i) for i in missing)
        yield MISSING.about(missing, cells_of(missing), count=str(len(missing)), names=names)
    yield from _far_above(evaluated, profile)
    yield from _total(record, profile)


def _lacks_actual(indicator: Indicator) -> bool:
    filled = indicator.normalized.kind is not ValueKind.EMPTY
    away = ValueFlag.NOT_APPLICABLE in indicator.normalized.flags
    return filled and not away and not text_of(indicator.row.actual_value)


def _cells(indicator: Indicator) -> list[Printed | None]:
    row = indicator.row
    return [row.level3, row.value, row.actual_value, row.score]


def _values(indicator: Indicator) -> dict[str, str]:
    row = indicator.row
    return {
        "name": shown_name(indicator),
        "value": combined_value(row),
        "actual": text_of(row.actual_value),
    }


def _actual(indicator: Indicator) -> Iterator[Finding]:
    actual = fold(text_of(indicator.row.actual_value))
    if actual.startswith(_SIGNS):
        values = {k: v for k, v in _values(indicator).items() if k != "value"}
        yield OPERATOR.about([indicator], _cells(indicator), **values)
    elif indicator.normalized.kind is ValueKind.QUANTITY:
        has_number = any(character.isdigit() for character in actual)
        blank = not actual.strip("/-无…")
        if (
            not has_number
            and not blank
            and not any(c in actual for c in "零一二三四五六七八九十百")
        ):
            yield NOT_NUMBER.about([indicator], _cells(indicator), **_values(indicator))


def score_of(indicator: Indicator) -> Decimal | None:
    """The printed score in points, None where it is no number."""
    return digits_to_decimal(fold(text_of(indicator.row.score)).rstrip("分"))


def _score(indicator: Indicator) -> Iterator[Finding]:
    score, weight = score_of(indicator), weight_of(indicator)
    if score is None or weight is None or not name_of(indicator):
        return
    row, outcome = indicator.row, outcome_of(indicator)
    shown = {**_values(indicator), "score": points(score)}
    if score > weight:
        yield SCORE_ABOVE.about(
            [indicator],
            [row.level3, row.weight, row.score],
            name=shown["name"],
            score=points(score),
            weight=points(weight),
        )
    elif outcome.met is False and score == weight > 0:
        yield UNMET_FULL.about([indicator], _cells(indicator), **shown)
    elif outcome.met is False:
        yield from _proportion(indicator, outcome, shown)
    elif outcome.met and score < weight:
        cells = [*_cells(indicator), row.weight]
        yield MET_NOT_FULL.about([indicator], cells, weight=points(weight), **shown)


def _proportion(indicator: Indicator, outcome: Outcome, shown: dict[str, str]) -> Iterator[Finding]:
    by_share = "比例" in text_of(indicator.row.scoring_rule)
    score, weight = score_of(indicator), weight_of(indicator)
    if not by_share or outcome.share is None or score is None or weight is None:
        return
    expected = min(Decimal(1), outcome.share) * weight
    if abs(score - expected) > _POINT:
        rounded = points(expected.quantize(Decimal("0.01")))
        yield PROPORTION.about([indicator], _cells(indicator), expected=rounded, **shown)


def _far_above(evaluated: list[Indicator], profile: Profile) -> Iterator[Finding]:
    found = []
    for indicator in evaluated:
        share = outcome_of(indicator).share
        rising = not is_lower_better(indicator)
        is_rate = indicator.normalized.base_unit == "%"
        if rising and not is_rate and share is not None and share >= profile.far_above:
            found.append(indicator)
    if found:
        cells = [cell for i in found for cell in (i.row.level3, i.row.value, i.row.actual_value)]
        yield FAR_ABOVE.about(
            found,
            cells,
            count=str(len(found)),
            times=points(profile.far_above),
            names=listed(
                f"{shown_name(i)} {text_of(i.row.value)}→{text_of(i.row.actual_value)}"
                for i in found
            ),
        )


def _total(record: Record, profile: Profile) -> Iterator[Finding]:
    printed = [
        field
        for field in record.other_fields
        if any(word in fold(field.label.text) for word in _TOTAL_LABELS)
    ]
    scores = [score_of(i) for i in record.indicators if text_of(i.row.score)]
    number = digits_to_decimal(fold(printed[0].value.text).rstrip("分")) if printed else None
    known = [score for score in scores if score is not None]
    if number is None or len(printed) > 1 or not known or len(known) < len(record.indicators):
        return
    total = sum(known, Decimal(0))
    # The points of budget execution may stand outside the indicators.
    if not total <= number <= total + profile.execution_points:
        yield TOTAL.states(
            [printed[0].value, *(i.row.score for i in record.indicators)],
            printed=points(number),
            total=points(total),
        )
