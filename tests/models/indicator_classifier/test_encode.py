import numpy as np

from models.indicator_classifier.config import BUCKETS, CHARACTERS, GRAMS
from models.indicator_classifier.encode import SIDES, encode, gram_numbers, read_part
from models.indicator_classifier.texts import IndicatorText


def test_shapes_fit_the_longest_name() -> None:
    grams, sides = encode([IndicatorText("培训次数"), IndicatorText("率")])
    assert grams.shape == (2, GRAMS * 4)
    assert sides.shape == (2, SIDES)
    assert grams.min() >= 0
    assert grams.max() <= BUCKETS


def test_what_stands_behind_the_end_changes_nothing() -> None:
    alone, _ = encode([IndicatorText("培训次数")])
    beside, _ = encode([IndicatorText("培训次数"), IndicatorText("政策宣传活动开展次数")])
    assert sorted(alone[0][alone[0] > 0]) == sorted(beside[0][beside[0] > 0])


def test_order_of_characters_matters_beyond_single_ones() -> None:
    first, second = (
        gram_numbers(np.array([[ord(c) for c in text]])) for text in ("成本率", "率成本")
    )
    assert sorted(first[0][:3]) == sorted(second[0][:3])
    assert sorted(first[0]) != sorted(second[0])


def test_empty_names_are_read_as_nothing() -> None:
    grams, _ = encode([IndicatorText("")])
    assert not grams.any()


def test_numbers_read_alike_and_long_texts_keep_both_ends() -> None:
    assert read_part("不少于25次") == read_part("不少于3次")
    text = "甲" * 80 + "乙"
    assert len(read_part(text)) == CHARACTERS
    assert read_part(text).endswith("乙")


def test_groups_value_and_amount_stand_beside_the_name() -> None:
    _, sides = encode([IndicatorText("会议3次", "数量指标", "≥95%"), IndicatorText("会议")])
    assert sides[0].sum() == 4
    assert sides[1].sum() == 4
    assert not np.array_equal(sides[0], sides[1])
