"""Cuts detected lines at cell boundaries: a printed line never runs through one."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page
from extractor.geometry import points_to_pixels
from extractor.ocr.lines import Quad, quad_bounds

_RULE_SHARE = 0.6
"""Share of a line's height (width) that a ruling must cross to cut it."""
_MARGIN_POINTS = 0.6
"""Left free at each side of a ruling: half of its own width."""
_SLIVER = 0.35
"""A piece thinner than this share of the line's height is the box's slack, not text."""


@dataclass(frozen=True, slots=True)
class CutLines:
    """Rulings in pixels. Each row is (position, start, end) across and along the ruling."""

    vertical: NDArray[np.float32]
    horizontal: NDArray[np.float32]
    margin: float


def page_cut_lines(page: Page, dpi: float) -> CutLines:
    """The rulings of `page` on its image of `dpi`."""
    scale = points_to_pixels(1.0, dpi)
    vertical = [((r.x0 + r.x1) / 2, r.top, r.bottom) for r in page.rulings if not r.is_horizontal]
    horizontal = [((r.top + r.bottom) / 2, r.x0, r.x1) for r in page.rulings if r.is_horizontal]
    return CutLines(_rows(vertical, scale), _rows(horizontal, scale), _MARGIN_POINTS * scale)


def _rows(lines: list[tuple[float, float, float]], scale: float) -> NDArray[np.float32]:
    return np.array(sorted(lines), np.float32).reshape(-1, 3) * np.float32(scale)


def cut_line(quad: Quad, rulings: CutLines) -> list[Quad]:
    """One detected line → the pieces that lie in one cell each, left to right, top to bottom."""
    return [
        piece
        for column in _cut(quad, rulings.vertical, rulings.margin, axis=0)
        for piece in _cut(column, rulings.horizontal, rulings.margin, axis=1)
    ]


def _cut(quad: Quad, lines: NDArray[np.float32], margin: float, axis: int) -> list[Quad]:
    """Cut across `axis` (0: x, at vertical rulings; 1: y, at horizontal ones)."""
    bounds = quad_bounds(quad)
    low, high = bounds[axis], bounds[axis + 2]
    start, end = bounds[1 - axis], bounds[3 - axis]
    thickness = min(high - low, end - start)
    if len(lines) == 0 or thickness <= 0:
        return [quad]
    crossing = np.minimum(lines[:, 2], end) - np.maximum(lines[:, 1], start)
    inside = (lines[:, 0] > low) & (lines[:, 0] < high)
    cuts = lines[inside & (crossing >= _RULE_SHARE * (end - start)), 0]
    edges = [low - margin, *cuts.tolist(), high + margin]
    pieces = [
        (left + margin, right - margin)
        for left, right in pairwise(edges)
        if right - left - 2 * margin >= _SLIVER * thickness
    ]
    if len(cuts) == 0 or not pieces:
        return [quad]
    return [
        _slice(quad, (a - low) / (high - low), (b - low) / (high - low), axis) for a, b in pieces
    ]


def _slice(quad: Quad, start: float, end: float, axis: int) -> Quad:
    """The part of a quad between two shares (0–1) of its extent along `axis`."""
    first, second = (0, 1) if axis == 0 else (0, 3)
    third, fourth = (3, 2) if axis == 0 else (1, 2)
    cut = quad.copy()
    for near, far in ((first, second), (third, fourth)):
        span = quad[far] - quad[near]
        cut[near], cut[far] = quad[near] + start * span, quad[near] + end * span
    return cut
