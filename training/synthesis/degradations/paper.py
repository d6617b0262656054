"""The sheet itself: its white, its other side shining through, folds, holes."""

import cv2
import numpy as np

from training.synthesis.degradations.fields import soft_field
from training.synthesis.degradations.ranges import Paper
from training.synthesis.truth import Pixels


def aged_paper(pixels: Pixels, dpi: float, paper: Paper, rng: np.random.Generator) -> Pixels:
    """The printed sheet, (H, W, 3), on real paper."""
    if rng.random() < paper.bleed_chance:
        pixels = _bled(pixels, rng)
    if rng.random() < paper.fold_chance:
        for _ in range(int(rng.integers(1, 3))):
            pixels = _folded(pixels, dpi, rng)
    pixels = _tinted(pixels, paper, rng)
    if rng.random() < paper.hole_chance:
        pixels = _punched(pixels, dpi, rng)
    return pixels


def _bled(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Print of a back page: mirrored, blurred, faint; the page stands in for the other one."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    back = cv2.flip(grey, 1 if rng.random() < 0.7 else -1)
    back = np.roll(back, int(rng.integers(-200, 200)), axis=0)
    back = cv2.GaussianBlur(255 - back, (0, 0), float(rng.uniform(0.7, 2.0)))
    ink = cv2.convertScaleAbs(back, alpha=float(rng.uniform(0.05, 0.28)))
    bled: Pixels = cv2.subtract(pixels, cv2.merge([ink] * 3))
    return bled


def _folded(pixels: Pixels, dpi: float, rng: np.random.Generator) -> Pixels:
    """One crease: a thin line, lighter or darker, and one side a little shaded."""
    height, width = pixels.shape[:2]
    lies = rng.random() < 0.6
    length, across = (height, width) if lies else (width, height)
    place = length * float(rng.choice([1 / 3, 1 / 2, 2 / 3])) + rng.normal(0, 0.01) * length
    slope = float(rng.normal(0, 0.004))
    reach = dpi * float(rng.uniform(0.1, 0.6))
    low = max(0, int(place - reach - abs(slope) * across))
    high = min(length, int(place + reach + abs(slope) * across) + 1)
    at = np.arange(low, high, dtype=np.float32)[:, None]
    crease = place + slope * (np.arange(across, dtype=np.float32) - across / 2)[None, :]
    gap = at - crease
    shade = -float(rng.uniform(4, 26)) * np.exp(-np.abs(gap) / reach * 3) * np.sign(gap)
    shade += float(rng.uniform(-60, 40)) * np.exp(-((gap / (dpi / 120)) ** 2))
    if not lies:
        shade = shade.T
    part = pixels[low:high] if lies else pixels[:, low:high]
    folded = pixels.copy()
    shaded = cv2.add(part, cv2.merge([shade.astype(np.float32)] * 3), dtype=cv2.CV_8U)
    if lies:
        folded[low:high] = shaded
    else:
        folded[:, low:high] = shaded
    return folded


def _tinted(pixels: Pixels, paper: Paper, rng: np.random.Generator) -> Pixels:
    """White becomes the paper's own, uneven where the paper is."""
    white = float(rng.uniform(*paper.white))
    tint = float(rng.uniform(*paper.tint))
    uneven = float(rng.uniform(*paper.uneven))
    if white >= 255 and tint <= 0 and uneven <= 0:
        return pixels
    levels = np.array([white, white - tint * 0.25, white - tint], np.float32) / 255
    if uneven <= 0:
        table = np.arange(256, dtype=np.float32)[:, None] * levels[None, :]
        tinted: Pixels = cv2.LUT(pixels, np.round(table).astype(np.uint8)[None])
        return tinted
    size = (pixels.shape[0], pixels.shape[1])
    spots = soft_field(size, (int(rng.integers(4, 30)), int(rng.integers(4, 24))), rng)
    field = np.clip(spots * (uneven * 255) + 255 * (1 - uneven), 0, 255).astype(np.uint8)
    channels = [
        cv2.multiply(pixels[..., number], field, scale=float(level) / 255)
        for number, level in enumerate(levels)
    ]
    return np.ascontiguousarray(cv2.merge(channels))


def _punched(pixels: Pixels, dpi: float, rng: np.random.Generator) -> Pixels:
    """Two or four holes of 6 mm along one edge, 80 mm apart."""
    height, width = pixels.shape[:2]
    radius, apart = dpi * 3 / 25.4, dpi * 80 / 25.4
    away = dpi * float(rng.uniform(9, 14)) / 25.4
    grey = int(rng.choice([15, 40, 90, 170, 225, 250]))
    shade = (grey, grey, grey)
    punched = pixels.copy()
    for step in (-1.5, -0.5, 0.5, 1.5) if rng.random() < 0.3 else (-0.5, 0.5):
        along = step * apart
        spot = (away, height / 2 + along) if width <= height else (width / 2 + along, away)
        centre = (round(spot[0]), round(spot[1]))
        cv2.circle(punched, centre, round(radius), shade, -1, cv2.LINE_AA)
    return punched
