"""Exact solutions for what belongs together: owners, one-to-one places, pairs in reading order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
NOWHERE = -1
IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """The label of each row, NOWHERE for none, and how sure that is (posterior, 0–1)."""

    labels: tuple[int, ...]
    sureness: Scores


def own_in_order(scores: Scores, stays: Scores | None = None) -> Owned:
    """Rows in reading order → the label that owns each, so that no two links cross.

    The way of the highest sum is taken; `sureness` sums over all ways.

    Args:
        scores: (rows, labels + 1) logarithms of probabilities; the last column is no label.
        stays: (rows,) what is added where a row has the label of the one above; all 0 by default.
    """
    rows, labels = scores.shape[0], scores.shape[1] - 1
    if rows == 0 or labels == 0:
        none = scores[:, -1] if rows else np.zeros(0)
        return Owned((NOWHERE,) * rows, np.exp(np.minimum(none, 0.0)))
    kept = np.zeros(rows) if stays is None else stays
    way = _best_way(scores, kept)
    return Owned(way, _posteriors(scores, kept)[range(rows), list(way)])


def _best_way(scores: Scores, stays: Scores) -> tuple[int, ...]:
    rows, labels = scores.shape[0], scores.shape[1] - 1
    price = np.concatenate([[0.0], np.full(labels, IMPOSSIBLE)])  # state 0: before any label
    come: list[NDArray[np.int64]] = []
    owns: list[NDArray[np.bool_]] = []
    states = np.arange(labels + 1)
    for row, stay in zip(scores, stays, strict=True):
        before = np.concatenate([[0], _running_argmax(price)[:-1]])  # the best earlier label
        stayed = price + stay >= price[before]
        reached = np.where(stayed, price + stay, price[before])
        own = np.concatenate([[IMPOSSIBLE], row[:-1] + reached[1:]])
        none = price + row[-1]
        owns.append(own > none)
        come.append(np.where(own > none, np.where(stayed, states, before), states))
        price = np.maximum(own, none)
    state = int(np.argmax(price))
    way = [NOWHERE] * rows
    for number in range(rows - 1, -1, -1):
        way[number] = state - 1 if owns[number][state] else NOWHERE
        state = int(come[number][state])
    return tuple(way)


def _running_argmax(price: Scores) -> NDArray[np.int64]:
    """For each state the best one up to it; the later of equal ones."""
    top = np.maximum.accumulate(price)
    return np.maximum.accumulate(np.where(price >= top, np.arange(len(price)), 0))


def _posteriors(scores: Scores, stays: Scores) -> Scores:
    """(rows, labels + 1) probabilities of each label over all ways that do not cross."""
    rows, labels = scores.shape[0], scores.shape[1] - 1
    start = np.concatenate([[0.0], np.full(labels, IMPOSSIBLE)])
    forward = [start]
    for row, stay in zip(scores, stays, strict=True):
        own = np.concatenate([[IMPOSSIBLE], row[:-1] + _reached(forward[-1], stay)[1:]])
        forward.append(np.logaddexp(own, forward[-1] + row[-1]))
    behind = np.zeros(labels + 1)
    found = np.zeros((rows, labels + 1))
    for number in range(rows - 1, -1, -1):
        row, before, stay = scores[number], forward[number], stays[number]
        own = np.concatenate([[IMPOSSIBLE], row[:-1] + behind[1:]])
        found[number, :-1] = (own + _reached(before, stay))[1:]
        found[number, -1] = _log_sum(before + row[-1] + behind)
        behind = np.logaddexp(_reached(own[::-1], stay)[::-1], row[-1] + behind)
    found -= found.max(axis=1, keepdims=True)
    weights = np.exp(found)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def _reached(before: Scores, stay: float) -> Scores:
    """By label, the sum of all ways to it: from the same label, or from an earlier one."""
    earlier = np.concatenate([[IMPOSSIBLE], _sum_up_to(before)[:-1]])
    return np.asarray(np.logaddexp(before + stay, earlier), np.float64)


def _sum_up_to(values: Scores) -> Scores:
    return np.asarray(np.logaddexp.accumulate(values), np.float64)


def _log_sum(values: Scores) -> float:
    return float(np.logaddexp.reduce(values))


def pair_in_order(scores: Scores, alone: Scores) -> tuple[int, ...]:
    """Values in reading order → the row of each, every row once, so that no two pairs cross.

    Args:
        scores: (values, rows) logarithms of probabilities.
        alone: (values,) the same for a value that belongs to no row.
    Returns:
        The row of each value, NOWHERE for none.
    """
    values, rows = scores.shape
    best = np.zeros((values + 1, rows + 1))
    for v in range(values):
        paired = best[v, :-1] + scores[v]
        unpaired = best[v] + alone[v]
        best[v + 1] = np.maximum.accumulate(np.maximum(unpaired, np.append(IMPOSSIBLE, paired)))
    found = [NOWHERE] * values
    v, r = values, rows
    while v > 0:
        if r > 0 and best[v, r] == best[v, r - 1]:
            r -= 1
        elif r > 0 and best[v, r] == best[v - 1, r - 1] + scores[v - 1, r - 1]:
            found[v - 1] = r - 1
            v, r = v - 1, r - 1
        else:
            v -= 1
    return tuple(found)


def assign(scores: Scores) -> tuple[int, ...]:
    """Each row of (rows, places) its own place, of the highest sum; NOWHERE where places run out.

    The Hungarian method with potentials: O(rows² x places).
    """
    rows, places = scores.shape
    if rows > places:
        widened = np.concatenate([scores, np.full((rows, rows - places), IMPOSSIBLE)], axis=1)
        return tuple(p if p < places else NOWHERE for p in assign(widened))
    cost = -scores
    of_row, of_place = np.zeros(rows + 1), np.zeros(places + 1)
    taken = np.zeros(places + 1, np.int64)  # row at each place, 1-based; 0 is free
    for row in range(1, rows + 1):
        taken[0] = row
        place, lowest = 0, np.full(places + 1, np.inf)
        seen, way = np.zeros(places + 1, bool), np.zeros(places + 1, np.int64)
        while taken[place]:
            seen[place] = True
            here = taken[place]
            offers = cost[here - 1] - of_row[here] - of_place[1:]
            better = ~seen[1:] & (offers < lowest[1:])
            lowest[1:][better], way[1:][better] = offers[better], place
            free = np.where(seen, np.inf, lowest)
            free[0] = np.inf
            place = int(np.argmin(free))
            step = free[place]
            of_row[taken[seen]] += step
            of_place[seen] -= step
            lowest[~seen] -= step
        while place:
            taken[place] = taken[way[place]]
            place = int(way[place])
    found = [NOWHERE] * rows
    for place in range(1, places + 1):
        if taken[place]:
            found[taken[place] - 1] = place - 1
    return tuple(found)
