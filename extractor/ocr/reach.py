"""Stretches a found line to ink beside it that the detector left out, such as a leading 一."""

import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels
from extractor.ocr.cuts import CutLines
from extractor.ocr.lines import Quad, quad_bounds, quad_size

_REACH = 1.3
"""How far to look beside a line, in line heights: one character and its space."""
_GAP = 0.45
"""Widest empty space between characters of one line, in line heights."""
_CORE = 0.15
"""Share of the height left off above and below, where neighbouring lines may show."""
_DARK = 45
"""Grey levels by which ink is darker than the paper beside it."""
_RULE_HEIGHT = 0.95
"""A column of the core with this share of ink is a ruling, not a character."""
_LEAST_INK = 0.012
"""Ink that is worth a character, as a share of the squared line height."""


def stretch_lines(pixels: Pixels, lines: list[Quad], rulings: CutLines) -> list[Quad]:
    """Each line, made longer at either end where a character stands close to it.

    Stops at rulings, at other lines and after one character. Lines that do not lie level
    come back as they are.
    """
    bounds = np.array([quad_bounds(line) for line in lines], np.float32).reshape(-1, 4)
    return [
        _stretch(pixels, line, _free_span(i, bounds, rulings)) if _is_level(line) else line
        for i, line in enumerate(lines)
    ]


def _is_level(line: Quad) -> bool:
    width, height = quad_size(line)
    return width >= height and abs(float(line[1, 1] - line[0, 1])) <= 0.2 * height


def _free_span(index: int, bounds: NDArray[np.float32], rulings: CutLines) -> tuple[float, float]:
    """The x range (pixels) in which line `index` may grow."""
    x0, top, x1, bottom = bounds[index]
    height = bottom - top
    low, high = x0 - _REACH * height, x1 + _REACH * height
    level = np.minimum(bounds[:, 3], bottom) - np.maximum(bounds[:, 1], top) > 0.3 * height
    level[index] = False
    others = bounds[level]
    middle = (x0 + x1) / 2
    walls = rulings.vertical[
        (rulings.vertical[:, 1] < bottom - 0.2 * height)
        & (rulings.vertical[:, 2] > top + 0.2 * height),
        0,
    ]
    margin = 1 + rulings.margin
    before = [low, *others[others[:, 0] < x0, 2], *(walls[walls < middle] + margin)]
    after = [high, *others[others[:, 2] > x1, 0], *(walls[walls > middle] - margin)]
    return float(max(before)), float(min(after))


def _stretch(pixels: Pixels, line: Quad, span: tuple[float, float]) -> Quad:
    x0, top, x1, bottom = quad_bounds(line)
    height = bottom - top
    rows = slice(max(0, round(top + _CORE * height)), max(0, round(bottom - _CORE * height)))
    first, last = max(0, round(span[0])), min(pixels.shape[1], round(span[1]))
    before = pixels[rows, first : max(first, round(x0))].min(axis=2, initial=255)
    after = pixels[rows, round(x1) : max(round(x1), last)].min(axis=2, initial=255)
    paper = _paper(pixels, line)
    left = _ink_reach(before[:, ::-1] < paper - _DARK, height)
    right = _ink_reach(after < paper - _DARK, height)
    if left == 0 and right == 0:
        return line
    longer = line.copy()
    longer[[0, 3], 0] -= left
    longer[[1, 2], 0] += right
    return longer


def _paper(pixels: Pixels, line: Quad) -> float:
    x0, top, x1, bottom = (max(0, round(edge)) for edge in quad_bounds(line))
    region = pixels[top:bottom:2, x0:x1:2]
    return float(np.percentile(region.min(axis=2), 90)) if region.size else 255.0


def _ink_reach(ink: NDArray[np.bool_], height: float) -> int:
    """Columns, counted from the line's end, up to the end of the ink that belongs to it."""
    if ink.size == 0:
        return 0
    counts = ink.sum(axis=0)
    rule = np.flatnonzero(counts >= _RULE_HEIGHT * ink.shape[0])
    counts = counts[: rule[0]] if len(rule) else counts
    columns = np.flatnonzero(counts)
    gaps = np.diff(columns, prepend=-1)
    far = np.flatnonzero(gaps > max(2.0, _GAP * height))
    columns = columns[: far[0]] if len(far) else columns
    if len(columns) == 0 or counts[columns].sum() < _LEAST_INK * height * height:
        return 0
    return int(columns[-1]) + 1 + max(1, round(0.1 * height))
