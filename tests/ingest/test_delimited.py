from hypothesis import given
from hypothesis import strategies as st

from extractor.ingest.delimited import csv_rows


def test_quoted_cells_keep_commas_and_line_feeds() -> None:
    text = '一级指标,三级指标,指标值\n产出指标,"检查, 抽查","≥3\n次"\n'
    assert csv_rows(text) == [
        ["一级指标", "三级指标", "指标值"],
        ["产出指标", "检查, 抽查", "≥3\n次"],
    ]


def test_doubled_quotes() -> None:
    assert csv_rows('名称,值\n"“一网”""通办""",1\n') == [["名称", "值"], ['“一网”"通办"', "1"]]


def test_prose_with_commas_is_no_csv() -> None:
    assert csv_rows("目标一,完成建设\n目标二\n目标三,按时,保质,保量\n") is None


def test_tabs_without_quotes_are_left_to_flattened_text() -> None:
    assert csv_rows("一级\t二级\t三级\n产出\t数量\t次数\n") is None


@given(st.text(alphabet='",;\t\n\rab1', max_size=60))
def test_never_raises(text: str) -> None:
    rows = csv_rows(text)
    assert rows is None or all(isinstance(cell, str) for row in rows for cell in row)
