"""Our recogniser against PaddleOCR's on the same lines: time, and the text it reads."""

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from extractor.document import PageImage, Pixels
from extractor.look.quads import crop_line
from extractor.ocr import PaddleDetector, available_threads
from models.ocr import LineRecogniser
from tests.benchmarks.pages import DPI, example_pages, scanned_pages
from tests.benchmarks.timing import seconds

ROUNDS = 5
PAGES = 8


def line_crops(pages: list[Pixels]) -> list[Pixels]:
    """The lines that PaddleOCR's detector finds; a tall one is turned, as its pipeline does."""
    detector = PaddleDetector()
    crops = [
        crop_line(page, line)
        for page in pages
        for line in detector.page_lines(PageImage(page, DPI))
    ]
    tall = [crop.shape[0] >= 1.5 * crop.shape[1] for crop in crops]
    return [
        np.ascontiguousarray(np.rot90(crop) if turned else crop)
        for crop, turned in zip(crops, tall, strict=True)
    ]


def bgr(crops: list[Pixels]) -> list[Pixels]:
    return [np.ascontiguousarray(crop[:, :, ::-1]) for crop in crops]


@pytest.mark.benchmark
def test_lines_cost_less_than_two_thirds_of_paddleocr(
    peer_recogniser: Callable[[Any], Any],
) -> None:
    crops = line_crops(example_pages())
    turned = bgr(crops)
    ours = LineRecogniser(available_threads())
    ours.read(crops), peer_recogniser(turned)
    ratios = [
        seconds(lambda: ours.read(crops)) / seconds(lambda: peer_recogniser(turned))
        for _ in range(ROUNDS)
    ]
    print(
        f"{len(crops)} lines on {ours.runtime}: {statistics.median(ratios):.2f} of PaddleOCR "
        f"({min(ratios):.2f}–{max(ratios):.2f})"
    )
    assert statistics.median(ratios) <= 0.67


@pytest.mark.slow
def test_lines_are_read_as_paddleocr_reads_them(peer_recogniser: Callable[[Any], Any]) -> None:
    crops = line_crops(scanned_pages(PAGES))
    ours = [reading.text for reading in LineRecogniser(available_threads()).read(crops)]
    theirs = [str(reading["rec_text"]) for reading in peer_recogniser(bgr(crops))]
    wrong = sum(Levenshtein.distance(a, b) for a, b in zip(ours, theirs, strict=True))
    share = wrong / sum(map(len, theirs))
    print(f"{len(crops)} lines, {sum(map(len, theirs))} characters: {share:.2%} read otherwise")
    assert share < 0.003
