"""What lies behind the sheet: the lid of a scanner, the dark of an open one, a desk."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.synthesis.degradations.fields import soft_field
from training.synthesis.degradations.ranges import Backdrop
from training.synthesis.degradations.warp import Warp
from training.synthesis.truth import Pixels, Points

_DESKS = (
    (150, 110, 75),
    (95, 66, 45),
    (190, 165, 130),
    (70, 72, 78),
    (200, 200, 196),
    (60, 80, 95),
)


def drawn_backdrop(
    kind: Backdrop, warp: Warp, sheet: tuple[int, int], rng: np.random.Generator
) -> Pixels:
    """The empty canvas of a warp, (H, W, 3); `sheet` (height, width) will lie on it."""
    height, width = warp.size
    match kind:
        case Backdrop.LID:
            grey = int(rng.integers(246, 256))
            return np.full((height, width, 3), grey, np.uint8)
        case Backdrop.BLACK:
            return np.full((height, width, 3), int(rng.integers(0, 60)), np.uint8)
        case Backdrop.DESK:
            desk = _desk(warp.size, rng)
            return _shadowed(desk, warp.forward(_edge(sheet)), rng)


def _desk(size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    colour = np.array(_DESKS[int(rng.integers(len(_DESKS)))], np.float32)
    colour = np.clip(colour * rng.uniform(0.7, 1.2), 0, 250)
    coarse = (int(rng.integers(4, 40)), int(rng.integers(4, 12)))
    if rng.random() < 0.5:
        coarse = (coarse[1], coarse[0])
    grain = soft_field(size, coarse, rng) * float(rng.uniform(4, 22))
    return np.stack([cv2.add(grain, float(part), dtype=cv2.CV_8U) for part in colour], axis=-1)


def _edge(sheet: tuple[int, int]) -> Points:
    height, width = sheet
    x, y = np.linspace(0, width - 1, 20), np.linspace(0, height - 1, 20)
    zeros = np.zeros(20)
    sides = [
        np.stack([x, zeros], 1),
        np.stack([zeros + width - 1, y], 1),
        np.stack([x[::-1], zeros + height - 1], 1),
        np.stack([zeros, y[::-1]], 1),
    ]
    return np.concatenate(sides).astype(np.float32)


def _shadowed(desk: Pixels, edge: Points, rng: np.random.Generator) -> Pixels:
    """The soft shadow that a sheet throws on what it lies on."""
    height, width = desk.shape[:2]
    small = (max(1, width // 8), max(1, height // 8))
    shade: NDArray[np.uint8] = np.full((small[1], small[0]), 255, np.uint8)
    shift = rng.uniform(-1.5, 1.5, 2)
    cv2.fillPoly(shade, [np.round(edge / 8 + shift).astype(np.int32)], int(rng.integers(70, 190)))
    shade = cv2.GaussianBlur(shade, (0, 0), float(rng.uniform(0.8, 2.5)))
    fine = cv2.resize(shade, (width, height), interpolation=cv2.INTER_LINEAR)
    shadowed: Pixels = cv2.multiply(desk, cv2.merge([fine] * 3), scale=1 / 255)
    return shadowed
