"""What people write on a printed sheet: signatures, notes, underlines, ticks, circles."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training.synthesis.degradations.ranges import Ink
from training.synthesis.truth import Pixels, Points, TruthLine, TruthPage

_PENS = ((25, 25, 30), (30, 45, 140), (20, 60, 110), (190, 35, 40), (95, 95, 95))
_SUBPIXEL = 4


@dataclass(frozen=True, slots=True)
class _Pen:
    """Colour (RGB), width in pixels and the number of pixels to a millimetre."""

    colour: tuple[int, int, int]
    width: int
    mm: float


def written_on(page: TruthPage, ink: Ink, rng: np.random.Generator) -> TruthPage:
    """The page with handwriting, each kind of it by its chance. The truth stays as it is."""
    pixels = page.pixels.copy()
    lines = printed_lines(page)
    if rng.random() < ink.handwriting_chance:
        for _ in range(int(rng.integers(1, 5))):
            _write(pixels, _drawn_pen(page.dpi, rng), rng)
    if lines and rng.random() < ink.underline_chance:
        pen = _drawn_pen(page.dpi, rng)
        for number in rng.integers(0, len(lines), int(rng.integers(1, 8))):
            _underline(pixels, lines[number].polygon, pen, rng)
    if lines and rng.random() < ink.tick_chance:
        pen = _drawn_pen(page.dpi, rng)
        kind = int(rng.integers(3))
        for number in rng.integers(0, len(lines), int(rng.integers(1, 10))):
            _mark(pixels, lines[number].polygon, (pen, kind), rng)
    return replace(page, pixels=pixels)


def printed_lines(page: TruthPage) -> list[TruthLine]:
    """All printed lines of a page, in its tables and around them."""
    lines = list(page.texts)
    for table in page.tables:
        for cell in table.cells:
            lines += cell.lines
    return lines


def _drawn_pen(dpi: float, rng: np.random.Generator) -> _Pen:
    colour = _PENS[int(rng.integers(len(_PENS)))]
    return _Pen(colour, max(1, round(dpi * float(rng.uniform(0.25, 0.7)) / 25.4)), dpi / 25.4)


def _stroke(pixels: Pixels, points: NDArray[np.float64], pen: _Pen) -> None:
    fixed = np.round(points * (1 << _SUBPIXEL)).astype(np.int32)
    cv2.polylines(pixels, [fixed], False, pen.colour, pen.width, cv2.LINE_AA, _SUBPIXEL)


def _write(pixels: Pixels, pen: _Pen, rng: np.random.Generator) -> None:
    """A name or a short note: made-up characters in a slanted row, or one flowing scrawl."""
    height, width = pixels.shape[:2]
    size = float(rng.uniform(4, 11)) * pen.mm
    start = rng.uniform((0.03, 0.03), (0.8, 0.95)) * [width, height]
    slant = float(rng.normal(0, 0.12))
    count = int(rng.integers(2, 9))
    if rng.random() < 0.4:
        _stroke(pixels, _curve(_scrawl(count, rng) * size + start), pen)
        return
    for place in range(count):
        corner = start + np.array([1.05, slant]) * (place * size)
        for _ in range(int(rng.integers(3, 8))):
            _stroke(pixels, _curve(_character_stroke(rng) * size + corner), pen)


def _scrawl(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Loops that run on to the right, in units of their height."""
    along = np.cumsum(rng.uniform(-0.1, 0.45, count * 4))
    return np.stack([along, rng.normal(0, 0.35, count * 4)], axis=1)


def _character_stroke(rng: np.random.Generator) -> NDArray[np.float64]:
    """One stroke inside the unit square: across, down, to the left, or with a hook."""
    x, y = rng.uniform(0.05, 0.7, 2)
    kind, length = int(rng.integers(4)), rng.uniform(0.2, 0.8)
    bow = rng.normal(0, 0.06)
    ends = ((length, -0.08), (0.02, length), (-length * 0.6, length), (length * 0.7, length * 0.7))
    end = np.array([x, y]) + ends[kind]
    points = [[x, y], [(x + end[0]) / 2 + bow, (y + end[1]) / 2 - bow], [end[0], end[1]]]
    if rng.random() < 0.25:
        points.append([end[0] - 0.12, end[1] - 0.1])
    return np.array(points)


def _curve(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A smooth curve near its points (corners cut twice)."""
    for _ in range(2):
        nearer = points[:-1] * 0.75 + points[1:] * 0.25
        farther = points[:-1] * 0.25 + points[1:] * 0.75
        inner = np.stack([nearer, farther], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], inner, points[-1:]])
    return points


def _underline(pixels: Pixels, polygon: Points, pen: _Pen, rng: np.random.Generator) -> None:
    """Below (now and then through) a line of print, straight or shaky, not quite as long."""
    at = float(rng.choice([1.05, 1.1, 1.15, 0.55], p=[0.35, 0.3, 0.2, 0.15]))
    low, high = polygon[0] * (1 - at) + polygon[3] * at, polygon[1] * (1 - at) + polygon[2] * at
    first, last = np.sort(rng.uniform(-0.05, 1.05, 2))
    along = np.linspace(first, last, 8)[:, None]
    points = low + (high - low) * along
    points[:, 1] += rng.normal(0, float(rng.choice([0.0, 0.12, 0.3])) * pen.mm, 8)
    points[:, 1] += np.linspace(0, rng.normal(0, 0.5) * pen.mm, 8)
    _stroke(pixels, _curve(points), pen)


def _mark(
    pixels: Pixels, polygon: Points, tool: tuple[_Pen, int], rng: np.random.Generator
) -> None:
    """A tick or a cross beside a line of print, or a ring around it."""
    pen, kind = tool
    middle, size = polygon.mean(axis=0), float(rng.uniform(2.5, 6)) * pen.mm
    beside = polygon[int(rng.integers(2))] + rng.normal(0, 1.5, 2) * pen.mm
    if kind == 0:
        tick = np.array([[-0.4, -0.1], [-0.1, 0.35], [0.7, -0.6]]) + rng.normal(0, 0.06, (3, 2))
        _stroke(pixels, tick * size + beside, pen)
    elif kind == 1:
        for side in (1, -1):
            cross = np.array([[-0.4 * side, -0.4], [0.4 * side, 0.4]]) + rng.normal(0, 0.06, (2, 2))
            _stroke(pixels, cross * size + beside, pen)
    else:
        turn = np.linspace(0, 2.15 * np.pi, 40)
        reach = np.ptp(polygon, axis=0) * rng.uniform(0.55, 0.75) + pen.mm
        ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) * reach
        _stroke(pixels, middle + ring * (1 + turn[:, None] * 0.008), pen)
