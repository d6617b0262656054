"""The smooth bend of a page that is left once it is level: a curl of the paper."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.look.warp import Bend, Floats, Points

_POWERS = np.array([[1, 0], [2, 0], [3, 0], [4, 0], [1, 1], [2, 1], [3, 1], [1, 2], [2, 2]])
"""Of the place along a boundary and across it: what does not change along it is not seen."""
_ROUNDS = 3
_OFF = 1.0
"""Pixels by which a point of a straight boundary is off."""
_LEAST_BEND = 1.0
"""Pixels. A bend with a smaller swing along the boundaries is left."""
_LEAST_GAIN = 0.7
"""Share of the spread around straight lines that may remain where a bend is true."""
_LEAST_LENGTH = 50.0
_LEAST_BOUNDARIES = 3
_STIFFNESS = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Traces:
    """Points (N, 2) in pixels along boundaries; `line` (N,) numbers the boundary of each."""

    points: Points
    line: NDArray[np.intp]


def find_bend(traces: Traces, axis: int) -> Bend | None:
    """The bend that straightens boundaries which it should leave with one `axis` coordinate each;
    None where they are straight, too few or bent without system.

    Args:
        axis: 1 for boundaries along x, whose y is shifted; 0 for those along y.
    """
    traces = _long(traces, 1 - axis)
    if len(np.unique(traces.line)) < _LEAST_BOUNDARIES:
        return None
    low, high = traces.points.min(axis=0), traces.points.max(axis=0)
    powers = _POWERS if axis == 1 else _POWERS[:, ::-1]
    unit = np.maximum((high - low) / 2, 1.0)
    bend = Bend(axis, powers, np.zeros(len(powers)), (low + high) / 2, unit)
    terms = _from_own_mean(bend.terms(traces.points), traces.line)
    off = _from_own_mean(traces.points[:, axis : axis + 1], traces.line)[:, 0]
    weights = _solved(terms, off)
    bent = terms @ weights
    swing = float(np.percentile(bent, 98) - np.percentile(bent, 2))
    spread = [float(np.abs(values).mean()) for values in (off, off + bent)]
    if swing < _LEAST_BEND or spread[1] > _LEAST_GAIN * spread[0]:
        return None
    return Bend(axis, powers, weights, bend.middle, bend.unit)


def _long(traces: Traces, along: int) -> Traces:
    """The traces without short ones, numbered anew."""
    count = int(traces.line.max(initial=-1)) + 1
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, traces.line, traces.points[:, along])
    np.maximum.at(high, traces.line, traces.points[:, along])
    kept = (high - low >= _LEAST_LENGTH)[traces.line]
    line = np.unique(traces.line[kept], return_inverse=True)[1]
    return Traces(traces.points[kept], line.astype(np.intp))


def _from_own_mean(values: Floats, line: NDArray[np.intp]) -> Floats:
    """(N, K) values without the mean over each line."""
    size = np.maximum(np.bincount(line), 1)
    means = np.stack([np.bincount(line, column) / size for column in values.T], 1)
    result: Floats = values - means[line]
    return result


def _solved(terms: Floats, off: Floats) -> Floats:
    """Weights by which the terms undo what is off, robust to strays."""
    weights = np.zeros(terms.shape[1])
    for _ in range(_ROUNDS):
        trust = 1 / (1 + ((terms @ weights + off) / _OFF) ** 2)
        pull = terms * trust[:, None]
        square = pull.T @ terms
        stiff = _STIFFNESS * np.trace(square) / len(weights)
        weights = -np.linalg.solve(square + stiff * np.eye(len(weights)), pull.T @ off)
    return weights
