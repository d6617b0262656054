"""Seals over the print: their drawings, their ink and where it lies."""

import functools
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.synthesis.degradations.fields import soft_field
from training.synthesis.degradations.fonts import cjk_font
from training.synthesis.degradations.ranges import Ink
from training.synthesis.truth import Pixels, TruthPage


class SealKind(StrEnum):
    """Shapes of seals."""

    ROUND = "round"
    OVAL = "oval"
    SQUARE = "square"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True, eq=False)
class Sealed:
    """A sheet with its seals: pixels (H, W, 3) and the coverage of seal ink, (H, W), 0–255."""

    pixels: Pixels
    coverage: Pixels


_WIDTH_MM = {
    SealKind.ROUND: (38.0, 45.0),
    SealKind.OVAL: (40.0, 48.0),
    SealKind.SQUARE: (16.0, 24.0),
    SealKind.RECEIPT: (40.0, 60.0),
}
_DRAWN_PX = 360
_OFFICES = ("财政局", "教育局", "水务局", "文化和旅游局", "卫生健康委员会", "交通运输局")
_PURPOSES = ("预算绩效管理专用章", "项目管理专用章", "财务专用章", "业务专用章", "公章")


def sealed(page: TruthPage, ink: Ink, rng: np.random.Generator) -> Sealed:
    """The sheet with as many seals as the ranges say; a seal the page bears already counts."""
    height, width = page.pixels.shape[:2]
    coverage = np.zeros((height, width), np.uint8)
    if page.seal is not None:
        coverage[page.seal] = 255
    chances = np.array(ink.seals)
    count = int(rng.choice(len(chances), p=chances / chances.sum()))
    pixels = page.pixels.copy() if count else page.pixels
    is_copy = rng.random() < ink.grey_seal_chance
    for _ in range(count):
        kind = SealKind.ROUND
        if rng.random() >= ink.round_only:
            kind = list(SealKind)[int(rng.integers(len(SealKind)))]
        low, high = _WIDTH_MM[kind]
        stamp = _inked(kind, round(float(rng.uniform(low, high)) / 25.4 * page.dpi), rng)
        _press(pixels, coverage, stamp, _colour(is_copy, rng), rng)
    return Sealed(pixels, coverage)


def _colour(is_copy: bool, rng: np.random.Generator) -> NDArray[np.float32]:
    if is_copy:
        return np.full(3, rng.uniform(60, 160), np.float32)
    kind = rng.random()
    if kind < 0.9:
        colour = rng.uniform((185, 15, 25), (235, 60, 75))
    elif kind < 0.95:
        colour = rng.uniform((110, 20, 110), (150, 70, 170))
    else:
        colour = rng.uniform((20, 40, 130), (60, 80, 190))
    return colour.astype(np.float32)


def _press(
    pixels: Pixels,
    coverage: Pixels,
    stamp: Pixels,
    colour: NDArray[np.float32],
    rng: np.random.Generator,
) -> None:
    """Ink lets the print below shine through; a seal may reach over the edge of the sheet."""
    height, width = coverage.shape
    down, across = stamp.shape
    left = int(rng.integers(width // 10, max(width // 10 + 1, width * 19 // 20 - across // 2)))
    top = int(rng.integers(height // 10, max(height // 10 + 1, height * 19 // 20 - down // 2)))
    area = pixels[top : top + down, left : left + across]
    stamp = stamp[: area.shape[0], : area.shape[1]]
    cover = stamp[..., None].astype(np.float32) / 255 * float(rng.uniform(0.5, 0.9))
    area[:] = np.round(area * (1 - cover + cover * colour / 255)).astype(np.uint8)
    covered = coverage[top : top + down, left : left + across]
    np.maximum(covered, stamp, out=covered)


def _inked(kind: SealKind, width: int, rng: np.random.Generator) -> Pixels:
    """Coverage of one print of a seal, turned, with spots where too little ink was."""
    text = str(rng.choice(_OFFICES)) if rng.random() < 0.5 else str(rng.choice(_PURPOSES))
    drawing = _drawing(kind, text)
    scale = width / _DRAWN_PX
    size = (round(drawing.shape[1] * scale), round(drawing.shape[0] * scale))
    small = cv2.resize(drawing, size, interpolation=cv2.INTER_AREA)
    reach = round(float(np.hypot(*size)))
    turn = cv2.getRotationMatrix2D(
        ((size[0] - 1) / 2, (size[1] - 1) / 2), float(rng.normal(0, 14)), 1.0
    )
    turn[:, 2] += [(reach - size[0]) / 2, (reach - size[1]) / 2]
    turned = cv2.warpAffine(small, turn, (reach, reach), flags=cv2.INTER_LINEAR)
    wet = soft_field((reach, reach), (8, 8), rng) * 0.25
    wet += soft_field((reach, reach), (max(2, reach // 3), max(2, reach // 3)), rng) * 0.3
    ink = np.clip(1.0 + wet - float(rng.uniform(-0.1, 0.35)), 0, 1)
    print_: Pixels = (turned * ink).astype(np.uint8)
    return print_


@functools.cache
def _drawing(kind: SealKind, text: str) -> Pixels:
    """Coverage of a seal's whole face, `_DRAWN_PX` wide."""
    match kind:
        case SealKind.ROUND:
            return _ring(text, 1.0)
        case SealKind.OVAL:
            return _ring(text, 0.68)
        case SealKind.SQUARE:
            return _square(text[:4])
        case SealKind.RECEIPT:
            return _receipt(text)


def _ring(text: str, flat: float) -> Pixels:
    """Text along a ring, a star in its middle; `flat` is height over width."""
    width, height = _DRAWN_PX, round(_DRAWN_PX * flat)
    face = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(face)
    edge = width // 40
    draw.ellipse((edge, edge, width - edge, height - edge), outline=255, width=edge)
    middle = (width / 2, height / 2)
    if flat == 1.0:
        draw.polygon(_star(middle, width / 7), fill=255)
    font = cjk_font("Noto Serif CJK SC", width // 9)
    spread = min(260.0, 34.0 * (len(text) - 1))
    for number, character in enumerate(text if font else ""):
        degrees = spread * (number / max(1, len(text) - 1) - 0.5)
        glyph = Image.new("L", (width // 6, width // 6), 0)
        ImageDraw.Draw(glyph).text((width / 12, width / 12), character, 255, font, anchor="mm")
        turn = np.radians(degrees)
        x = middle[0] + np.sin(turn) * width * 0.37 - width / 12
        y = middle[1] - np.cos(turn) * (height / 2 - width * 0.12) - width / 12
        face.paste(255, (round(x), round(y)), mask=glyph.rotate(-degrees))
    return np.asarray(face, dtype=np.uint8)


def _star(middle: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        turn = np.pi * corner / 5 - np.pi / 2
        points.append((middle[0] + reach * np.cos(turn), middle[1] + reach * np.sin(turn)))
    return points


def _square(text: str) -> Pixels:
    """Up to four characters, two by two, read from the right."""
    side = _DRAWN_PX
    face = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(face)
    draw.rectangle((6, 6, side - 7, side - 7), outline=255, width=side // 26)
    font = cjk_font("AR PL UKai CN", round(side * 0.4))
    for number, character in enumerate(text if font else ""):
        x, y = side * (0.72 - 0.44 * (number // 2)), side * (0.28 + 0.44 * (number % 2))
        draw.text((x, y), character, 255, font, anchor="mm")
    return np.asarray(face, dtype=np.uint8)


def _receipt(text: str) -> Pixels:
    """A stamp of received mail: a ruled box with an office, a date and a number."""
    width, height = _DRAWN_PX, _DRAWN_PX // 2
    face = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(face)
    draw.rectangle((4, 4, width - 5, height - 5), outline=255, width=6)
    for row in (1, 2):
        y = row * height // 3
        draw.line((4, y, width - 5, y), fill=255, width=4)
    font = cjk_font("Noto Sans CJK SC", height // 6)
    for row, line in enumerate((text, "收文 20  年  月  日", "第        号") if font else ()):
        draw.text((width / 2, (2 * row + 1) * height / 6), line, 255, font, anchor="mm")
    return np.asarray(face, dtype=np.uint8)
