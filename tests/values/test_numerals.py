"""Chinese numerals and folding."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.numerals import chinese_to_int, digits_to_decimal, scale_factor
from extractor.values.text import fold, plain_name


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("三十", 30),
        ("一百零五", 105),
        ("两万三千", 23_000),
        ("一亿两千万", 120_000_000),
        ("二〇二二", 2022),
        ("壹佰", 100),
        ("三项", None),
        ("", None),
    ],
)
def test_chinese_numerals(numeral, number):
    assert chinese_to_int(numeral) == number


@given(st.text("零〇一二两三四五六七八九十百千万亿壹佰", max_size=45))
def test_chinese_numerals_never_raise(text):
    number = chinese_to_int(text)
    assert number is None or number >= 0


def test_scales_and_digits():
    assert scale_factor("百万") == 10**6
    assert digits_to_decimal("1,234.50") == Decimal("1234.50")
    assert digits_to_decimal("1.2.3") is None
    with pytest.raises(ValueError, match="no scale"):
        scale_factor("个")


@given(st.text("≥＞=～—－…。、 　０1２３4５６%％㎡①一二万元<p>/", max_size=30))
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


def test_names_lose_numbering_only():
    assert plain_name("1. 培训费、会议费") == "培训费、会议费"
    assert plain_name("指标2：检查次数") == "检查次数"
    assert plain_name("★★★（1）巡查次数") == "巡查次数"
    assert plain_name("2022年巡查次数") == "2022年巡查次数"
    assert plain_name("3.5公里道路") == "3.5公里道路"
