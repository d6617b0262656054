"""Ink that lies flat over the print: highlighters, watermarks, text from outside the form."""

import functools
from dataclasses import replace

import cv2
import numpy as np
from PIL import Image, ImageDraw

from training.synthesis.degradations.fonts import cjk_font
from training.synthesis.degradations.ranges import Ink
from training.synthesis.degradations.strokes import printed_lines
from training.synthesis.truth import Pixels, Points, TruthLine, TruthPage

_MARKERS = ((255, 245, 90), (150, 250, 140), (255, 175, 205), (140, 220, 255), (255, 205, 120))
_WATERMARKS = ("内部资料", "仅供参考", "复印无效", "预算公开", "草稿", "绩效目标", "已审核", "COPY")
_WATERMARK_PX = 64


def overprinted(page: TruthPage, ink: Ink, rng: np.random.Generator) -> TruthPage:
    """The page with each of these by its chance. Text set beside the form joins `texts`."""
    if rng.random() < ink.neighbour_chance:
        page = _with_neighbours(page, rng)
    pixels = page.pixels
    if rng.random() < ink.watermark_chance:
        pixels = _watermarked(pixels, rng)
    lines = printed_lines(page)
    if lines and rng.random() < ink.highlighter_chance:
        pixels = pixels.copy()
        colour = _MARKERS[int(rng.integers(len(_MARKERS)))]
        for number in rng.integers(0, len(lines), int(rng.integers(1, 7))):
            _highlight(pixels, lines[number].polygon, colour, rng)
    return replace(page, pixels=pixels)


def _highlight(
    pixels: Pixels, polygon: Points, colour: tuple[int, int, int], rng: np.random.Generator
) -> None:
    height, width = pixels.shape[:2]
    stripe = polygon + rng.normal(0, 0.12, (4, 2)) * np.ptp(polygon, axis=0).min()
    low = np.floor(stripe.min(axis=0)).astype(int).clip(0, [width, height])
    high = np.ceil(stripe.max(axis=0) + 1).astype(int).clip(0, [width, height])
    if (high <= low).any():
        return
    area = pixels[low[1] : high[1], low[0] : high[0]]
    cover = np.full(area.shape, 255, np.uint8)
    cv2.fillPoly(cover, [np.round(stripe - low).astype(np.int32)], colour, cv2.LINE_AA)
    area[:] = cv2.multiply(area, cover, scale=1 / 255)


def _watermarked(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Pale slanted words, all over the sheet or one large across it."""
    height, width = pixels.shape[:2]
    word = _word(str(rng.choice(_WATERMARKS)))
    is_one = rng.random() < 0.35
    scale = width * float(rng.uniform(0.5, 0.9) if is_one else rng.uniform(0.1, 0.25))
    scale /= word.shape[1]
    turn = cv2.getRotationMatrix2D((0, 0), float(rng.uniform(20, 50)), scale)[:, :2]
    if is_one:
        middle = np.array([width, height]) / 2
        matrix = np.column_stack([turn, middle - turn @ np.array(word.shape[1::-1]) / 2])
        cover = cv2.warpAffine(word, matrix, (width, height))
    else:
        gap_x, gap_y = rng.uniform(1.3, 2.2), rng.uniform(2, 5)
        tile = np.zeros((round(word.shape[0] * gap_y), round(word.shape[1] * gap_x)), np.uint8)
        tile[: word.shape[0], : word.shape[1]] = word
        matrix = np.column_stack([turn, rng.uniform(0, 100, 2)])
        y, x = np.ogrid[:height, :width]
        back = cv2.invertAffineTransform(matrix)
        across = (back[0, 0] * x + back[0, 1] * y + back[0, 2]).astype(np.int32) % tile.shape[1]
        down = (back[1, 0] * x + back[1, 1] * y + back[1, 2]).astype(np.int32) % tile.shape[0]
        cover = tile[down, across]
    depth = float(rng.uniform(0.06, 0.35))
    tint = rng.uniform(0.5, 1.0, 3) if rng.random() < 0.4 else np.ones(3)
    layers = [cv2.convertScaleAbs(cover, alpha=depth * float(part)) for part in tint]
    marked: Pixels = cv2.subtract(pixels, cv2.merge(layers))
    return marked


@functools.cache
def _word(text: str) -> Pixels:
    font = cjk_font("Noto Sans CJK SC", _WATERMARK_PX)
    size = (_WATERMARK_PX * (len(text) + 1), _WATERMARK_PX * 3 // 2)
    word = Image.new("L", size, 0)
    if font:
        middle = (size[0] / 2, size[1] / 2)
        ImageDraw.Draw(word).text(middle, text, 255, font, anchor="mm")
    return np.asarray(word, dtype=np.uint8)


def _with_neighbours(page: TruthPage, rng: np.random.Generator) -> TruthPage:
    """Lines of print copied to the empty strips above and below all tables."""
    lines = printed_lines(page)
    pixels, texts = page.pixels.copy(), list(page.texts)
    for top, bottom in _empty_strips(page):
        y = top + page.dpi * float(rng.uniform(0.02, 0.3))
        while lines and y < bottom and rng.random() < 0.8:
            line = lines[int(rng.integers(len(lines)))]
            copied = _copied(pixels, page.pixels, line, (y, bottom, rng.random()))
            if copied is None:
                break
            texts.append(copied)
            y = float(copied.polygon[:, 1].max()) + page.dpi * float(rng.uniform(0.02, 0.12))
    return replace(page, pixels=pixels, texts=tuple(texts))


def _empty_strips(page: TruthPage) -> list[tuple[int, int]]:
    """(first, last + 1) rows without print at the top and at the bottom of the sheet."""
    rows = np.flatnonzero((page.pixels[..., 1] < 170).any(axis=1))
    height = page.pixels.shape[0]
    if not rows.size:
        return []
    room = round(page.dpi * 0.05)
    return [(0, int(rows[0]) - room), (int(rows[-1]) + room, height)]


def _copied(
    pixels: Pixels, source: Pixels, line: TruthLine, place: tuple[float, float, float]
) -> TruthLine | None:
    """A line of the source set at (top, limit, part of the free width); None without room."""
    top, limit, part = place
    height, width = source.shape[:2]
    low = np.floor(line.polygon.min(axis=0)).astype(int)
    high = np.ceil(line.polygon.max(axis=0)).astype(int) + 1
    size = high - low
    if low.min() < 0 or (high > [width, height]).any() or top + size[1] > limit:
        return None
    corner = np.array([int(part * (width - size[0])), int(top)])
    target = pixels[corner[1] : corner[1] + size[1], corner[0] : corner[0] + size[0]]
    np.minimum(target, source[low[1] : high[1], low[0] : high[0]], out=target)
    return replace(line, polygon=(line.polygon + (corner - low)).astype(np.float32))
