"""A map of boundaries → the ridges on it, traced to fractions of a pixel."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]
Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

SURE, DOUBTFUL = 0.6, 0.4
"""Values from which a map shows a boundary: drawn ones reach more, undrawn ones often less."""
_STRONGER = 1.25
"""A ridge goes on where the map is at least a value, if it is so much higher somewhere."""
WIDEST = 14
"""A run across a ridge with more pixels than this is an area: it does not say where in it a
boundary lies."""
_BRIDGE = 7
"""Gaps along a ridge up to so many pixels are bridged, less one."""
_LEAST_STRONG, _STRONG_SHARE = 3, 0.3
"""Pixels that must be that high, also as a share of the places along the ridge."""


@dataclass(frozen=True, slots=True, eq=False)
class Ridges:
    """Traced ridges of a map, or of several. A ridge runs along an axis: each of its points has a
    place `along` it, its middle `at` across it and its thickness there, in pixels of the map
    whose centres lie at integers. All arrays are (M,); `ridge` numbers from 0 to count - 1.
    """

    count: int
    ridge: Whole
    along: Floats
    at: Floats
    thickness: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RidgeLines:
    """A straight line through each ridge: arrays (N,), in pixels of the map.

    `at` is its place across at the middle of `start` and `end`, `slope` the change of it per pixel
    along; thin stretches weigh most. `thickness` is that of its thin stretches, `filled` the
    number of its points.
    """

    start: Floats
    end: Floats
    at: Floats
    slope: Floats
    thickness: Floats
    filled: Floats

    @property
    def length(self) -> Floats:
        """Extent along, in pixels."""
        return self.end - self.start + 1

    def picked(self, chosen: NDArray[np.bool_]) -> "RidgeLines":
        """The chosen ones."""
        return RidgeLines(
            self.start[chosen],
            self.end[chosen],
            self.at[chosen],
            self.slope[chosen],
            self.thickness[chosen],
            self.filled[chosen],
        )


def trace_ridges(ridges: Map, least: float = SURE) -> Ridges:
    """Ridges that run along x, within some 10 degrees.

    Args:
        ridges: (H, W), 0–1. Give the transposed map for ridges along y.
        least: value of the map from which a ridge goes on.
    """
    # One row of the padded copy is one place along the ridges, so that runs across them are
    # stretches of memory; the pad keeps the runs of two places apart.
    high, wide = ridges.shape
    turned = np.zeros((wide, high + 1), np.float32)
    turned[:, :high] = ridges.T
    above = turned >= least
    ends = np.flatnonzero(np.diff(above.ravel(), prepend=False))
    first, last = ends[::2], ends[1::2]
    thick = last - first > WIDEST
    painted = above.view(np.uint8)
    for start, end in zip(first[thick], last[thick], strict=True):
        painted.ravel()[start:end] = 0
    first, last = first[~thick], last[~thick]
    count, ridge = _labelled(turned >= _STRONGER * least, painted, first)
    kept = ridge >= 0
    first, last, ridge = first[kept], last[kept], ridge[kept]
    along, row = np.divmod(first, high + 1)
    at = row + _centroids(turned.ravel(), first, last)
    return Ridges(count, ridge, along.astype(np.float64), at, (last - first).astype(np.float64))


def _labelled(
    high: NDArray[np.bool_], painted: NDArray[np.uint8], first: Whole
) -> tuple[int, Whole]:
    """Number of ridges, and the ridge of each run; -1 for runs that belong to none."""
    closed = cv2.morphologyEx(painted, cv2.MORPH_CLOSE, np.ones((_BRIDGE, 1), np.uint8))
    labels = cv2.connectedComponents(closed, connectivity=8)[1]
    strong = np.bincount(labels[high], minlength=labels.max() + 1)
    places = np.bincount(labels.ravel()[first], minlength=len(strong))
    is_ridge = strong >= np.maximum(_LEAST_STRONG, _STRONG_SHARE * places)
    is_ridge[0] = False
    number = np.where(is_ridge, np.cumsum(is_ridge) - 1, -1)
    return int(is_ridge.sum()), number[labels.ravel()[first]]


def _centroids(values: Map, first: Whole, last: Whole) -> Floats:
    """Centre of mass of each run values[first:last], from its first pixel on."""
    if len(first) == 0:
        return np.zeros(0)
    size = last - first
    run = np.repeat(np.arange(len(first)), size)
    step = np.arange(len(run)) - np.repeat(np.cumsum(size) - size, size)
    mass = values[first[run] + step]
    centroids: Floats = np.bincount(run, mass * step) / np.bincount(run, mass)
    return centroids


def fit_lines(ridges: Ridges) -> RidgeLines:
    """The straight line through each ridge."""
    n, ridge = ridges.count, ridges.ridge

    def total(values: Floats) -> Floats:
        sums: Floats = np.bincount(ridge, values, n).astype(np.float64)
        return sums

    points = total(np.ones_like(ridges.along))
    narrow = total(1 / ridges.thickness)
    weight = ridges.thickness**-3.0
    mass = total(weight)
    mean_along, mean_at = total(weight * ridges.along) / mass, total(weight * ridges.at) / mass
    dx, dy = ridges.along - mean_along[ridge], ridges.at - mean_at[ridge]
    slope = total(weight * dx * dy) / np.maximum(total(weight * dx * dx), 1e-9)
    start, end = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(start, ridge, ridges.along)
    np.maximum.at(end, ridge, ridges.along)
    slope[end - start < 3] = 0.0
    at = mean_at + slope * ((start + end) / 2 - mean_along)
    return RidgeLines(start, end, at, slope, points / narrow, points)
