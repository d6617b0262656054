"""Means over pages with their bootstrap intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_ROUNDS = 2000


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over `count` pages and its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


def mean(values: Sequence[float]) -> Mean | None:
    """The mean of at least one value; the same values give the same interval. None for none."""
    if not values:
        return None
    sample = np.asarray(values, np.float64)
    rng = np.random.default_rng(0)
    draws = sample[rng.integers(0, len(sample), (_ROUNDS, len(sample)))].mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return Mean(float(sample.mean()), float(low), float(high), len(sample))
