"""Rules painted on a page image, exactly where the truth says they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.synthesis.printing.look import DPI, RuleLook, Stroke
from training.synthesis.truth import Direction, Pixels

Shares = NDArray[np.float64]


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


@dataclass(frozen=True, slots=True)
class Pen:
    """What a rule is painted with: width in pixels, stroke, darkness from 0 (black) to 255."""

    width: float
    stroke: Stroke
    darkness: int


def inner_pen(rules: RuleLook) -> Pen:
    """The pen of rules between cells."""
    return Pen(rule_width(rules, rules.width_pt), rules.stroke, rules.darkness)


def outer_pen(rules: RuleLook) -> Pen:
    """The pen of rules around the table."""
    return Pen(rule_width(rules, rules.outer_pt), rules.outer_stroke, rules.darkness)


def paint_rule(
    pixels: Pixels, direction: Direction, place: tuple[float, float, float], pen: Pen
) -> None:
    """Darken a straight rule. `place` are its distance from the page's edge, its start and its
    end, in continuous pixels."""
    at, start, end = place
    plane = pixels if direction is Direction.ACROSS else pixels.transpose(1, 0, 2)
    half = pen.width / 2
    offsets = (-pen.width, pen.width) if pen.stroke is Stroke.DOUBLE else (0.0,)
    for offset in offsets:
        top, across = _coverage(at + offset - half, at + offset + half, plane.shape[0])
        left, along = _coverage(start - half, end + half, plane.shape[1])
        cover = across[:, None] * (along * _dashes(pen, along.size))[None, :]
        ink = pen.darkness + (255 - pen.darkness) * (1 - cover)
        area = plane[top : top + across.size, left : left + along.size]
        np.minimum(area, np.round(ink).astype(np.uint8)[:, :, None], out=area)


def _coverage(low: float, high: float, size: int) -> tuple[int, Shares]:
    """The first pixel between two places, and which share of it and those behind is covered."""
    low, high = max(low, 0.0), min(high, float(size))
    first, last = int(np.floor(low)), int(np.ceil(high))
    numbers = np.arange(first, last)
    return first, np.clip(np.minimum(numbers + 1, high) - np.maximum(numbers, low), 0, 1)


def _dashes(pen: Pen, size: int) -> Shares:
    numbers = np.arange(size)
    if pen.stroke is Stroke.DASHED:
        period, dash = max(round(pen.width * 6), 8), max(round(pen.width * 4), 5)
        return (numbers % period < dash).astype(float)
    if pen.stroke is Stroke.DOTTED:
        dot = max(round(pen.width), 1)
        return (numbers % (2 * dot + 1) < dot).astype(float)
    return np.ones(size)
