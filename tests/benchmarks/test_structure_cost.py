"""The structure head adds at most a quarter to the text detector's time."""

import statistics

import numpy as np
import pytest

from models.ocr.runtime import open_session
from models.ocr.weights import DETECTOR, weights_path
from models.table_structure import PageNetwork, encode_page
from tests.benchmarks.timing import seconds

ROUNDS = 9


@pytest.mark.benchmark
def test_text_and_structure_cost_little_more_than_text_alone() -> None:
    detector = open_session(str(weights_path(DETECTOR)), 2)
    network = PageNetwork(2)
    page = np.random.default_rng(1).integers(0, 256, (1280, 896, 3), np.uint8)

    def text_alone() -> None:
        detector.run(None, {"x": encode_page(page)})

    def with_structure() -> None:
        network.run(page)

    text_alone(), with_structure()
    ratios = [seconds(with_structure) / seconds(text_alone) for _ in range(ROUNDS)]
    print(f"text and structure: {statistics.median(ratios):.2f} of text alone")
    assert statistics.median(ratios) <= 1.25
