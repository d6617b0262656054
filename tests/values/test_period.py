"""Dates and periods."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.period import Period, dates_in, read_period, read_year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-2022", "2022-01-01", "2022-12-31"),
        ("2022年—2024年", "2022-01-01", "2024-12-31"),
        ("2022年至2024年", "2022-01-01", "2024-12-31"),
        ("2023.07-2024.01", "2023-07-01", "2024-01-31"),
        ("2020年1月--2020年11月", "2020-01-01", "2020-11-30"),
        ("2022年1月-12月", "2022-01-01", "2022-12-31"),
        ("2024-01-01 至 2024-12-31", "2024-01-01", "2024-12-31"),
        ("2024/3/1-2024/9/30", "2024-03-01", "2024-09-30"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("二〇二三年", "2023-01-01", "2023-12-31"),
        ("2022年12月31日", "2022-12-31", "2022-12-31"),
        ("2024-2022", "2024-01-01", "2022-12-31"),
    ],
)
def test_first_and_last_day(text, first, last):
    assert read_period(text) == Period(date.fromisoformat(first), date.fromisoformat(last))


def test_lengths_and_open_periods():
    assert read_period("3年") == Period(None, None, 36)
    assert read_period("一年期") == Period(None, None, 12)
    assert read_period("6个月") == Period(None, None, 6)
    assert read_period("长期") == Period(None, None)
    assert read_period("每年经费") is None


def test_a_day_that_does_not_exist_is_seen():
    assert not dates_in("2022年2月30日")[0].exists
    assert read_period("2022年2月30日前") == Period(None, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("（2022年度）", 2022),
        ("2023年项目支出绩效目标表", 2023),
        ("二〇二一年度", 2021),
        ("第12025号", None),
    ],
)
def test_year_of_a_title(text, year):
    assert read_year(text) == year


@given(st.text("0123456789年月日.-/至零一二〇长期 ", max_size=25))
def test_never_raises(text):
    read_period(text)
    read_year(text)
