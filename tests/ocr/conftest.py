"""Small pages drawn with a font of this machine, and fake engines."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.document import Page, PageImage, Pixels
from extractor.ocr import PaddleDetector, PaddleEngine

DPI = 150.0


@pytest.fixture(scope="session")
def engine() -> PaddleEngine:
    return PaddleEngine(threads=2)


@pytest.fixture(scope="session")
def detector() -> PaddleDetector:
    return PaddleDetector(threads=2)


Draw = Callable[[Sequence[tuple[float, float, str]]], Image.Image]


@pytest.fixture
def draw_page(cjk_font: str) -> Draw:
    """(x, top, text) in points → an A5 page at 150 dpi with 12-point text."""

    def draw(texts: Sequence[tuple[float, float, str]]) -> Image.Image:
        image = Image.new("RGB", (874, 1240), "white")
        pen = ImageDraw.Draw(image)
        font = ImageFont.truetype(cjk_font, round(12 * DPI / 72))
        for x, top, text in texts:
            pen.text((x * DPI / 72, top * DPI / 72), text, fill="black", font=font, spacing=4)
        return image

    return draw


def page_of(image: Image.Image | Pixels, **changes: object) -> Page:
    """A page of this image at 150 dpi."""
    held = PageImage(np.ascontiguousarray(np.asarray(image)), DPI)
    return Page(1, held.width, held.height, image=held, **changes)  # type: ignore[arg-type]


def skewed(image: Image.Image, clockwise: float) -> Pixels:
    """The image turned clockwise by an angle in degrees, white outside."""
    pixels = np.asarray(image)
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -clockwise, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), borderValue=(255, 255, 255))
