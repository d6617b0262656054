"""Pixels → rulings: the drawn lines of a page image, told apart from the strokes of its text."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Pixels, Ruling
from extractor.geometry import pixels_to_points
from extractor.tables.broken_lines import Strip, broken_segments, without_attached_ink
from extractor.tables.segments import (
    Mask,
    Segment,
    ink_to_runs,
    millimetres_to_pixels,
    runs_to_segments,
)

INK_WINDOW_MM = 4.0
INK_CONTRAST = 12
GRAINY = 3.0
DARK = 150
"""Median red level of a seal's area below which it hides what lies under it."""

RUN_MM = 4.0
"""Shorter unbroken runs are text strokes of usual sizes (10.5 pt is 3.7 mm)."""

SURE_MM = 11.0
"""A shorter line must meet a line of the other direction at both ends (title strokes do not)."""

PLAIN_MM = 20.0
"""An unbroken line of this length needs no look at what sprouts from it."""

MEET_MM = 0.25
"""Drawn borders run into each other; strokes of a tight row end short of its borders."""


def pixels_to_rulings(
    image: PageImage, ignore: NDArray[np.bool_] | None = None
) -> tuple[Ruling, ...]:
    """Drawn horizontal and vertical lines of an upright page image.

    Args:
        image: (H, W, 3) uint8 RGB; a residual skew of ±0.3° is taken out of the result.
        ignore: (H, W), true where a seal lies; under a grey seal lines are only bridged, through
            a red one they are seen.
    Returns:
        Straight rulings in points, zero thickness, not yet joined.
    """
    # Red ink is bright in the red channel: seals vanish, black rules under them stay.
    red = np.ascontiguousarray(image.pixels[:, :, 0])
    hidden = ignore if ignore is not None and _is_dark(red, ignore) else None
    found = _channel_rulings(red, image.dpi, hidden)
    if len(found) < 4:
        darkest = np.ascontiguousarray(image.pixels.min(axis=2))
        return _channel_rulings(darkest, image.dpi, ignore)
    return found


def _is_dark(gray: Pixels, area: NDArray[np.bool_]) -> bool:
    inside = gray[area]
    return inside.size > 0 and float(np.median(inside)) < DARK


def _channel_rulings(
    gray: Pixels, dpi: float, ignore: NDArray[np.bool_] | None
) -> tuple[Ruling, ...]:
    ink = _ink(gray, dpi)
    if ignore is not None:
        ink[ignore] = 0
    turned = np.ascontiguousarray(ink.T)
    solid_across = ink_to_runs(ink, 0.0, RUN_MM, dpi)
    solid_down = ink_to_runs(turned, 0.0, RUN_MM, dpi)
    across = _lines(Strip(ink, solid_across, solid_down.T), dpi)
    down = _lines(Strip(turned, solid_down, solid_across.T), dpi)
    if ignore is not None:
        across, down = _bridge(across, ignore), _bridge(down, ignore.T)
    across, down = _drop_strokes(across, down, dpi)
    return _straighten(across, down, gray.shape[1] / 2, gray.shape[0] / 2, dpi)


def _lines(strip: Strip, dpi: float) -> list[Segment]:
    plain = millimetres_to_pixels(PLAIN_MM, dpi)
    solid = runs_to_segments(strip.solid, dpi)
    short = without_attached_ink([s for s in solid if s.length < plain], strip, dpi)
    return [s for s in solid if s.length >= plain] + short + broken_segments(strip, RUN_MM, dpi)


def _ink(gray: Pixels, dpi: float) -> Mask:
    window = int(millimetres_to_pixels(INK_WINDOW_MM, dpi)) | 1
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
    sure = millimetres_to_pixels(SURE_MM, dpi)
    reach = millimetres_to_pixels(MEET_MM, dpi)
    long_across = [s for s in across if s.length >= sure]
    kept_down = [s for s in down if s.length >= sure or _meets(s, long_across, reach)]
    kept_across = [s for s in across if s.length >= sure or _meets(s, kept_down, reach)]
    return kept_across, kept_down


def _meets(segment: Segment, others: list[Segment], reach: float) -> bool:
    """Whether one end lies on a line of the other direction, and the other end level with one.

    The axes of `others` are exchanged. At a page break the border that an end would lie on may
    not be drawn just there.
    """
    on_line = level = 0
    for x, y in ((segment.x0, segment.y0), (segment.x1, segment.y1)):
        near = [o for o in others if abs(o.y_at(y) - x) <= reach + o.thickness / 2]
        level += bool(near)
        on_line += any(o.x0 - reach <= y <= o.x1 + reach for o in near)
    return level == 2 and on_line > 0


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
    long = sorted(
        (s.slope, s.length) for s in segments if s.length >= millimetres_to_pixels(20, dpi)
    )
    half = sum(length for _, length in long) / 2
    for slope, length in long:
        half -= length
        if half <= 0:
            return slope
    return 0.0
