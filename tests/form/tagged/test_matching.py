"""Exact matchings against trying out every way."""

from collections.abc import Sequence
from itertools import pairwise, permutations, product

import numpy as np
import pytest

from extractor.form.tagged.matching import NOWHERE, Scores, assign, own_in_order, pair_in_order

SEEDS = range(40)


def drawn(seed: int, more_columns: int = 0) -> Scores:
    rng = np.random.default_rng(seed)
    rows, columns = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    return rng.normal(size=(rows, columns + more_columns))


def total(scores: Scores, way: Sequence[int], other: Sequence[float]) -> float:
    return float(sum(other[n] if p == NOWHERE else scores[n, p] for n, p in enumerate(way)))


def stayed(way: Sequence[int], stays: Scores) -> float:
    """The sum of `stays` over rows that have the label that was given last."""
    found, last = 0.0, NOWHERE
    for label, stay in zip(way, stays, strict=True):
        if label != NOWHERE:
            found += float(stay) * (label == last)
            last = label
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_take_places_of_the_highest_sum(seed: int) -> None:
    scores = drawn(seed)
    if scores.shape[0] > scores.shape[1]:
        scores = scores.T
    rows, places = scores.shape
    none = [0.0] * rows
    best = max(total(scores, way, none) for way in permutations(range(places), rows))
    assert total(scores, assign(scores), none) == pytest.approx(best)


def test_rows_without_a_place_stand_nowhere() -> None:
    assert assign(np.array([[1.0], [3.0], [2.0]])) == (NOWHERE, 0, NOWHERE)


@pytest.mark.parametrize("seed", SEEDS)
def test_links_to_labels_do_not_cross(seed: int) -> None:
    scores = drawn(seed, 1)
    rows, labels = scores.shape[0], scores.shape[1] - 1
    none = list(scores[:, -1])
    ways = [
        way
        for way in product(range(NOWHERE, labels), repeat=rows)
        if all(a <= b for a, b in pairwise(p for p in way if p != NOWHERE))
    ]
    stays = np.random.default_rng(seed + 2000).normal(size=rows)
    sums = np.array([total(scores, way, none) + stayed(way, stays) for way in ways])
    owned = own_in_order(scores, stays)
    assert owned.labels == ways[int(sums.argmax())]
    share = np.exp(sums) / np.exp(sums).sum()
    for row, label in enumerate(owned.labels):
        expected = sum(s for s, way in zip(share, ways, strict=True) if way[row] == label)
        assert owned.sureness[row] == pytest.approx(expected)


def test_without_labels_nothing_is_owned() -> None:
    assert own_in_order(np.zeros((2, 1))).labels == (NOWHERE, NOWHERE)
    assert own_in_order(np.zeros((0, 3))).labels == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_pairs_do_not_cross_and_none_is_used_twice(seed: int) -> None:
    scores = drawn(seed)
    values, rows = scores.shape
    alone = np.random.default_rng(seed + 1000).normal(size=values)
    ways = [
        way
        for way in product(range(NOWHERE, rows), repeat=values)
        if all(a < b for a, b in pairwise(p for p in way if p != NOWHERE))
    ]
    best = max(ways, key=lambda way: total(scores, way, list(alone)))
    assert pair_in_order(scores, alone) == best
