"""Actual against target: reached or not, and to what share."""

from dataclasses import dataclass
from decimal import Decimal

from extractor.record import Indicator, ValueFlag, ValueKind
from extractor.validate.branch import name_of, text_of
from extractor.validate.direction import GOOD_RATE, is_lower_better
from extractor.values.target import parse_target
from extractor.values.text import fold

_SIGNS = ("≥", "≤", ">", "<", "≈")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`met` is None where it cannot be told; `share` is actual / target (target / actual where
    less is better), None where it has no meaning."""

    met: bool | None
    share: Decimal | None = None


_UNKNOWN = Outcome(None)


def outcome_of(indicator: Indicator) -> Outcome:
    """Compare the actual with the target where both are one number of one unit."""
    row, target = indicator.row, indicator.normalized
    actual_text = fold(text_of(row.actual_value))
    if target.kind is not ValueKind.QUANTITY or actual_text.startswith(_SIGNS):
        return _UNKNOWN
    actual = parse_target(actual_text, name_of(indicator), text_of(row.level2))
    doubtful = {ValueFlag.OCR_SUSPECT, ValueFlag.TRUNCATED, ValueFlag.PLACEHOLDER}
    if doubtful.intersection((*target.flags, *actual.flags)) or actual.kind is not target.kind:
        return _UNKNOWN
    unitless = actual.unit is None or target.unit is None
    same_unit = actual.base_unit == target.base_unit and actual.per == target.per
    if actual.amount is None or target.amount is None or not (same_unit or unitless):
        return _UNKNOWN
    numbers = (actual.amount, target.amount)
    if unitless and not same_unit:
        # "100%" beside "100": compare what is printed, in the unit of the other cell.
        numbers = (Decimal(actual.numbers[0]), Decimal(target.numbers[0]))
    return _compare(indicator, *numbers)


def _compare(indicator: Indicator, actual: Decimal, target: Decimal) -> Outcome:
    operator = indicator.normalized.operator
    if is_lower_better(indicator):
        share = target / actual if actual > 0 else None
        met = actual < target if operator == "<" else actual <= target
        return Outcome(met, share)
    share = actual / target if target > 0 else None
    if operator == "~":
        return Outcome(None, share)
    if operator == "=":
        return Outcome(_meets_equal(indicator, actual, target), share)
    return Outcome(actual > target if operator == ">" else actual >= target, share)


def _meets_equal(indicator: Indicator, actual: Decimal, target: Decimal) -> bool | None:
    """A printed '=' is missed from below; without a sign only a known rate or a count is."""
    if actual == target:
        return True
    if ValueFlag.OPERATOR_IMPLIED not in indicator.normalized.flags:
        return False if actual < target or not target else None
    rate = indicator.normalized.base_unit in ("%", None)
    if not target or (rate and not GOOD_RATE.search(name_of(indicator))):
        return None
    return actual > target
