"""What a picture shows where a boundary should be: a rule, an edge of a tint, or empty space."""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels
from extractor.geometry import points_to_pixels
from training.synthesis.truth import Direction
from training.table_structure.cell_sides import Side

_THICK = 3.0
"""Points. Strokes up to this thickness may be rules."""
_RUN = 5.0
"""Points of a rule that are looked at together: noise goes, dots become a line."""
_LINE, _STEP, _INK = 7.0, 7.0, 35
"""Grey levels by which a rule differs from the paper, two tints differ, ink is darker."""
_SHOWN, _SHOWN_SHORT = 0.6, 0.75
"""Share of a side along which a rule is seen; of a short one, which a stroke of text may be."""
_SHORT = 24.0
"""Points. Sides shorter than this are looked at with their corners, where no text stands."""
_CLEAR = 2.0
"""Points at either end of a side where others meet it."""
_WORD = 6.0
"""Points. No space within text is larger."""
_THROUGH = 0.95
"""Share of a cell's extent along which a rule that parts it is seen."""
_SPECK = 2
"""Pixels of ink that are no text."""

_Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a boundary was found: from `low` to `high` across it, in pixels of the picture. They
    are the same where it is visible; else it lies somewhere in the empty space between them."""

    low: float
    high: float


class SeenLines:
    """A picture, looked at along x and along y.

    Args:
        pixels: (H, W, 3) uint8 RGB, upright and flat.
        dpi: its resolution.
    """

    def __init__(self, pixels: Pixels, dpi: float) -> None:
        grey = pixels.min(axis=2)
        self._dpi = dpi
        self._planes = {
            Direction.ACROSS: _Plane(grey, dpi),
            Direction.DOWN: _Plane(np.ascontiguousarray(grey.T), dpi),
        }

    def place(self, side: Side, reach: float) -> Place | None:
        """Where the boundary of a side lies; None where text stands all over it.

        Args:
            side: in points of the picture.
            reach: how far empty space counts to either side, in points.
        """
        plane = self._planes[side.direction]
        at, low, high, start, end = map(self._pixels, _numbers(side))
        scaled = replace(side, at=at, low=low, high=high, start=start, end=end)
        return plane.place(scaled, self._pixels(reach))

    def parts(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a rule runs through the middle of a box (x0, top, x1, bottom in points)."""
        x0, top, x1, bottom = map(self._pixels, box)
        across, down = self._planes[Direction.ACROSS], self._planes[Direction.DOWN]
        return across.is_parted(top, bottom, x0, x1) or down.is_parted(x0, x1, top, bottom)

    def _pixels(self, points: float) -> float:
        return points_to_pixels(points, self._dpi)


def _numbers(side: Side) -> tuple[float, float, float, float, float]:
    return side.at, side.low, side.high, side.start, side.end


class _Plane:
    """One way of looking: boundaries run along the rows of `grey` (H, W)."""

    def __init__(self, grey: Pixels, dpi: float) -> None:
        self._grey = grey
        self._dpi = dpi

    def _size(self, points: float) -> int:
        return max(3, round(points_to_pixels(points, self._dpi)))

    @cached_property
    def _rules(self) -> _Grey:
        """How much thin strokes along the rows differ from what lies beside them."""
        kernel = np.ones((self._size(_THICK), 1), np.uint8)
        run = (self._size(_RUN), 1)
        dark = cv2.morphologyEx(self._grey, cv2.MORPH_BLACKHAT, kernel)
        light = cv2.morphologyEx(self._grey, cv2.MORPH_TOPHAT, kernel)
        found: _Grey = np.maximum(
            cv2.blur(dark.astype(np.float32), run), cv2.blur(light.astype(np.float32), run)
        )
        return found

    @cached_property
    def _bare(self) -> Pixels:
        """The picture without text."""
        side = self._size(_WORD)
        kernel = np.ones((side, side), np.uint8)
        bare: Pixels = cv2.morphologyEx(self._grey, cv2.MORPH_CLOSE, kernel)
        return bare

    @cached_property
    def _paper(self) -> _Grey:
        """The picture without text and noise."""
        smooth: _Grey = cv2.blur(self._bare.astype(np.float32), (self._size(_RUN), 3))
        return smooth

    @cached_property
    def _ink(self) -> NDArray[np.bool_]:
        ink: NDArray[np.bool_] = cv2.subtract(self._bare, self._grey) >= _INK
        return ink

    def place(self, side: Side, reach: float) -> Place | None:
        """As `SeenLines.place`, all in pixels."""
        top = int(np.clip(np.floor(side.low), 0, len(self._grey) - 1))
        bottom = int(np.clip(np.ceil(side.high), top + 1, len(self._grey)))
        short = side.end - side.start < points_to_pixels(_SHORT, self._dpi)
        inner = self._along(side.start, side.end, points_to_pixels(_CLEAR, self._dpi))
        whole = self._along(side.start, side.end, 0.0)
        least = _SHOWN_SHORT if short else _SHOWN
        visible = self._visible((top, bottom), whole if short else inner, least)
        if visible is not None:
            return Place(visible, visible)
        return self._empty(side.at, (top, bottom), inner, reach)

    def _along(self, start: float, end: float, clear: float) -> slice:
        """Pixels along a side, clear of its corners, where other rules end."""
        clear = min(clear, (end - start) / 4)
        first = int(np.clip(start + clear, 0, self._grey.shape[1] - 1))
        return slice(first, int(np.clip(end - clear, first + 1, self._grey.shape[1])))

    def _visible(self, across: tuple[int, int], columns: slice, least: float) -> float | None:
        rows = slice(*across)
        rules = self._rules[rows, columns]
        shown = (rules >= _LINE).mean(axis=1)
        if shown.max() >= least:
            # Beside the edge of a stroke the blur is half as strong: the strongest row is meant.
            means = np.where(shown >= least, np.median(rules, axis=1), 0.0)
            return float(rows.start + _middle(means >= 0.6 * means.max())) + 0.5
        step = self._size(_THICK) // 2 + 1
        above = self._paper[max(rows.start - step, 0) : rows.stop - step, columns]
        below = self._paper[rows.start + step : rows.stop + step, columns]
        count = min(len(above), len(below))
        if not count:
            return None
        steps = np.median(np.abs(below[-count:] - above[:count]), axis=1)
        if steps.max() < _STEP:
            return None
        offset = rows.stop - rows.start - count
        return float(rows.start + offset // 2 + _middle(steps >= 0.8 * steps.max())) + 0.5

    def _empty(
        self, at: float, rows: tuple[int, int], columns: slice, reach: float
    ) -> Place | None:
        """The rows without ink around the free one next to `at`."""
        free = self._ink[:, columns].sum(axis=1) <= _SPECK
        choice = np.flatnonzero(free[rows[0] : rows[1]]) + rows[0]
        if not choice.size:
            return None
        middle = int(choice[np.argmin(np.abs(choice + 0.5 - at))])
        low, high = middle, middle
        while low > max(0, middle - reach) and free[low - 1]:
            low -= 1
        while high < min(len(free) - 1, middle + reach) and free[high + 1]:
            high += 1
        return Place(float(low), float(high + 1))

    def is_parted(self, low: float, high: float, start: float, end: float) -> bool:
        along = self._along(start, end, points_to_pixels(_CLEAR, self._dpi))
        clear = points_to_pixels(4.0, self._dpi)
        top, bottom = round(low + clear), round(high - clear)
        if bottom <= top or points_to_pixels(20.0, self._dpi) > along.stop - along.start:
            return False
        shown = (self._rules[top:bottom, along] >= 3 * _LINE).mean(axis=1)
        return bool(shown.max() >= _THROUGH)


def _middle(chosen: NDArray[np.bool_]) -> float:
    places = np.flatnonzero(chosen)
    return float(places.mean())
