"""Looking at, cleaning and reading a page costs at most 1.3 times PaddleOCR's own predict."""

import shutil
import statistics
import subprocess
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.document import Page, PageImage
from extractor.engines import default_engines
from extractor.ocr import clean_page, read_words
from tests.benchmarks.timing import seconds

DPI = 200.0
ROUNDS = 5


@pytest.fixture
def form_page() -> Page:
    """A4 at 200 dpi: 30 rows of four ruled cells and a seal, turned by 90 degrees."""
    if shutil.which("fc-match") is None:
        pytest.skip("fontconfig (fc-match) is not on this machine")
    font_file = subprocess.run(
        ["fc-match", "-f", "%{file}", ":lang=zh-cn"], capture_output=True, text=True, check=True
    ).stdout
    image = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(font_file, 28)
    for row in range(30):
        top = 200 + 64 * row
        cells = ("产出指标", "数量指标", f"第{row}段道路养护完成长度", f"≥{row + 3}.5公里")
        for column, text in enumerate(cells):
            pen.text((140 + 340 * column, top + 14), text, fill="black", font=font)
        pen.rectangle([120, top, 1500, top + 64], outline="black", width=2)
    for column in range(1, 4):
        pen.line([120 + 340 * column, 200, 120 + 340 * column, 2120], fill="black", width=2)
    pen.ellipse([900, 1700, 1220, 2020], outline=(210, 40, 40), width=10)
    held = PageImage(np.ascontiguousarray(np.rot90(np.asarray(image))), DPI)
    return Page(1, held.width, held.height, image=held)


@pytest.mark.benchmark
def test_looking_seal_and_reading_cost_little_more_than_predict(
    form_page: Page, peer: Callable[[Any], Any]
) -> None:
    engines = default_engines()
    assert form_page.image is not None
    upright = np.rot90(form_page.image.pixels, -1)
    bgr = np.ascontiguousarray(upright[:, :, ::-1])

    def prepare() -> None:
        clean_page(engines.sight.look(form_page).page)

    def read() -> None:
        sight = engines.sight.look(form_page)
        page = read_words(clean_page(sight.page), sight.lines, engines.ocr)
        assert len(page.words) >= 120

    read(), peer(bgr)
    rounds = [(seconds(prepare), seconds(read), seconds(lambda: peer(bgr))) for _ in range(ROUNDS)]
    whole = statistics.median(ours / theirs for _, ours, theirs in rounds)
    preparing = statistics.median(ours / theirs for ours, _, theirs in rounds)
    print(f"looking + seal + reading: {whole:.2f} of predict; looking + seal: {preparing:.2f}")
    assert whole <= 1.3
    assert preparing <= 0.4
