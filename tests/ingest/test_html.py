from collections.abc import Callable

import pytest

from extractor.errors import UnreadableFileError
from extractor.grid import Grid, Sheet, TextLine

ReadSheet = Callable[[bytes], Sheet]


def cells(block: object) -> list[tuple[str, int, int, int, int]]:
    assert isinstance(block, Grid)
    return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells]


def test_spans_lines_and_text_around_the_table(read_sheet: ReadSheet) -> None:
    page = """<html><head><title>no</title></head><body><h1>绩效目标表</h1>
      <p>单位：<b>万元</b></p><table><tr><td rowspan=2>产出<br>指标</td><td colspan="2">数量</td>
      </tr><tr><td><p>线路</p><p>条数</p></td><td>&ge;3 条</td></tr></table>注</body></html>"""
    sheet = read_sheet(page.encode())
    title, unit, table, note = sheet.blocks
    lines = [b.text for b in (title, unit, note) if isinstance(b, TextLine)]
    assert lines == ["绩效目标表", "单位：万元", "注"]
    assert cells(table) == [
        ("产出指标", 0, 0, 2, 1),
        ("数量", 0, 1, 1, 2),
        ("线路条数", 1, 1, 1, 1),
        ("≥3 条", 1, 2, 1, 1),
    ]


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "utf-16", "utf-8-sig", "big5"])
def test_encoding_of_the_page(read_sheet: ReadSheet, encoding: str) -> None:
    page = f'<meta charset="{encoding}"><table><tr><td>目的<td>水利工程維修' \
        "</table>" if encoding == "big5" else \
        f'<meta charset="{encoding}"><table><tr><td>目标<td>水利工程维修</table>'  # fmt: skip
    (block,) = read_sheet(page.encode(encoding)).blocks
    assert len(cells(block)) == 2
    assert cells(block)[1][0].startswith("水利工程")


def test_table_inside_a_cell_and_hidden_parts(read_sheet: ReadSheet) -> None:
    page = """<table><tr><td>外<script>x</script></td><td style="display: none">藏</td>
      <td><table><tr><td>内</td><td>1</td></tr></table></td></tr></table>"""
    outer, inner = read_sheet(page.encode()).blocks
    assert cells(outer) == [("外", 0, 0, 1, 1), ("", 0, 1, 1, 1)]
    assert cells(inner) == [("内", 0, 0, 1, 1), ("1", 0, 1, 1, 1)]


def test_absurd_spans_are_cut_to_the_table(read_sheet: ReadSheet) -> None:
    page = "<table><tr><td rowspan=99999999 colspan=x>a<td rowspan=0>b<tr><td>c</table>"
    (block,) = read_sheet(page.encode()).blocks
    assert cells(block) == [
        ("a", 0, 0, 2, 1),
        ("b", 0, 1, 2, 1),
        ("", 0, 2, 1, 1),
        ("c", 1, 2, 1, 1),
    ]


def test_elements_between_a_table_and_its_cells_hide_nothing(read_sheet: ReadSheet) -> None:
    html = (
        "<html><table><form><tr><td>项目名称<td>农田建设</tr><tr><form><td>实施单位<td>水务站"
        "</form></tr></form>游离文字<div>块文字</div><td>孤格</table>"
    )
    *lines, grid = read_sheet(html.encode()).blocks
    texts = [line.text for line in lines if isinstance(line, TextLine)]
    assert texts == ["游离文字", "块文字", "孤格"]
    assert [cell[0] for cell in cells(grid)] == ["项目名称", "农田建设", "实施单位", "水务站"]


def test_table_right_inside_a_table_is_read(read_sheet: ReadSheet) -> None:
    (grid,) = read_sheet(b"<html><table><table><tr><td>a<td>b<tr><td>c<td>d").blocks
    assert [cell[0] for cell in cells(grid)] == ["a", "b", "c", "d"]


def test_tags_that_are_never_closed(read_sheet: ReadSheet) -> None:
    html = b"<html>" + b"<div>" * 400 + b"<table><tr><td>a<td>b</table>"
    (grid,) = read_sheet(html).blocks
    assert [cell[0] for cell in cells(grid)] == ["a", "b"]


@pytest.mark.parametrize("depth", [1500, 3000])
def test_nesting_without_end_is_refused_and_not_cut_off(read_sheet: ReadSheet, depth: int) -> None:
    with pytest.raises(UnreadableFileError):
        read_sheet(b"<html>" + b"<div>" * depth + b"text")
