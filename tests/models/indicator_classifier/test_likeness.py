import pytest

from models.indicator_classifier.likeness import Likeness, Wording

WORDINGS = [
    Wording("培训场次", 0),
    Wording("举办培训班次数", 0),
    Wording("培训费", 1),
    Wording("参保率", 2),
]


def test_the_same_wording_is_wholly_alike() -> None:
    scores = Likeness(WORDINGS, 3).scores("2、参保率")
    assert scores[2] == pytest.approx(1.0)
    assert scores.argmax() == 2


def test_the_best_wording_counts() -> None:
    scores = Likeness(WORDINGS, 3).scores("举办培训班")
    assert scores.argmax() == 0
    assert 0 < scores[1] < scores[0] <= 1


def test_own_wordings_can_be_left_out() -> None:
    likeness = Likeness(WORDINGS, 3)
    assert likeness.scores_without("参保率")[2] < 0.5
    assert likeness.scores_without("参保人数")[2] == likeness.scores("参保人数")[2]


def test_foreign_and_empty_texts_are_like_nothing() -> None:
    likeness = Likeness(WORDINGS, 4)
    assert not likeness.scores("xyz").any()
    assert not likeness.scores("").any()
    assert likeness.scores("培训").shape == (4,)
