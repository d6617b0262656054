"""Scanner and camera: light, blur, tone, noise, streaks, JPEG."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.synthesis.degradations.fields import Field, grain, soft_field
from training.synthesis.degradations.ranges import Capture
from training.synthesis.truth import Pixels


def captured(pixels: Pixels, capture: Capture, coarser: float, rng: np.random.Generator) -> Pixels:
    """The picture, (H, W, 3), that the machine takes.

    `coarser`: resolution of these pixels over the machine's own, at most 1; blur and noise
    shrink with it, as they do when a fine picture is made small.
    """
    pixels = _lit(pixels, capture, rng)
    pixels = _blurred(pixels, capture, coarser, rng)
    pixels = _toned(pixels, capture, rng)
    if rng.random() < capture.streak_chance:
        pixels = _streaked(pixels, rng)
    sigma = float(rng.uniform(*capture.noise)) * coarser
    if sigma > 0:
        noise = grain((pixels.shape[0], pixels.shape[1]), rng) * sigma
        pixels = cv2.add(pixels, cv2.merge([noise] * 3), dtype=cv2.CV_8U)
    if capture.jpeg_quality is None:
        return pixels
    low, high = capture.jpeg_quality
    quality = 100 - (100 - int(rng.integers(low, high + 1))) * coarser
    return through_jpeg(pixels, round(quality))


def through_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """What is left of RGB pixels after JPEG."""
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    stored = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    kept: Pixels = cv2.cvtColor(cv2.imdecode(stored, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return kept


def _lit(pixels: Pixels, capture: Capture, rng: np.random.Generator) -> Pixels:
    """Light that falls off to one side, a shadow, a colour cast."""
    shade = float(rng.uniform(*capture.shade))
    warm, green = rng.uniform(-1, 1, 2) * capture.cast  # lamps differ mostly from red to blue
    cast = np.array([warm, green / 3, -warm])
    has_shadow = rng.random() < capture.shadow_chance
    if shade <= 0 and not has_shadow and not cast.any():
        return pixels
    height, width = pixels.shape[:2]
    coarse = (max(2, height // 16), max(2, width // 16))
    light = _falloff(coarse, shade, rng)
    if has_shadow:
        light *= _shadow(coarse, rng)
    channels = []
    for number in range(3):
        part = np.clip(light * (1 - abs(cast).max() + cast[number]) * 255, 0, 255)
        fine = cv2.resize(part.astype(np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)
        channels.append(cv2.multiply(pixels[..., number], fine, scale=1 / 255))
    return np.ascontiguousarray(cv2.merge(channels))


def _falloff(size: tuple[int, int], shade: float, rng: np.random.Generator) -> Field:
    """(H, W), 1 in the brightest spot, 1 - `shade` in the darkest."""
    y = np.linspace(-1, 1, size[0], dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, size[1], dtype=np.float32)[None, :]
    turn = rng.uniform(0, 2 * np.pi)
    field = np.float32(np.cos(turn)) * x + np.float32(np.sin(turn)) * y
    bulge = float(rng.uniform(-0.3, 1.0))
    field = field - bulge * ((x - rng.uniform(-0.5, 0.5)) ** 2 + (y - rng.uniform(-0.5, 0.5)) ** 2)
    field = field + soft_field(size, (3, 3), rng) * 0.15
    field = field - field.min()
    lit: Field = (1 - shade + shade * field / max(1e-6, float(field.max()))).astype(np.float32)
    return lit


def _shadow(size: tuple[int, int], rng: np.random.Generator) -> Field:
    """A hand's or a phone's shadow, (H, W), 1 outside it."""
    height, width = size
    mask = np.full(size, 255, np.uint8)
    corner = np.array([rng.choice([0, width]), rng.choice([0, height])])
    reach = rng.uniform(0.25, 0.9, 5) * max(size)
    turns = np.sort(rng.uniform(0, 2 * np.pi, 5))
    points = corner + np.stack([np.cos(turns) * reach, np.sin(turns) * reach], axis=1)
    cv2.fillPoly(mask, [points.astype(np.int32)], int(rng.uniform(0.45, 0.9) * 255))
    soft = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.4, 6)))
    field: Field = soft.astype(np.float32) / 255
    return field


def _blurred(pixels: Pixels, capture: Capture, coarser: float, rng: np.random.Generator) -> Pixels:
    sigma = float(rng.uniform(*capture.blur)) * coarser
    if rng.random() < capture.motion_chance:
        length = float(rng.uniform(*capture.motion)) * coarser
        pixels = cv2.filter2D(pixels, -1, _motion(length, float(rng.uniform(0, np.pi))))
    if sigma <= 0.2:
        return pixels
    if sigma > 0.8 and rng.random() < 0.5:
        blurred: Pixels = cv2.filter2D(pixels, -1, _disk(sigma * 1.8))
        return blurred
    blurred = cv2.GaussianBlur(pixels, (0, 0), sigma)
    return blurred


def _motion(length: float, turn: float) -> NDArray[np.float32]:
    reach = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for step in np.linspace(-length / 2, length / 2, 4 * reach):
        x, y = reach + step * np.cos(turn), reach + step * np.sin(turn)
        kernel[round(float(y)), round(float(x))] += 1
    blade: NDArray[np.float32] = kernel / kernel.sum()
    return blade


def _disk(radius: float) -> NDArray[np.float32]:
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    disk: NDArray[np.float32] = kernel / kernel.sum()
    return disk


def _toned(pixels: Pixels, capture: Capture, rng: np.random.Generator) -> Pixels:
    """Contrast: black gets lighter, the middle darker or lighter."""
    gamma = float(np.exp(rng.uniform(*np.log(capture.gamma))))
    black = float(rng.uniform(*capture.black))
    if gamma == 1.0 and black <= 0:
        return pixels
    tone = (np.arange(256) / 255) ** gamma * (255 - black) + black
    toned: Pixels = cv2.LUT(pixels, np.round(tone).astype(np.uint8))
    return toned


def _streaked(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Dirt on the glass of a feeder: thin lines along the whole way of the paper."""
    height, width = pixels.shape[:2]
    row = np.zeros(width, np.float32)
    for _ in range(int(rng.integers(1, 5))):
        start, thick = int(rng.integers(width)), int(rng.integers(1, 4))
        row[start : start + thick] = rng.choice([-1, -1, 1]) * rng.uniform(15, 130)
    along = 1 + soft_field((height, 1), (12, 1), rng) * 0.4
    streaks = (along * row[None, :]).astype(np.float32)
    streaked: Pixels = cv2.add(pixels, cv2.merge([streaks] * 3), dtype=cv2.CV_8U)
    return streaked
