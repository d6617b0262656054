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
from extractor.form.tree import level1_key, level2_key
from extractor.verbatim import IndicatorRow, Printed

WEIGHTS = Path(__file__).with_name("confidence.json")
SIGNS = (
    "reading",
    "tagging",
    "other_level1",
    "other_level2",
    "other_name",
    "other_value",
    "doubted_tags",
    "doubted_rules",
    "doubted_known",
    "inferred",
    "flawed",
    "flaws_of_form",
    "one",
)
"""`tagging` is the tagger's sureness, of its own indicator or of the one that the rules found too;
`other_…` is what the second reading of the form says of the indicator, and `doubted_…` whose it is
where the two do not say the same, `doubted_known` that the rules know both labels of their row;
`flaws_of_form` is the
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
    nearest = _nearest(rows, others)
    return np.array(
        [_signs(row, like, origin, len(rows)) for row, like in zip(rows, nearest, strict=True)]
    )


def _nearest(
    rows: Sequence[IndicatorRow], others: Sequence[IndicatorRow]
) -> list[IndicatorRow | None]:
    """The same indicator in the other reading, for each row; None where there is none."""
    if not rows or not others:
        return [None] * len(rows)
    codes: dict[str, int] = {}
    own, cells = (
        np.array([[codes.setdefault(cell, len(codes)) for cell in _cells(r)] for r in part])
        for part in (rows, others)
    )
    found: list[IndicatorRow | None] = []
    for row in own:
        alike = (cells == row).sum(axis=1) * (cells[:, 0] == row[0])
        best = int(alike.argmax())
        found.append(others[best] if alike[best] > _LEAST_ALIKE else None)
    return found


def _signs(row: IndicatorRow, like: IndicatorRow | None, origin: Origin, count: int) -> list[float]:
    same = [a == b for a, b in zip(_cells(row)[1:], _cells(like)[1:], strict=True)] if like else []
    tagged = row if origin.from_tags else like
    doubted = not (same and all(same))
    return [
        _logit(min(row.reading, _SURE_READING)),
        _logit(_of_tagging(tagged)) if tagged is not None else 0.0,
        *(float(agreed) for agreed in same or [False] * 4),
        float(doubted and origin.from_tags),
        float(doubted and not origin.from_tags),
        float(doubted and not origin.from_tags and _is_known(row)),
        float(len(row.inferred)),
        row_flaws(row),
        log(1 + origin.flaws / count),
        1.0,
    ]


def _is_known(row: IndicatorRow) -> bool:
    """Whether both levels are labels that the rules know."""
    if row.level1 is None or row.level2 is None:
        return False
    known = level1_key(fold(row.level1.text)), level2_key(fold(row.level2.text))
    return None not in known


def _of_tagging(row: IndicatorRow) -> float:
    """The row's confidence without that of its reading."""
    return min(row.confidence / max(row.reading, _LOWEST), 1 - _LOWEST)


def _logit(probability: float) -> float:
    kept = max(probability, _LOWEST)
    return log(kept / (1 - kept))


def _cells(row: IndicatorRow) -> tuple[str, ...]:
    cells: tuple[Printed | None, ...] = (row.level1, row.level2, row.level3, row.value)
    return (row.panel, *("" if cell is None else fold(cell.text) for cell in cells))
