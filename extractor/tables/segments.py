"""Ink → straight segments along x; vertical lines are read from the turned page."""

from dataclasses import dataclass
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]

MAX_THICKNESS_MM = 1.7
MAX_SLOPE = 0.05


@dataclass(frozen=True, slots=True)
class Segment:
    """A nearly horizontal line in pixels: from (x0, y0) to (x1, y1), x0 < x1."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float = 1.0

    @property
    def length(self) -> float:
        """Length in pixels."""
        return hypot(self.x1 - self.x0, self.y1 - self.y0)

    @property
    def slope(self) -> float:
        """Rise per pixel."""
        return (self.y1 - self.y0) / max(self.x1 - self.x0, 1.0)

    def y_at(self, x: float) -> float:
        """Height of the line at `x`, in pixels."""
        return self.y0 + self.slope * (x - self.x0)


def millimetres_to_pixels(mm: float, dpi: float) -> float:
    """Length in millimetres → length in pixels at `dpi`."""
    return mm * dpi / 25.4


def ink_to_runs(ink: Mask, gap_mm: float, length_mm: float, dpi: float) -> Mask:
    """Ink that belongs to horizontal runs of at least a length, breaks up to a gap filled.

    Args:
        ink: (H, W), 255 where dark.
    """
    gap = round(millimetres_to_pixels(gap_mm, dpi))
    opening = np.ones((1, max(3, round(millimetres_to_pixels(length_mm, dpi)))), np.uint8)
    if gap:
        ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, gap + 1), np.uint8))
    runs: Mask = cv2.morphologyEx(ink, cv2.MORPH_OPEN, opening)
    return runs


def runs_to_segments(runs: Mask, dpi: float) -> list[Segment]:
    """Runs that touch within a step of a skewed line become one fitted segment each.

    Args:
        runs: (H, W), the result of `ink_to_runs`.
    """
    reach = max(3, round(millimetres_to_pixels(1.0, dpi)))
    touching = cv2.dilate(runs, np.ones((3, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(touching, connectivity=8)
    thickest = millimetres_to_pixels(MAX_THICKNESS_MM, dpi)
    segments = []
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        window = (slice(top, top + height), slice(left, left + width))
        ys, xs = np.nonzero((labels[window] == label) & (runs[window] > 0))
        if xs.size == 0 or xs.size / (xs.max() - xs.min() + 1) > thickest:
            continue
        segment = _fit(xs.astype(np.float64) + left, ys.astype(np.float64) + top, thickest)
        if segment is not None:
            segments.append(segment)
    return segments


def _fit(xs: NDArray[np.float64], ys: NDArray[np.float64], thickest: float) -> Segment | None:
    """Least squares; None for a blob or a slanted stroke."""
    x0, x1 = float(xs.min()), float(xs.max())
    mean_x, mean_y = float(xs.mean()), float(ys.mean())
    spread = float(((xs - mean_x) ** 2).sum())
    slope = float(((xs - mean_x) * (ys - mean_y)).sum()) / spread if spread else 0.0
    off = ys - mean_y - slope * (xs - mean_x)
    if float(np.abs(off).max()) > thickest or abs(slope) > MAX_SLOPE:
        return None
    # Pixel centres are half a pixel in.
    first, last = mean_y + slope * (x0 - mean_x) + 0.5, mean_y + slope * (x1 - mean_x) + 0.5
    return Segment(x0, first, x1 + 1, last, xs.size / (x1 - x0 + 1))
