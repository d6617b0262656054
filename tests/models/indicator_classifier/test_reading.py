import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.indicator_classifier.reading import (
    KINDS,
    UNITS,
    amount_in,
    level2_groups,
    measured,
    plain_name,
    same_wording,
)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("指标1：培训次数", "培训次数"),
        ("指标:6:培训次数", "培训次数"),
        ("3、培训次数", "培训次数"),
        ("1.培训次数", "培训次数"),
        ("（二）培训次数", "培训次数"),
        ("①培训次数", "培训次数"),
        ("★培训 次数", "培训次数"),
        ("<p>培训次数</p>", "培训次数"),
        ("2022年参保率", "2022年参保率"),
        ("1.5万人次", "1.5万人次"),
        ("指标1：", "指标1:"),
    ],
)
def test_numbering_is_no_part_of_a_name(printed: str, name: str) -> None:
    assert plain_name(printed) == name


@pytest.mark.parametrize(
    ("value", "kind", "unit"),
    [
        ("≥3次", "count", "次"),
        ("≥48.10万人", "count", "人"),
        ("95%", "rate", "%"),
        ("全覆盖", "rate", "%"),
        ("≤10万", "money", "万元"),
        ("4.7万元/人、年", "money", "万元"),
        ("2次/月", "frequency", "次"),
        ("每季度", "frequency", "次"),
        ("2022年12月31日前", "date", ""),
        ("年底前完成", "date", ""),
        ("7日内", "duration", "天"),
        ("≤60分钟", "duration", "分钟"),
        ("提高", "qualitative", ""),
        ("100", "count", ""),
        ("", "", ""),
    ],
)
def test_values_tell_what_they_measure(value: str, kind: str, unit: str) -> None:
    found = measured(value)
    assert (found.kind, found.unit) == (kind, unit)


def test_a_year_in_a_name_is_no_amount() -> None:
    assert amount_in("2022年培训计划").kind == ""
    assert amount_in("召开会议不少于3次").unit == "次"


@pytest.mark.parametrize(
    ("label", "groups"),
    [
        ("数量指标", ("QTY",)),
        ("可持续 影响 指标", ("SUS",)),
        ("经济成本指标", ("CST",)),
        ("社会成本指标", ("CSO",)),
        ("社会效益指标", ("BSO",)),
        ("社会、经济、生态效益指标", ("BEC", "BSO", "BEN")),
        ("预算(或投资规模)控制指标", ("CST",)),
        ("效益指标", ("BEC", "BSO", "BEN", "SUS")),
        ("", ()),
    ],
)
def test_labels_name_groups(label: str, groups: tuple[str, ...]) -> None:
    assert level2_groups(label) == groups


def test_wordings_are_the_same_without_numbers_and_signs() -> None:
    assert same_wording("1、培训 3 次！") == same_wording("培训25次")


@given(st.text(max_size=40))
def test_nothing_that_is_printed_breaks_the_reading(text: str) -> None:
    found = measured(text)
    assert found.kind in ("", *KINDS)
    assert found.unit in ("", *UNITS)
    assert len(plain_name(plain_name(text))) <= len(plain_name(text)) or not text.strip()
    level2_groups(text)
    amount_in(text)
