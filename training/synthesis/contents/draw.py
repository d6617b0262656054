"""Drawing from sequences with a numpy generator."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def pick(rng: np.random.Generator, items: Sequence[Item]) -> Item:
    """One item, all alike."""
    return items[int(rng.integers(len(items)))]


def pick_weighted(rng: np.random.Generator, weights: Mapping[Item, float]) -> Item:
    """One key, by its weight."""
    items = list(weights)
    shares = np.array([weights[item] for item in items], float)
    return items[int(rng.choice(len(items), p=shares / shares.sum()))]


def pick_some(rng: np.random.Generator, items: Sequence[Item], count: int) -> list[Item]:
    """Up to `count` different items in random order."""
    return [items[int(place)] for place in rng.permutation(len(items))[:count]]


def chance(rng: np.random.Generator, share: float) -> bool:
    """True in that share of calls."""
    return bool(rng.random() < share)
