"""Rules painted on a page image, exactly where the truth says they are."""

import numpy as np

from training.synthesis.printing.edges import Stretch
from training.synthesis.printing.look import DPI, RuleLook, Stroke
from training.synthesis.truth import Direction, Pixels


def line_centre(position: float, width_px: float, rules: RuleLook) -> float:
    """Where the middle of a rule near `position` lies, both in continuous pixels (0 is the left
    edge of the first one)."""
    if not rules.snapped:
        return position
    width = max(round(width_px), 1)
    return round(position - width / 2) + width / 2


def rule_width(rules: RuleLook, points: float) -> float:
    """Width in pixels as it is painted."""
    width = points * DPI / 72
    return float(max(round(width), 1)) if rules.snapped else max(width, 0.6)


def paint_rule(
    pixels: Pixels, stretch: Stretch, ends: tuple[float, float, float], look: tuple[RuleLook, bool]
) -> None:
    """Darken a straight rule; `ends` are its place, start and end in continuous pixels."""
    rules, outer = look
    at, start, end = ends
    width = rule_width(rules, rules.outer_pt if outer else rules.width_pt)
    stroke = rules.outer_stroke if outer else rules.stroke
    plane = pixels if stretch.direction is Direction.ACROSS else pixels.transpose(1, 0, 2)
    half = width / 2
    offsets = (-width, width) if stroke is Stroke.DOUBLE else (0.0,)
    for offset in offsets:
        across = _coverage(at + offset - half, at + offset + half, plane.shape[0])
        along = _coverage(start - half, end + half, plane.shape[1])
        weights = along[1] * _dashes(stroke, along[1].size, width)
        area = plane[across[0] : across[0] + across[1].size, along[0] : along[0] + weights.size]
        cover = across[1][:, None] * weights[None, :]
        ink = rules.darkness + (255 - rules.darkness) * (1 - cover)
        np.minimum(area, np.round(ink).astype(np.uint8)[:, :, None], out=area)


def _coverage(low: float, high: float, size: int) -> tuple[int, np.ndarray]:
    """First pixel and the covered share of it and those behind it."""
    low, high = max(low, 0.0), min(high, float(size))
    first, last = int(np.floor(low)), int(np.ceil(high))
    numbers = np.arange(first, last)
    return first, np.clip(np.minimum(numbers + 1, high) - np.maximum(numbers, low), 0, 1)


def _dashes(stroke: Stroke, size: int, width: float) -> np.ndarray:
    numbers = np.arange(size)
    if stroke is Stroke.DASHED:
        return ((numbers % max(round(width * 6), 8)) < max(round(width * 4), 5)).astype(float)
    if stroke is Stroke.DOTTED:
        dot = max(round(width), 1)
        return ((numbers % (2 * dot + 1)) < dot).astype(float)
    return np.ones(size)
