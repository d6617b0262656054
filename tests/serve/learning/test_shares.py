"""Shares and how sure they are."""

import random

import pytest

from serve.learning.shares import share_of


def test_nothing_has_no_share() -> None:
    assert share_of([]) is None
    assert share_of([(0, 0)]) is None


def test_share_is_over_values_and_lies_within_its_interval() -> None:
    share = share_of([(100, 5), (300, 15)])
    assert share is not None
    assert (share.forms, share.values, share.wrong, share.right) == (2, 400, 20, 0.95)
    assert 0 < share.low < 0.95 < share.high < 1


def test_values_that_are_wrong_together_make_it_less_sure() -> None:
    """20 of 200 wrong, two on each form or all on two forms."""
    even = share_of([(20, 2)] * 10)
    clustered = share_of([(20, 10)] * 2 + [(20, 0)] * 8)
    assert even is not None
    assert clustered is not None
    assert even.right == clustered.right == 0.9
    assert clustered.high - clustered.low > 2 * (even.high - even.low)


def test_of_one_form_little_is_known() -> None:
    share = share_of([(500, 5)])
    assert share is not None
    assert share.low < 0.3


def test_no_error_seen_does_not_mean_that_there_is_none() -> None:
    share = share_of([(50, 0)] * 4)
    assert share is not None
    assert (share.right, share.high) == (1.0, 1.0)
    assert share.low == pytest.approx(0.981, abs=0.002)


def test_the_interval_holds_the_truth_in_about_95_of_100_samples_of_forms() -> None:
    """Forms differ: most have 2 % errors, every fifth has 20 %."""
    rng = random.Random(7)
    truth = 1 - (0.8 * 0.02 + 0.2 * 0.20)
    held = 0
    for _ in range(300):
        sample = []
        for _ in range(40):
            rate = 0.20 if rng.random() < 0.2 else 0.02
            sample.append((60, sum(rng.random() < rate for _ in range(60))))
        share = share_of(sample)
        assert share is not None
        held += share.low <= truth <= share.high
    assert 0.90 <= held / 300 <= 0.99
