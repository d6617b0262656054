"""How often the classifier is right, how well it knows, and what it leaves unanswered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BINS = 10
"""Of equal width, of the confidence."""
COVERAGE = 0.8
"""Share of indicators, the surest ones, among which errors are counted."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, 0–1, of `count` indicators.

    `top1`, `top5`: an accepted concept is first, or among the first five; `home`: the first one is
    of an accepted group; `calibration`: mean distance between confidence and how often it is right;
    `risk`: errors among the surest COVERAGE; `answered`: above the threshold; `wrong`: errors
    among those.
    """

    count: int
    top1: float
    top5: float
    home: float
    calibration: float
    risk: float
    answered: float
    wrong: float


def figures(
    rows: Floats, identities: Sequence[str], accepted: Sequence[frozenset[str]], threshold: float
) -> Figures:
    """Of probabilities (N, C + 1), whose last column is no concept, against accepted ids."""
    order = np.argsort(-rows[:, :-1], axis=1, kind="stable")[:, :5]
    ranked = [[identities[place] for place in line] for line in order]
    first = np.array([line[0] in ids for line, ids in zip(ranked, accepted, strict=True)])
    five = [bool(ids.intersection(line)) for line, ids in zip(ranked, accepted, strict=True)]
    home = [
        line[0][:3] in {identity[:3] for identity in ids}
        for line, ids in zip(ranked, accepted, strict=True)
    ]
    sure = np.take_along_axis(rows, order[:, :1], axis=1)[:, 0]
    surest = np.argsort(-sure, kind="stable")[: round(COVERAGE * len(rows))]
    told = (sure >= threshold) & (sure > rows[:, -1])
    return Figures(
        len(rows),
        float(first.mean()),
        float(np.mean(five)),
        float(np.mean(home)),
        calibration_error(sure, first),
        float(1 - first[surest].mean()),
        float(told.mean()),
        float(1 - first[told].mean()) if told.any() else 0.0,
    )


def calibration_error(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Mean distance, 0–1, of confidence and share that is right, over bins of confidence."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    distance = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            distance += abs(float(sure[inside].sum()) - float(right[inside].sum()))
    return distance / max(1, len(sure))


def abstained(rows: Floats, threshold: float) -> float:
    """Share, 0–1, of texts that get no concept."""
    sure = rows[:, :-1].max(axis=1)
    return float(1 - ((sure >= threshold) & (sure > rows[:, -1])).mean())


def table_of(measured: dict[str, Figures]) -> str:
    """The figures as a Markdown table, one row a name."""
    heads = ("", "n", "top-1", "top-5", "home", "ECE", "error at 80 %", "answered", "error of it")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name, found in measured.items():
        shares = (
            found.top1,
            found.top5,
            found.home,
            found.calibration,
            found.risk,
            found.answered,
            found.wrong,
        )
        told = " | ".join(f"{share:.3f}" for share in shares)
        lines.append(f"| {name} | {found.count} | {told} |")
    return "\n".join(lines)
