"""Clean page images become scans: skew, paper, noise, a red seal, JPEG. Same seed, same bytes."""

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.synthesis.degradations.fonts import cjk_font

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ScanStyle:
    """Ranges that a scan is drawn from; `seal_text` stands along the seal's ring."""

    dpi: tuple[float, float] = (150.0, 200.0)
    skew_degrees: float = 1.6
    noise: tuple[float, float] = (2.0, 7.0)
    jpeg_quality: tuple[int, int] = (45, 80)
    seal_text: str = "预算绩效管理专用章"
    seal_chance: float = 0.6


@dataclass(frozen=True, slots=True)
class Scan:
    """JPEG pages of one document and their resolution."""

    pages: tuple[bytes, ...]
    dpi: float


def scan_pages(
    pages: list[Pixels], source_dpi: float, seed: int, style: ScanStyle | None = None
) -> Scan:
    """Scan a document.

    Args:
        pages: (H, W, 3) uint8 RGB at `source_dpi`.
        source_dpi: at least the highest dpi of the style.
        seed: decides everything that is random.
        style: ranges; None for the usual office scanner.
    Returns:
        One JPEG a page. The first page always bears a seal, the others by chance.
    """
    style = style or ScanStyle()
    rng = np.random.default_rng(seed)
    dpi = float(round(rng.uniform(*style.dpi)))
    quality = int(rng.integers(style.jpeg_quality[0], style.jpeg_quality[1] + 1))
    scanned = []
    for number, page in enumerate(pages):
        stamped = page
        if number == 0 or rng.random() < style.seal_chance:
            stamped = _stamp(page, source_dpi, style.seal_text, rng)
        scanned.append(_jpeg(_worn(stamped, dpi / source_dpi, style, rng), quality))
    return Scan(tuple(scanned), dpi)


def _worn(page: Pixels, scale: float, style: ScanStyle, rng: np.random.Generator) -> Pixels:
    height, width = round(page.shape[0] * scale), round(page.shape[1] * scale)
    small = cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA)
    angle = rng.uniform(-style.skew_degrees, style.skew_degrees)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(
        small, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)
    ).astype(np.float32)
    blurred = cv2.GaussianBlur(turned, (0, 0), rng.uniform(0.3, 0.7))
    white = rng.uniform(242, 252)
    paper = np.array([white, white - rng.uniform(0, 2), white - rng.uniform(0, 8)])
    slope = np.linspace(1.0, rng.uniform(0.93, 1.0), width, dtype=np.float32)[None, :, None]
    lit = blurred / 255 * (paper.astype(np.float32) - 30) * slope + 30
    grain = rng.normal(0.0, rng.uniform(*style.noise), (height, width, 1)).astype(np.float32)
    worn: Pixels = np.clip(lit + grain, 0, 255).astype(np.uint8)
    return worn


def _stamp(page: Pixels, dpi: float, text: str, rng: np.random.Generator) -> Pixels:
    size = round(42 / 25.4 * dpi)  # an official seal is 42 mm wide
    seal = _seal(size, text, float(rng.uniform(-25, 25)))
    height, width = page.shape[:2]
    left = int(rng.integers(width // 8, max(width // 8 + 1, width * 7 // 8 - size)))
    top = int(rng.integers(height // 8, max(height // 8 + 1, height * 7 // 8 - size)))
    strength = rng.uniform(0.55, 0.85)
    out = page.astype(np.float32)
    area = out[top : top + size, left : left + size]
    cover = seal[: area.shape[0], : area.shape[1], None].astype(np.float32) / 255 * strength
    ink = np.array([205.0, 30.0, 40.0], dtype=np.float32)
    area *= 1 - cover + cover * ink / 255  # ink lets the print below shine through
    return np.clip(out, 0, 255).astype(np.uint8)


def _seal(size: int, text: str, angle: float) -> Pixels:
    """Coverage of the ink, (size, size) uint8."""
    seal = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(seal)
    edge = max(2, size // 40)
    draw.ellipse((edge, edge, size - edge, size - edge), outline=255, width=edge)
    middle, radius = size / 2, size / 7
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        turn = np.pi * corner / 5 - np.pi / 2
        points.append((middle + reach * np.cos(turn), middle + reach * np.sin(turn)))
    draw.polygon(points, fill=255)
    font = cjk_font("Noto Serif CJK SC", size // 9)
    for number, character in enumerate(text if font else ""):
        along = 240 * (number / max(1, len(text) - 1)) - 120
        glyph = Image.new("L", (size, size), 0)
        ImageDraw.Draw(glyph).text((middle, size * 0.15), character, 255, font, anchor="mm")
        seal.paste(255, mask=glyph.rotate(-along))
    return np.asarray(seal.rotate(angle), dtype=np.uint8)


def _jpeg(page: Pixels, quality: int) -> bytes:
    stream = BytesIO()
    Image.fromarray(page).save(stream, "JPEG", quality=quality)
    return stream.getvalue()
