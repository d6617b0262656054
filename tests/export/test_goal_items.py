"""Numbered items of goal texts; every item is a part of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.export.goal_items import split_goal_items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("目标1：修路。目标2：种树。", ["目标1：修路。", "目标2：种树。"]),
        ("目标1、修路 目标2. 种树", ["目标1、修路", "目标2. 种树"]),
        ("1.培训教师300人。2.新建校舍2栋。", ["1.培训教师300人。", "2.新建校舍2栋。"]),
        ("1、巡逻；2、执勤；3、宣传", ["1、巡逻；", "2、执勤；", "3、宣传"]),
        ("总体要求如下：\n（1）修桥\n（2）养路", ["（1）修桥", "（2）养路"]),
        ("一、保畅通。二、保安全。", ["一、保畅通。", "二、保安全。"]),
        ("①巡河②清淤", ["①巡河", "②清淤"]),
        ("目标1：修路目标2：种树", ["目标1：修路", "目标2：种树"]),
        ("1.培训教师三百人2.新建校舍", ["1.培训教师三百人", "2.新建校舍"]),
        ("①巡河；②清淤。", ["①巡河；", "②清淤。"]),
        (
            "目标1：办学：1.招生；2.教学。目标2：评估。",
            ["目标1：办学：1.招生；2.教学。", "目标2：评估。"],
        ),
        ("1.投入1.5万元，2.5万元为配套。2.完工。", ["1.投入1.5万元，2.5万元为配套。", "2.完工。"]),
        ("1.招生。2.教学。2.评估。4.就业。", ["1.招生。", "2.教学。", "2.评估。", "4.就业。"]),
        ("保障学校运转。", ["保障学校运转。"]),
        ("完成2.3公里道路，3、4级路面达标。", ["完成2.3公里道路，3、4级路面达标。"]),
        ("  ", []),
        ("", []),
    ],
)
def test_split_goal_items(text, items):
    assert split_goal_items(text) == items


def test_thirty_items_on_one_line_are_all_found():
    text = "、".join(f"{number}. 任务" for number in range(1, 31))
    assert len(split_goal_items(text)) == 30


@given(st.text(alphabet="目标123一二十①②（）().、：:；。 \n路", max_size=60))
def test_items_are_parts_of_the_text_in_order(text):
    position = 0
    for item in split_goal_items(text):
        position = text.index(item, position) + len(item)
