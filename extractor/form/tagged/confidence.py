"""How sure an indicator is: its reading, its tagging and what the other reading says, weighed.

The weights are fitted by `training.calibrate_forms` on synthetic forms.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor.form.rows import fold
from extractor.form.tagged.flaws import row_flaws
from extractor.verbatim import IndicatorRow, Printed

WEIGHTS = Path(__file__).with_name("confidence.json")
SIGNS = (
    "reading",
    "tagging",
    "other_level1",
    "other_level2",
    "other_name",
    "other_value",
    "other_tagging",
    "from_tags",
    "inferred",
    "flawed",
    "flaws_of_form",
    "one",
)
"""`other_…` is what the second reading of the form says of the indicator; `flaws_of_form` is the
price of the flaws of the form's tree per indicator."""
_LOWEST = 0.02  # probabilities are kept this far from 0 and, of the tagger, from 1
_LEAST_ALIKE = 2  # of panel, two levels, name and value, to be the same indicator
_SURE_READING = 0.999

Signs = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ConfidenceWeights:
    """Weights of SIGNS; `steps` are the probabilities that come out, by the ones that go in."""

    weights: Signs
    given: Signs
    right: Signs

    def probabilities(self, signs: Signs) -> Signs:
        """(rows, SIGNS) → (rows,) probabilities that all of a row is right."""
        raw = 1 / (1 + np.exp(-signs @ self.weights))
        return np.asarray(np.interp(raw, self.given, self.right), np.float64)


@cache
def shipped_weights() -> ConfidenceWeights:
    """The weights of this version."""
    held = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    arrays = ([held["weights"][sign] for sign in SIGNS], held["given"], held["right"])
    return ConfidenceWeights(*(np.array(values, np.float64) for values in arrays))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where indicators come from, and the price of the flaws of their tree."""

    from_tags: bool
    flaws: float


def probabilities(
    rows: Sequence[IndicatorRow], others: Sequence[IndicatorRow], origin: Origin
) -> Signs:
    """(rows,) probabilities that all of a row is right, given the other reading of the form."""
    if not rows:
        return np.zeros(0)
    return shipped_weights().probabilities(rows_to_signs(rows, others, origin))


def with_confidence(rows: Sequence[IndicatorRow], sure: Signs) -> list[IndicatorRow]:
    """The rows with these confidences."""
    return [replace(row, confidence=float(p)) for row, p in zip(rows, sure, strict=True)]


def rows_to_signs(
    rows: Sequence[IndicatorRow], others: Sequence[IndicatorRow], origin: Origin
) -> Signs:
    """(rows, SIGNS): what speaks for and against each row."""
    cells = [_cells(row) for row in others]
    return np.array([_signs(row, (others, cells), origin, len(rows)) for row in rows])


def _signs(
    row: IndicatorRow,
    second: tuple[Sequence[IndicatorRow], Sequence[tuple[str, ...]]],
    origin: Origin,
    count: int,
) -> list[float]:
    others, cells = second
    own = _cells(row)
    alike = [sum(map(str.__eq__, own, cell)) * (cell[0] == own[0]) for cell in cells]
    best = int(np.argmax(alike)) if alike else 0
    near = bool(alike) and alike[best] > _LEAST_ALIKE
    same = [near and a == b for a, b in zip(own[1:], cells[best][1:], strict=True)] if near else []
    other = _logit(_of_tagging(others[best])) if near and not origin.from_tags else 0.0
    return [
        _logit(min(row.reading, _SURE_READING)),
        _logit(_of_tagging(row)) if origin.from_tags else 0.0,
        *(float(agreed) for agreed in same or [False] * 4),
        other,
        float(origin.from_tags),
        float(len(row.inferred)),
        row_flaws(row),
        log(1 + origin.flaws / count),
        1.0,
    ]


def _of_tagging(row: IndicatorRow) -> float:
    """The row's confidence without that of its reading."""
    return min(row.confidence / max(row.reading, _LOWEST), 1 - _LOWEST)


def _logit(probability: float) -> float:
    kept = max(probability, _LOWEST)
    return log(kept / (1 - kept))


def _cells(row: IndicatorRow) -> tuple[str, ...]:
    cells: tuple[Printed | None, ...] = (row.level1, row.level2, row.level3, row.value)
    return (row.panel, *("" if cell is None else fold(cell.text) for cell in cells))
