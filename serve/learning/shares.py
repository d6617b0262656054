"""How many of some values were wrong, and how sure that is: values of one form are alike."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_Z = 1.959964
"""Of the normal distribution: 95 % of it lie within."""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` is the share (0–1) of `values` that people left as they were read, over `forms`
    forms; `low` and `high` bound it in 95 of 100 such samples of forms."""

    forms: int
    values: int
    wrong: int
    right: float
    low: float
    high: float


def share_of(forms: Iterable[tuple[int, int]]) -> Share | None:
    """The share over (values, wrong) of each form; None where there are no values.

    Wilson's interval at the effective number of values: those there are, by how much more the
    share varies between forms than it would if values were wrong independently of each other. Of
    one form nothing is known of that: it counts as one value.
    """
    counted = [(values, wrong) for values, wrong in forms if values]
    values = sum(entry[0] for entry in counted)
    wrong = sum(entry[1] for entry in counted)
    if not values:
        return None
    error = wrong / values
    low, high = _wilson(error, _effective(counted, values, error))
    return Share(len(counted), values, wrong, 1 - error, 1 - high, 1 - low)


def _effective(counted: list[tuple[int, int]], values: int, error: float) -> float:
    """How many independent values the forms are worth."""
    count = len(counted)
    if count == 1:
        return 1.0
    independent = error * (1 - error) / values
    if independent == 0:
        return float(values)
    spread = sum((wrong - error * size) ** 2 for size, wrong in counted)
    between = spread * count / (count - 1) / values**2
    return values / max(1.0, between / independent)


def _wilson(share: float, count: float) -> tuple[float, float]:
    square = _Z * _Z / count
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / count + square / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)
