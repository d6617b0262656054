"""Tables over page breaks, drawn page by page."""

from extractor.grid import Grid, Layout, TextLine
from extractor.tables import find_tables, page_to_blocks, stitch
from tests.tables.drawing import cells, page, table, table_page, word

WIDTHS = [60.0, 80.0, 160.0, 90.0]
HEAD = [
    [("项目名称", 1, 2), ("泵站检修", 1, 2)],
    [("一级指标", 1, 1), ("二级指标", 1, 1), ("三级指标", 1, 1), ("指标值", 1, 1)],
]
FIRST = [
    *HEAD,
    [("产出指标", 2, 1), ("数量指标", 1, 1), ("检修泵站", 1, 1), ("≥3座", 1, 1)],
    [("质量指标", 1, 1), ("验收合格率", 1, 1), ("≥98%", 1, 1)],
]
SECOND = [
    [("", 2, 1), ("", 1, 1), ("设备完好率", 1, 1), ("≥95%", 1, 1)],
    [("时效指标", 1, 1), ("完成时间", 1, 1), ("12月底前", 1, 1)],
    [("效益指标", 1, 1), ("社会效益指标", 1, 1), ("受益农田", 1, 1), ("≥2万亩", 1, 1)],
]


def number(text: str, top: float = 800.0):
    return word(text, 290, top)


def grids(*pages) -> list[Grid]:
    return [b for b in find_tables(pages).blocks if isinstance(b, Grid)]


def lines(*pages) -> list[str]:
    return [b.text for b in find_tables(pages).blocks if isinstance(b, TextLine)]


def cell(grid: Grid, text: str):
    (found,) = [c for c in grid.cells if c.text == text]
    return found


def test_a_table_goes_on_over_the_break_and_merged_cells_are_whole():
    pages = (
        table_page(1, FIRST, WIDTHS, number("第 1 页")),
        table_page(2, SECOND, WIDTHS, number("第 2 页")),
    )
    (grid,) = grids(*pages)
    assert (grid.n_rows, grid.n_columns, grid.breaks) == (7, 4, (4,))
    assert grid.layout is Layout.EXACT
    assert cell(grid, "产出指标").row_span == 4
    assert cell(grid, "质量指标").row_span == 2
    assert [w.page for w in cell(grid, "产出指标").where] == [1, 2]
    assert cell(grid, "效益指标").row == 6
    assert lines(*pages) == ["第 1 页", "第 2 页"]


def test_three_pages_in_a_row():
    third = [[("", 1, 1), ("", 1, 1), ("受益村庄", 1, 1), ("≥9个", 1, 1)]]
    (grid,) = grids(
        table_page(1, FIRST, WIDTHS, number("- 1 -")),
        table_page(2, SECOND, WIDTHS, number("- 2 -")),
        table_page(3, third, WIDTHS, number("- 3 -")),
    )
    assert (grid.n_rows, grid.breaks) == (8, (4, 7))
    assert cell(grid, "社会效益指标").row_span == 2


def test_running_headers_and_notes_of_continuation_do_not_part_a_table():
    header = [word("水务局二〇二四年预算资料汇编", 60, 30)]
    pages = (
        table_page(1, FIRST, WIDTHS, *header),
        table_page(2, SECOND, WIDTHS, *header, word("续表", 60, 62)),
    )
    assert len(grids(*pages)) == 1
    assert lines(*pages).count("水务局二〇二四年预算资料汇编") == 2


def test_a_title_begins_a_new_table():
    second = table_page(2, SECOND, WIDTHS, word("项目支出绩效目标申报表", 200, 50))
    assert len(grids(table_page(1, FIRST, WIDTHS), second)) == 2


def test_a_first_row_of_a_form_begins_a_new_table():
    assert len(grids(table_page(1, FIRST, WIDTHS), table_page(2, FIRST, WIDTHS))) == 2


def test_a_signature_under_the_table_ends_it():
    first = table_page(1, FIRST, WIDTHS, word("填表人：某某", 60, 200))
    assert len(grids(first, table_page(2, SECOND, WIDTHS))) == 2


def test_a_repeated_header_row_is_dropped_but_accounted_for():
    (grid,) = grids(table_page(1, FIRST, WIDTHS), table_page(2, [HEAD[1], *SECOND], WIDTHS))
    assert grid.n_rows == 7
    assert [w.page for w in cell(grid, "指标值").where] == [1, 2]


def test_rows_of_data_that_say_the_same_on_both_pages_are_kept():
    rows = FIRST[2:]
    (grid,) = grids(table_page(1, FIRST, WIDTHS), table_page(2, rows, WIDTHS))
    assert [c.text for c in grid.cells].count("验收合格率") == 2


def test_a_page_that_only_repeats_the_header_keeps_it():
    (grid,) = grids(table_page(1, FIRST, WIDTHS), table_page(2, FIRST[1:2], WIDTHS))
    assert [c.text for c in grid.cells].count("三级指标") == 2


def test_whole_labels_on_both_sides_of_a_break_stay_two():
    upper = [
        *HEAD,
        [("产出指标", 1, 1), ("成本指标", 1, 1), ("检修人员的工资", 1, 1), ("4万元", 1, 1)],
    ]
    lower = [[("效益指标", 1, 1), ("经济效益指标", 1, 1), ("无", 1, 1), ("", 1, 1)]]
    (grid,) = grids(table_page(1, upper, WIDTHS), table_page(2, lower, WIDTHS))
    assert [c.text for c in grid.cells if c.column == 1][-2:] == ["成本指标", "经济效益指标"]


def test_hidden_column_boundaries_are_united():
    wide = [[("总体目标", 1, 1), ("保障排涝", 1, 1)], [("资金", 1, 1), ("20万元", 1, 1)]]
    (grid,) = grids(table_page(1, wide, [140.0, 250.0]), table_page(2, SECOND, WIDTHS))
    assert grid.n_columns == 4
    assert cell(grid, "保障排涝").column_span == 2
    assert cell(grid, "资金").column_span == 2


def test_another_page_size_is_compared_by_shares_of_the_width():
    rulings, words, _ = table(SECOND, [w * 1.4 for w in WIDTHS])
    landscape = page(2, rulings, words, size=(842.0, 595.0))
    (grid,) = grids(table_page(1, FIRST, WIDTHS), landscape)
    assert (grid.n_rows, grid.n_columns) == (7, 4)


def test_a_table_of_other_width_is_another_table():
    other = [[("甲", 1, 1), ("乙", 1, 1)], [("丙", 1, 1), ("丁", 1, 1)]]
    assert len(grids(table_page(1, FIRST, WIDTHS), table_page(2, other, [200.0, 70.0]))) == 2


def test_halves_of_a_label_become_one():
    first = [*HEAD, [("产出指标", 1, 1), ("可持续", 1, 1), ("检修泵站", 1, 1), ("≥3座", 1, 1)]]
    second = [
        [("", 2, 1), ("影响指标", 2, 1), ("设备完好率", 1, 1), ("≥95%", 1, 1)],
        [("完成时间", 1, 1), ("12月底前", 1, 1)],
    ]
    (grid,) = grids(table_page(1, first, WIDTHS), table_page(2, second, WIDTHS))
    assert cell(grid, "可持续影响指标").row_span == 3


def test_a_row_cut_inside_its_text_is_one_row():
    first = [
        *FIRST,
        [
            ("满意度", 1, 1),
            ("对象", 1, 1),
            ("受益区农户对排涝保障工作的满意", 1, 1),
            ("≥90%", 1, 1),
        ],
    ]
    second = [[("", 1, 1), ("", 1, 1), ("程度", 1, 1), ("", 1, 1)]]
    (grid,) = grids(table_page(1, first, WIDTHS), table_page(2, second, WIDTHS))
    assert grid.n_rows == 5
    assert cell(grid, "受益区农户对排涝保障工作的满意程度").row == 4
    assert grid.breaks == ()


def test_two_indicators_beside_one_label_stay_two_rows():
    second = [[("", 1, 1), ("", 1, 1), ("设备完好率", 1, 1), ("≥95%", 1, 1)]]
    (grid,) = grids(table_page(1, FIRST, WIDTHS), table_page(2, second, WIDTHS))
    assert grid.n_rows == 5
    assert {c.row for c in grid.cells if c.text in ("验收合格率", "设备完好率")} == {3, 4}


def test_a_new_label_is_not_drawn_into_the_cell_above():
    second = [[("效益指标", 1, 1), ("", 1, 1), ("受益农田", 1, 1), ("≥2万亩", 1, 1)]]
    (grid,) = grids(table_page(1, FIRST, WIDTHS), table_page(2, second, WIDTHS))
    assert cell(grid, "产出指标").row_span == 2
    assert cell(grid, "质量指标").row_span == 1


def test_a_middle_page_that_does_not_draw_the_stub():
    drawn = [
        [("", 1, 1), ("设备完好率", 1, 1), ("≥95%", 1, 1)],
        [("时效指标", 1, 1), ("完成时间", 1, 1), ("12月底前", 1, 1)],
    ]
    rulings, words, _ = table(drawn, WIDTHS[1:])
    rulings = [type(r)(r.x0 + 60, r.top, r.x1 + 60, r.bottom) for r in rulings]
    shifted = [word(w.text, w.bbox.x0 + 60, w.bbox.top) for w in words]
    middle = page(2, rulings, [*shifted, word("产出指标", 65, 95)])
    (grid,) = grids(table_page(1, FIRST, WIDTHS), middle)
    assert cell(grid, "产出指标").row_span == 4
    assert (grid.n_rows, grid.n_columns) == (6, 4)


def test_a_grid_over_pages_is_covered_without_overlap():
    (grid,) = grids(table_page(1, FIRST, WIDTHS), table_page(2, SECOND, WIDTHS))
    atoms = [
        (r, c)
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(atoms) == len(set(atoms)) == grid.n_rows * grid.n_columns


def test_stitching_is_the_same_piece_by_piece():
    pages = (table_page(1, FIRST, WIDTHS), table_page(2, SECOND, WIDTHS))
    assert stitch([page_to_blocks(p) for p in pages]) == find_tables(iter(pages))
    assert cells(grids(*pages)[0])
