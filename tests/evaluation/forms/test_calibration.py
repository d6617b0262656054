"""Confidences that are fitted can be believed; what is set aside takes the errors along."""

import numpy as np
import pytest

from extractor.form.tagged.confidence import SIGNS
from tests.evaluation.forms.small_scorer import SCORER
from training.evaluation.forms.calibration import (
    Judged,
    calibration_error,
    error_without_doubtful,
    fit,
    gold_rows,
    judged_rows,
)
from training.evaluation.forms.cases import sample_cases
from training.evaluation.forms.oracle import Oracle
from training.form_tagger.forms import Damage
from training.synthesis.families.plan import Family


def drawn(seed: int, count: int = 4000) -> Judged:
    """Rows that are the more often right, the higher their first sign."""
    rng = np.random.default_rng(seed)
    signs = np.zeros((count, len(SIGNS)))
    signs[:, 0] = rng.normal(size=count)
    signs[:, -1] = 1.0
    chances = 1 / (1 + np.exp(-(2 * signs[:, 0] + 1)))
    return Judged(signs, (rng.random(count) < chances).astype(np.float64))


def test_fitted_confidences_hold_on_other_rows() -> None:
    weights, other = fit(drawn(1)), drawn(2)
    sure = other.sure(weights)
    assert weights.weights[0] > 1
    assert calibration_error(sure, other.right) < 0.03
    every, kept = error_without_doubtful(sure, other.right)
    assert kept < every


def test_all_rows_right_is_nothing_to_fear() -> None:
    rows = drawn(3, 50)
    weights = fit(Judged(rows.signs, np.ones(50)))
    assert np.all(rows.sure(weights) > 0.9)


def test_fewer_rows_than_bins_are_fitted() -> None:
    rows = drawn(4, 6)
    assert np.all(np.isfinite(rows.sure(fit(rows))))


def test_an_error_of_calibration_is_the_mean_distance() -> None:
    right = np.tile([1.0, 0.0], 30)
    assert calibration_error(np.full(60, 0.9), right) == pytest.approx(0.4)
    assert calibration_error(np.full(60, 0.5), right) == pytest.approx(0.0)


def test_the_least_sure_tenth_is_set_aside() -> None:
    sure, right = np.array([0.1, *[0.9] * 9]), np.array([0.0, *[1.0] * 9])
    assert error_without_doubtful(sure, right) == pytest.approx((0.1, 0.0))


def test_rows_of_both_readings_are_judged() -> None:
    (case,) = sample_cases(Family.ONE_PANEL, Damage.NONE, 1)
    judged = judged_rows(SCORER, Oracle(case.tagged), [(case.sheet, case.tagged.record)])
    rows = len(case.tagged.record["indicators"])
    assert len(judged.right) >= rows
    assert judged.signs.shape == (len(judged.right), len(SIGNS))
    assert judged.right.sum() >= rows * 0.9


def test_a_form_counts_for_the_gold_that_it_shares_most_with() -> None:
    row = {"panel": "annual", "level1": "甲", "level2": "乙", "level3": "丙", "value": "1"}
    other = row | {"level3": "丁"}
    gold = {"one": {"indicators": [row]}, "two": {"indicators": [other]}}
    read = [[{"indicators": [other | {"confidence": 0.7}, row | {"confidence": 0.2}]}]]
    # one indicator of each: the first gold form is taken, and only its row is right
    assert list(gold_rows(SCORER, gold, read)) == [(0.7, False), (0.2, True)]
