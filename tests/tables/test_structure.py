from dataclasses import replace

from extractor.document import Page, TextSource
from extractor.grid import Grid, Layout, TextLine
from extractor.tables import RuledRecogniser, TablePart, find_tables, page_to_blocks
from tests.tables.drawing import blank, cells, draw, image, page, table, word

ROWS = [
    [("项目名称", 1, 1), ("校舍维修", 1, 3)],
    [("绩效\n指标", 3, 1), ("一级指标", 1, 1), ("三级指标", 1, 1), ("指标值", 1, 1)],
    [("产出指标", 2, 1), ("维修面积", 1, 1), ("≥30000平方\n米", 1, 1)],
    [("竣工时间", 1, 1), ("8月底前", 1, 1)],
]
WIDTHS = [60.0, 80.0, 160.0, 90.0]
TRUTH = {
    ("项目名称", 0, 0, 1, 1), ("校舍维修", 0, 1, 1, 3), ("绩效指标", 1, 0, 3, 1),
    ("一级指标", 1, 1, 1, 1), ("三级指标", 1, 2, 1, 1), ("指标值", 1, 3, 1, 1),
    ("产出指标", 2, 1, 2, 1), ("维修面积", 2, 2, 1, 1), ("≥30000平方米", 2, 3, 1, 1),
    ("竣工时间", 3, 2, 1, 1), ("8月底前", 3, 3, 1, 1),
}  # fmt: skip


def kinds(blocks) -> list[str]:
    return [type(b).__name__ for b in blocks]


def test_title_table_and_note_in_reading_order():
    rulings, words, bottom = table(ROWS, WIDTHS)
    words += [word("注：单位公章", 60, bottom + 20), word("绩效目标表", 220, 50)]
    sheet = find_tables([page(1, rulings, words)])
    assert kinds(sheet.blocks) == ["TextLine", "Grid", "TextLine"]
    assert cells(sheet.blocks[1]) == TRUTH
    assert sheet.blocks[0].text == "绩效目标表"


def test_pixels_give_the_same_grid_as_vectors():
    rulings, words, _ = table(ROWS, WIDTHS)
    pixels = draw(blank(), rulings)
    read = tuple(replace(w, source=TextSource.OCR) for w in words)
    scan = Page(1, 595, 340, read, (), image(pixels))
    (grid,) = find_tables([scan]).blocks
    assert cells(grid) == TRUTH


def test_a_model_can_be_put_in_place_of_the_recogniser():
    class Fixed:
        def boundaries(self, page):
            return tuple(table(ROWS, WIDTHS)[0])

    _, words, _ = table(ROWS, WIDTHS)
    (grid,) = find_tables([page(1, [], words)], RuledRecogniser()).blocks[:1]
    assert not (isinstance(grid, Grid) and cells(grid) == TRUTH)
    (grid,) = find_tables([page(1, [], words)], Fixed()).blocks
    assert cells(grid) == TRUTH


def test_every_word_stands_in_exactly_one_block():
    rulings, words, bottom = table(ROWS, WIDTHS)
    words += [word("页眉", 60, 20), word("页脚", 60, bottom + 300)]
    blocks = find_tables([page(1, rulings, words)]).blocks
    texts = [c.text for b in blocks if isinstance(b, Grid) for c in b.cells]
    texts += [b.text for b in blocks if isinstance(b, TextLine)]
    assert sorted("".join(texts)) == sorted("".join(w.text for w in words))


def test_a_box_around_a_paragraph_is_text():
    rulings, _, _ = table([[("", 1, 1)]], [400.0])
    words = [word("本表由项目单位填报", 70, 84), word("一式两份", 70, 96)]
    blocks = find_tables([page(1, rulings, words)]).blocks
    assert [b.text for b in blocks] == ["本表由项目单位填报", "一式两份"]


def test_a_label_that_runs_over_the_lower_border_is_whole():
    rulings, words, bottom = table(
        [[("绩效\n指标", 2, 1), ("甲", 1, 1)], [("乙", 1, 1)]], [26.0, 100.0]
    )
    words = [w for w in words if w.text != "指标"]
    words.append(word("指标", 63, bottom - 2))
    moved = [word(w.text, w.bbox.x0, bottom - 14) if w.text == "绩效" else w for w in words]
    (grid,) = find_tables([page(1, rulings, moved)]).blocks
    assert ("绩效指标", 0, 0, 2, 1) in cells(grid)


def test_words_in_columns_without_rulings_are_a_table():
    rows = [("一级指标", "二级指标", "指标值"), ("产出", "数量", "≥3"), ("效益", "社会", "提高")]
    words = [
        word(t, 60 + 110 * j, 80 + 20 * i) for i, row in enumerate(rows) for j, t in enumerate(row)
    ]
    (grid,) = find_tables([page(1, [], words)]).blocks
    assert grid.layout is Layout.EXACT
    assert (grid.n_rows, grid.n_columns) == (3, 3)
    assert ("提高", 2, 2, 1, 1) in cells(grid)


def test_columns_with_gaps_are_flattened():
    rows = [
        ("一级指标", "二级指标", "指标值"),
        ("产出", "数量", "≥3"),
        ("", "质量", "提高"),
        ("", "时效", "≤5"),
    ]
    words = [
        word(t, 60 + 110 * j, 80 + 20 * i)
        for i, row in enumerate(rows)
        for j, t in enumerate(row)
        if t
    ]  # fmt: skip
    (grid,) = find_tables([page(1, [], words)]).blocks
    assert grid.layout is Layout.FLATTENED
    assert [c.text for c in grid.cells if c.row == 2] == ["", "质量", "提高"]


def test_prose_stays_lines():
    prose = "为保障城区公园绿地日常养护工作正常开展根据年度预算安排"
    words = [word(prose[: 20 + i % 3], 60, 80 + 18 * i) for i in range(12)]
    words += [word("负责人：甲", 60, 320), word("日期：某日", 300, 320)]
    assert set(kinds(find_tables([page(1, [], words)]).blocks)) == {"TextLine"}


def test_a_three_line_table_is_read_between_its_rules():
    rows = [("项目", "金额"), ("供水", "12.5"), ("排水", "30")]
    words = [
        word(t, 80 + 200 * j, 84 + 22 * i) for i, row in enumerate(rows) for j, t in enumerate(row)
    ]
    rulings = [r for y in (80, 100, 150) for r in table([[("", 1, 1)]], [400.0], top=y)[0][:1]]
    (grid,) = find_tables([page(1, rulings, words)]).blocks
    assert (grid.n_rows, grid.n_columns) == (3, 2)


def test_page_to_blocks_keeps_the_column_boundaries():
    rulings, words, _ = table(ROWS, WIDTHS)
    (part,) = page_to_blocks(page(1, rulings, words)).blocks
    assert isinstance(part, TablePart)
    assert part.columns == (60, 120, 200, 360, 450)


def test_pages_are_dropped_as_they_are_read():
    held = []

    def pages():
        for number in (1, 2, 3):
            made = page(number, *table(ROWS, WIDTHS)[:2])
            held.append(made.number)
            yield made

    assert find_tables(pages()).pages == 3
    assert held == [1, 2, 3]
    assert find_tables([]).blocks == ()
