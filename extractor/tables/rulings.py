"""Pixels → rulings: the drawn lines of a page image, told apart from the strokes of its text."""

from dataclasses import dataclass
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Pixels, Ruling
from extractor.geometry import pixels_to_points

Mask = NDArray[np.uint8]

INK_WINDOW_MM = 4.0
INK_CONTRAST = 12
GRAINY = 3.0
RUN_MM = 4.0
"""Shorter unbroken runs are text strokes of usual sizes (10.5 pt is 3.7 mm)."""

GAP_MM = 0.45
"""Breaks in a solid line up to this are noise."""

SURE_MM = 11.0
"""A shorter line must meet a line of the other direction at both ends (title strokes do not)."""

MAX_THICKNESS_MM = 1.7
DASH_GAP_MM = 1.4
DASHED_MM = 12.0
MEET_MM = 0.25
"""Drawn borders run into each other; strokes of a tight row end short of its borders."""


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


def pixels_to_rulings(
    image: PageImage, ignore: NDArray[np.bool_] | None = None
) -> tuple[Ruling, ...]:
    """Drawn horizontal and vertical lines of an upright page image.

    Args:
        image: (H, W, 3) uint8 RGB; a residual skew of ±0.3° is taken out of the result.
        ignore: (H, W), true where a seal lies; lines are bridged there, never begun.
    Returns:
        Straight rulings in points, zero thickness, not yet joined.
    """
    # Red ink is bright in the red channel: seals vanish, black rules under them stay.
    found = _channel_rulings(np.ascontiguousarray(image.pixels[:, :, 0]), image.dpi, ignore)
    if len(found) < 4:
        darkest = np.ascontiguousarray(image.pixels.min(axis=2))
        return _channel_rulings(darkest, image.dpi, ignore)
    return found


def _channel_rulings(
    gray: Pixels, dpi: float, ignore: NDArray[np.bool_] | None
) -> tuple[Ruling, ...]:
    ink = _ink(gray, dpi)
    if ignore is not None:
        ink[ignore] = 0
    turned = np.ascontiguousarray(ink.T)
    solid_across, solid_down = _runs(ink, 0.0, RUN_MM, dpi), _runs(turned, 0.0, RUN_MM, dpi)
    across = _lines(_Strip(ink, solid_across, solid_down.T), dpi)
    down = _lines(_Strip(turned, solid_down, solid_across.T), dpi)
    if ignore is not None:
        across, down = _bridge(across, ignore), _bridge(down, ignore.T)
    across, down = _drop_strokes(across, down, dpi)
    return _straighten(across, down, gray.shape[1] / 2, gray.shape[0] / 2, dpi)


def _ink(gray: Pixels, dpi: float) -> Mask:
    window = int(_pixels(INK_WINDOW_MM, dpi)) | 1
    # Only grainy pages are smoothed: it would close the gap between a stroke and a border.
    if _grain(gray) > GRAINY:
        gray = cv2.GaussianBlur(gray, (3, 3), 0.9)
    ink: Mask = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, INK_CONTRAST
    )
    return ink


def _grain(gray: Pixels) -> float:
    """Spread of the pixel noise in grey levels: the median step between neighbours in a row."""
    rows = gray[::4]
    steps = cv2.absdiff(rows[:, 1:], rows[:, :-1])
    return float(np.median(steps))


@dataclass(frozen=True, slots=True, eq=False)
class _Strip:
    """Masks (H, W): all ink, its unbroken horizontal runs, and its unbroken vertical runs."""

    ink: Mask
    solid: Mask
    crossing: Mask


def _lines(strip: _Strip, dpi: float) -> list[Segment]:
    segments = _components(strip.solid, dpi)
    known = cv2.dilate(strip.solid, np.ones((3, 1), np.uint8))
    text = cv2.subtract(strip.ink, cv2.dilate(strip.crossing, np.ones((1, 3), np.uint8)))
    for gap, length in ((GAP_MM, RUN_MM), (DASH_GAP_MM, DASHED_MM)):
        for segment in _components(_runs(strip.ink, gap, length, dpi), dpi):
            segments += _free_stretches(segment, known, text, dpi)
    return segments


def _runs(ink: Mask, gap_mm: float, length_mm: float, dpi: float) -> Mask:
    """Ink that belongs to horizontal runs of a length, breaks up to a gap filled."""
    gap = round(_pixels(gap_mm, dpi))
    opening = np.ones((1, max(3, round(_pixels(length_mm, dpi)))), np.uint8)
    if gap:
        ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, gap + 1), np.uint8))
    runs: Mask = cv2.morphologyEx(ink, cv2.MORPH_OPEN, opening)
    return runs


def _components(runs: Mask, dpi: float) -> list[Segment]:
    """Runs that touch within a step of a skewed line become one fitted segment."""
    touching = cv2.dilate(runs, np.ones((3, max(3, round(_pixels(1.0, dpi)))), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(touching, connectivity=8)
    thickest = _pixels(MAX_THICKNESS_MM, dpi)
    segments = []
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        window = (slice(top, top + height), slice(left, left + width))
        inside = (labels[window] == label) & (runs[window] > 0)
        ys, xs = np.nonzero(inside)
        if xs.size == 0 or xs.size / (xs.max() - xs.min() + 1) > thickest:
            continue
        segment = _fit(xs.astype(np.float64) + left, ys.astype(np.float64) + top, thickest)
        if segment is not None:
            segments.append(segment)
    return segments


def _fit(xs: NDArray[np.float64], ys: NDArray[np.float64], thickest: float) -> Segment | None:
    x0, x1 = float(xs.min()), float(xs.max())
    mean_x, mean_y = float(xs.mean()), float(ys.mean())
    spread = float(((xs - mean_x) ** 2).sum())
    slope = float(((xs - mean_x) * (ys - mean_y)).sum()) / spread if spread else 0.0
    off = ys - mean_y - slope * (xs - mean_x)
    if float(np.abs(off).max()) > thickest or abs(slope) > 0.05:
        return None
    # Pixel centres are half a pixel in.
    half = 0.5
    return Segment(
        x0,
        mean_y + slope * (x0 - mean_x) + half,
        x1 + 1,
        mean_y + slope * (x1 - mean_x) + half,
        xs.size / (x1 - x0 + 1),
    )


def _free_stretches(segment: Segment, known: Mask, text: Mask, dpi: float) -> list[Segment]:
    """The parts of a broken line that are drawn unbroken or whose sides are nearly blank.

    The sides of text strokes that happen to lie in line are not blank.
    """
    xs = np.arange(int(segment.x0), int(segment.x1))
    middle = segment.y0 + segment.slope * (xs - segment.x0)

    def at(mask: Mask, offset_mm: float) -> NDArray[np.bool_]:
        rows = (middle + _pixels(offset_mm, dpi)).astype(int)
        found: NDArray[np.bool_] = mask[np.clip(rows, 0, mask.shape[0] - 1), xs] > 0
        return found

    accepted = at(known, 0.0)
    if accepted.all():
        return []
    sides = [at(text, offset) for offset in (-0.75, -0.55, 0.55, 0.75)]
    for first, last in _true_runs(~accepted):
        if max(float(side[first:last].mean()) for side in sides) < 0.15:
            accepted[first:last] = True
    return [
        Segment(
            float(xs[first]),
            float(middle[first]),
            float(xs[last - 1] + 1),
            float(middle[last - 1]),
            segment.thickness,
        )
        for first, last in _true_runs(accepted)
        if last - first >= _pixels(RUN_MM, dpi)
    ]


def _true_runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(first, end) of each run of true values."""
    framed = np.concatenate(([False], flags, [False]))
    edges = np.flatnonzero(framed[1:] != framed[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _bridge(segments: list[Segment], ignore: NDArray[np.bool_]) -> list[Segment]:
    """Join collinear segments whose gap lies under the ignored area."""
    bridges = []
    for left in segments:
        for right in segments:
            gap = right.x0 - left.x1
            if gap <= 0 or abs(left.y1 - right.y0) > 3 + 0.01 * gap:
                continue
            xs = np.linspace(left.x1, right.x0, max(2, int(gap))).astype(int)
            ys = np.linspace(left.y1, right.y0, xs.size).astype(int)
            inside = ignore[
                np.clip(ys, 0, ignore.shape[0] - 1), np.clip(xs, 0, ignore.shape[1] - 1)
            ]
            if float(inside.mean()) > 0.8:
                bridges.append(Segment(left.x1, left.y1, right.x0, right.y0))
    return segments + bridges


def _drop_strokes(
    across: list[Segment], down: list[Segment], dpi: float
) -> tuple[list[Segment], list[Segment]]:
    sure = _pixels(SURE_MM, dpi)
    reach = _pixels(MEET_MM, dpi)
    long_across = [s for s in across if s.length >= sure]
    kept_down = [s for s in down if s.length >= sure or _meets(s, long_across, reach)]
    kept_across = [s for s in across if s.length >= sure or _meets(s, kept_down, reach)]
    return kept_across, kept_down


def _meets(segment: Segment, others: list[Segment], reach: float) -> bool:
    """Whether both ends lie on lines of the other direction (whose axes are exchanged)."""
    return all(
        any(
            abs(other.y_at(y) - x) <= reach + other.thickness / 2
            and other.x0 - reach <= y <= other.x1 + reach
            for other in others
        )
        for x, y in ((segment.x0, segment.y0), (segment.x1, segment.y1))
    )


def _straighten(
    across: list[Segment], down: list[Segment], middle_x: float, middle_y: float, dpi: float
) -> tuple[Ruling, ...]:
    """Take the common slope out around the page middle, so that collinear rulings line up."""
    tilt_across = _common_slope(across, dpi)
    tilt_down = _common_slope(down, dpi)
    rulings = []
    for s in across:
        y = (s.y0 + s.y1) / 2 - tilt_across * ((s.x0 + s.x1) / 2 - middle_x)
        ends = [x - tilt_down * (y - middle_y) for x in (s.x0, s.x1)]
        rulings.append((ends[0], y, ends[1], y))
    for s in down:
        x = (s.y0 + s.y1) / 2 - tilt_down * ((s.x0 + s.x1) / 2 - middle_y)
        ends = [y - tilt_across * (x - middle_x) for y in (s.x0, s.x1)]
        rulings.append((x, ends[0], x, ends[1]))
    return tuple(Ruling(*(pixels_to_points(v, dpi) for v in r)) for r in rulings)


def _common_slope(segments: list[Segment], dpi: float) -> float:
    long = sorted((s.slope, s.length) for s in segments if s.length >= _pixels(20, dpi))
    half = sum(length for _, length in long) / 2
    for slope, length in long:
        half -= length
        if half <= 0:
            return slope
    return 0.0


def _pixels(mm: float, dpi: float) -> float:
    return mm * dpi / 25.4
