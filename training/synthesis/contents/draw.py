"""Drawing from sequences with a numpy generator."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def pick(rng: np.random.Generator, items: Sequence[Item]) -> Item:
    """One item, all alike."""
    return items[int(rng.integers(len(items)))]


def pick_weighted(rng: np.random.Generator, weights: Mapping[Item, float]) -> Item:
    """One key, by its weight."""
    # as `rng.choice` draws, without its checks of the weights, which took most of a form's time
    sums = list(accumulate(weights.values()))
    place = bisect_right(sums, rng.random() * sums[-1])
    return list(weights)[min(place, len(sums) - 1)]


def pick_some(rng: np.random.Generator, items: Sequence[Item], count: int) -> list[Item]:
    """Up to `count` different items in random order."""
    return [items[int(place)] for place in rng.permutation(len(items))[:count]]


def chance(rng: np.random.Generator, share: float) -> bool:
    """True in that share of calls."""
    return bool(rng.random() < share)
