"""Amounts in yuan."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.values.money import YUAN_PER, Amount, read_amount


@pytest.mark.parametrize(
    ("raw", "declared", "yuan", "unit"),
    [
        ("126.9万", None, "1269000", "万元"),
        ("50万元", None, "500000", "万元"),
        ("50万元", "元", "500000", "万元"),
        ("金额：100万元", None, "1000000", "万元"),
        ("1,234.56", "元", "1234.56", "元"),
        ("１，２３４．５６", "万元", "12345600", "万元"),
        ("7.5", "万元", "75000", "万元"),
        ("7.5", "（单位：千元）", "7500", "千元"),
        ("0.3", "亿元", "30000000", "亿元"),
        ("¥ 7.5", "万元", "75000", "万元"),
        ("￥7.5万元", None, "75000", "万元"),
        ("-3", "万元", "-30000", "万元"),
        ("(3)", "万元", "-30000", "万元"),
        ("0.00", "万元", "0", "万元"),
        ("1 234 567.00", "元", "1234567", "元"),
        ("854万854万（河道400+闸门454）", None, "8540000", "万元"),
        ("壹佰万元整", None, "1000000", "元"),
    ],
)
def test_amount_in_yuan(raw, declared, yuan, unit):
    assert read_amount(raw, declared) == Amount(Decimal(yuan), unit)


@pytest.mark.parametrize("raw", ["", "—", "/", "无", "待定", "中央50省50", "0-6", "3家"])
def test_no_amount_is_none(raw):
    assert read_amount(raw, "万元").yuan is None


def test_missing_unit_is_inferred_and_said():
    assert read_amount("75.2", None) == Amount(Decimal("752000"), "万元", unit_inferred=True)
    assert read_amount("3,309,840.00", None) == Amount(Decimal("3309840"), "元", unit_inferred=True)


@given(
    st.decimals(min_value=-(10**8), max_value=10**8, places=4, allow_nan=False),
    st.sampled_from(sorted(YUAN_PER)),
)
def test_amounts_scale_exactly(number, unit):
    in_cell = read_amount(f"{number:,.4f}{unit}", None)
    by_label = read_amount(f"{number:.4f}", unit)
    assert in_cell.yuan == by_label.yuan == number * YUAN_PER[unit]


@given(st.text(max_size=40), st.one_of(st.none(), st.text(max_size=8)))
def test_never_raises(raw, declared):
    amount = read_amount(raw, declared)
    assert amount.yuan is None or isinstance(amount.yuan, Decimal)
