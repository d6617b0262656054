import numpy as np
import pytest

from models.indicator_classifier.catalogue import Mixture
from models.indicator_classifier.scores import answer, filed_in, log_shares, probabilities
from models.indicator_classifier.texts import IndicatorText

ALIKE = np.zeros((1, 2), np.float32)


def test_shares_are_logarithms_of_probabilities() -> None:
    shares = log_shares(np.array([[0.0, 0.0, np.log(2)]], np.float32))
    assert np.exp(shares[0]) == pytest.approx([0.25, 0.25, 0.5])


def test_probabilities_add_up_and_follow_likeness() -> None:
    shares = log_shares(np.zeros((1, 3), np.float32))
    even = probabilities(shares, ALIKE, ALIKE, Mixture())
    assert even[0] == pytest.approx([1 / 3] * 3)
    alike = np.array([[0.0, 1.0]], np.float32)
    tilted = probabilities(shares, alike, ALIKE, Mixture(likeness=2.0))
    assert tilted.sum() == pytest.approx(1.0)
    assert tilted[0, 1] > tilted[0, 0]


def test_a_concept_that_was_never_learned_can_win() -> None:
    shares = log_shares(np.zeros((1, 2), np.float32))
    alike = np.array([[0.0, 1.0]], np.float32)
    rows = probabilities(shares, alike, ALIKE, Mixture(likeness=9.0, unseen=-4.0))
    assert rows[0].argmax() == 1


def test_the_printed_group_is_found() -> None:
    texts = [IndicatorText("甲", "成本指标"), IndicatorText("甲", "")]
    assert filed_in(texts, ["QTY", "CST"]).tolist() == [[0, 1], [0, 0]]


def test_abstains_below_the_threshold_and_where_none_is_likelier() -> None:
    ids = ["QTY-001", "CST-001"]
    assert answer(np.array([0.6, 0.3, 0.1], np.float32), ids, 0.5).concept == "QTY-001"
    assert answer(np.array([0.6, 0.3, 0.1], np.float32), ids, 0.7).concept is None
    unsure = answer(np.array([0.3, 0.1, 0.6], np.float32), ids, 0.2)
    assert unsure.concept is None
    assert unsure.confidence == pytest.approx(0.3)
    assert [identity for identity, _ in unsure.candidates] == ids
