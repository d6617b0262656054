"""Grids and forms drawn for a terminal: spans, wide characters, nothing that steers it."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.export.form_text import form_to_text, record_to_text
from extractor.export.grid_text import draw_grid
from extractor.export.terminal_text import display_width, printable, wrap
from extractor.grid import Cell, Grid, Layout
from extractor.verbatim import Form, FormType, FundingLine, Panel
from tests.export.samples import pump_indicator, river_indicator, river_record


def test_merged_cells_are_one_box():
    grid = Grid(
        (
            Cell("项目名称", 0, 0),
            Cell("校园安全", 0, 1, 1, 2),
            Cell("产出", 1, 0, 2, 1),
            Cell("数量", 1, 1),
            Cell("≥3所", 1, 2),
            Cell("质量", 2, 1),
            Cell("合格", 2, 2),
        ),
        3,
        3,
    )
    assert draw_grid(grid, 80).splitlines() == [
        "┌──────────┬─────────────┐",
        "│ 项目名称 │ 校园安全    │",
        "├──────────┼──────┬──────┤",
        "│ 产出     │ 数量 │ ≥3所 │",
        "│          ├──────┼──────┤",
        "│          │ 质量 │ 合格 │",
        "└──────────┴──────┴──────┘",
    ]


def test_long_cells_are_wrapped_into_the_terminal():
    grid = Grid((Cell("保障学校正常运转" * 5, 0, 0), Cell("短", 0, 1)), 1, 2)
    lines = draw_grid(grid, 30).splitlines()
    assert max(map(display_width, lines)) <= 30
    assert len(lines) > 3


def test_places_without_cell_and_empty_grids_are_drawn():
    grid = Grid((Cell("甲", 0, 0), Cell("乙", 1, 1)), 2, 2, Layout.FLATTENED)
    assert len(draw_grid(grid, 40).splitlines()) == 5
    assert "空表" in draw_grid(Grid((), 0, 0), 40)


def test_escape_sequences_of_a_form_do_not_reach_the_terminal():
    assert printable("a\x1b[31mb\nc\u202ed") == "a\ufffd[31mb c\ufffdd"
    grid = Grid((Cell("\x1b]0;x\x07", 0, 0),), 1, 1)
    assert "\x1b" not in draw_grid(grid, 40)


@given(st.text(max_size=40), st.integers(2, 12))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines) == "".join(printable(line) for line in text.splitlines())


def test_a_form_is_shown_as_printed():
    form = Form(
        FormType.PROJECT_TARGET,
        river_record().title,
        None,
        fields=river_record().fields,
        funding=(FundingLine(Panel.ANNUAL, "total", None, river_record().funding[0].raw, "万元"),),
        indicators=(river_indicator().row, pump_indicator().row),
        unassigned=river_record().unassigned,
    )
    lines = form_to_text(form).splitlines()
    assert lines[0] == "项目支出绩效目标表 · 项目绩效目标表 · 第 1 页"
    assert "  项目名称：清水河治理" in lines
    assert "  资金 年度 总额：100万元 (万元)" in lines
    tree = lines[lines.index("  指标 年度（2）") :]
    assert tree[1:5] == [
        "    产出指标",
        "      数量指标",
        "        整治河道长度 | ≥12公里  [指标性质=≥; 分值权重=10; 是否核心指标=是]",
        "        新建泵站 |   (推断 level1)",
    ]
    assert "  未归类：盖章处" in lines


def test_a_record_is_shown_with_its_meaning():
    text = record_to_text(river_record())
    assert "资金 年度 总额：100万元 = 1000000 元" in text
    assert "→ quantity >= 12 公里 !ocr_suspect C1  0.91" in text
    assert "警告 value.missing" in text
