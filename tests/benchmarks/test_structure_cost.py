"""The structure head adds at most a quarter to the text detector's time."""

import statistics

import numpy as np
import pytest

from extractor.document import PageImage, Pixels
from extractor.look.quads import shrink
from extractor.look.sides import first_side
from extractor.ocr import available_threads
from models.ocr.runtime import open_session
from models.ocr.weights import DETECTOR, weights_path
from models.table_structure import PageNetwork, encode_page
from tests.benchmarks.pages import DPI, scanned_pages
from tests.benchmarks.timing import seconds

PAGES, ROUNDS = 4, 5


def seen_pages(count: int) -> list[Pixels]:
    """Scanned forms at the size at which they are looked at."""
    return [shrink(page, first_side(PageImage(page, DPI)))[0] for page in scanned_pages(count)]


@pytest.mark.benchmark
@pytest.mark.parametrize("threads", sorted({1, available_threads()}))
def test_text_and_structure_cost_little_more_than_text_alone(threads: int) -> None:
    detector = open_session(str(weights_path(DETECTOR)), threads)
    network = PageNetwork(threads)
    ratios = []
    for page in seen_pages(PAGES):

        def text_alone(page: Pixels = page) -> None:
            detector.run(None, {"x": encode_page(page)})

        def with_structure(page: Pixels = page) -> None:
            network.run(page)

        text_alone(), with_structure()
        ratios += [seconds(with_structure) / seconds(text_alone) for _ in range(ROUNDS)]
    low, high = np.quantile(ratios, (0.25, 0.75))
    print(
        f"text and structure, {threads} threads, {PAGES} pages: {statistics.median(ratios):.2f} "
        f"of text alone (half of the rounds {low:.2f}–{high:.2f})"
    )
    assert statistics.median(ratios) <= 1.25
