"""Texts and tables far larger than a form's: read in sane time, nothing lost."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from extractor.ingest.flat_text import text_to_sheet
from tests.form.drawing import draw_sheet
from tests.form.test_accounting import printed_of

HEAD = "项目支出绩效目标表\n项目名称\t某项目\n一级指标\t二级指标\t三级指标\t指标值\n"
LABELS = "产出指标\t数量指标\t"


@contextmanager
def in_seconds(limit: float) -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < limit


@pytest.mark.parametrize(
    "cell",
    [
        "指标1：" + "…" * 200 + "（待定）",
        "9" * 30_000,
        "()" * 15_000 + "x",
        "甲" + " " * 30_000 + "乙",
        "单位" + "\t" * 9_000 + "x",
        "指标(" * 10_000,
        "产出指标" * 8_000,
        "2023年至" * 5_000,
    ],
    ids=lambda cell: cell[:8],
)
def test_long_cell_stalls_no_pattern(cell):
    with in_seconds(8):
        for text in (
            f"{HEAD}{LABELS}{cell}\t≥1\n",
            f"{HEAD}{LABELS}完成数\t{cell}\n",
            f"项目支出绩效目标表\n{cell}\n项目名称：{cell}\n{HEAD}{LABELS}完成数\t1\n",
        ):
            assert read_forms(text_to_sheet(text))


def test_long_run_together_list():
    with in_seconds(5):
        read_forms(text_to_sheet("【产出指标-数量指标】" + "指标(" * 10_000))


def test_long_texts_one_a_line():
    heads = "一级指标\n二级指标\n三级指标\n指标值\n产出指标\n数量指标\n"
    long = "完成供水改造管网安装铺设检测" * 1000
    with in_seconds(5):
        forms = read_forms(text_to_sheet(heads + f"{long}甲\n{long}乙\n" * 5))
    assert forms


@pytest.mark.parametrize("every", [1, 4, 700])
def test_table_of_many_rows(every):
    rows = (f"\t{'' if n % every else '数量指标'}\t完成第{n}号事项\t≥{n}个\n" for n in range(1400))
    with in_seconds(20):
        (form,) = read_forms(text_to_sheet(HEAD + "".join(rows)))
    assert len(form.indicators) == 1400
    assert {row.level2.text for row in form.indicators if row.level2} == {"数量指标"}


def test_labels_over_many_rows_own_those_rows():
    rows = ["| 一级指标 | 二级指标 | 三级指标 | 指标值 |"]
    rows += [
        f"| {'产出指标' if n == 0 else '^'} | 指标类{n} | 事项{n} | {n} |" for n in range(1500)
    ]
    with in_seconds(20):
        (form,) = read_forms(draw_sheet("\n".join(rows), Layout.EXACT))
    assert [row.level2.text for row in form.indicators if row.level2] == [
        f"指标类{n}" for n in range(1500)
    ]


@pytest.mark.parametrize(("head", "cells"), [(4, 400), (300, 300)], ids=["long rows", "wide head"])
def test_wide_rows_lose_nothing(head, cells):
    names = ["一级指标", "二级指标", "三级指标", "指标值"] * (head // 4)
    lines = ["\t".join(names)]
    lines += ["\t".join(f"内容{n}号{column}" for column in range(cells)) for n in range(20)]
    sheet = text_to_sheet("项目支出绩效目标表\n" + "\n".join(lines))
    with in_seconds(15):
        forms = read_forms(sheet)
    printed = {item.text for item in printed_of(forms)}
    assert {f"内容{n}号{column}" for n in range(20) for column in range(cells)} <= printed


@pytest.mark.parametrize(
    "line",
    [
        "年度指标见下【产出指标-数量指标】指标1:改造管网(≥5公里)",
        "【产出指标-数量指标】指标1:改造管网(≥5公里)丁",
        "【产出指标-数量指标】【产出指标-质量指标】合格率(100%)",
    ],
    ids=["before", "behind", "empty"],
)
def test_text_around_a_run_together_list_is_kept(line):
    forms = read_forms(text_to_sheet(f"{HEAD}{line}\n"))
    printed = "".join(item.text for item in printed_of(forms))
    for word in ("年度指标见下", "改造管网", "丁", "数量指标", "合格率"):
        assert word not in line or word in printed


def test_many_lines_are_accounted_for_in_time():
    goals = "\n".join(f"目标{n}：完成若干事项" for n in range(5000))
    sheet = text_to_sheet(
        f"项目支出绩效目标表\n项目名称\t某\n年度目标\n{goals}\n{HEAD}{LABELS}数\t1\n"
    )
    with in_seconds(15):
        forms = read_forms(sheet)
    assert "目标4999：完成若干事项" in "\n".join(item.text for item in printed_of(forms))
