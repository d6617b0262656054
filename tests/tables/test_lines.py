import pytest

from extractor.document import TextSource, Word
from extractor.geometry import BBox
from extractor.tables.cells import CellGrid
from extractor.tables.fill import cut_word, fill_cells
from extractor.tables.lines import join_wrapped, words_to_lines
from extractor.tables.spans import Span
from tests.tables.drawing import word

TWO_CELLS = CellGrid((0.0, 50.0, 150.0), (0.0, 40.0), (Span(0, 0, 1, 1), Span(0, 1, 1, 1)))


def texts(words, grid=TWO_CELLS):
    return [f.cell.text for f in fill_cells(grid, words, 1)]


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("30000人", "次", "30000人次"),
        ("购买办公", "Office 软件", "购买办公Office 软件"),
        ("annual", "report", "annual report"),
        ("≥", "95%", "≥95%"),
        ("(a", ") b", "(a) b"),
        ("", "项目", "项目"),
    ],
)
def test_wrapped_lines_join_as_a_reader_would(first, second, whole):
    assert join_wrapped(first, second, 9.0) == whole


def test_a_number_is_only_joined_where_its_line_was_full():
    assert join_wrapped("120", "50", wrapped_full=0.5) == "12050"
    assert join_wrapped("120", "50", wrapped_full=6.0) == "120 50"


def test_a_vertical_label_becomes_one_string():
    label = [word(c, 20, 3 + 12 * i) for i, c in enumerate("绩效指标")]
    assert texts(reversed(label)) == ["绩效指标", ""]


def test_words_on_one_baseline_read_from_left_to_right():
    lines = words_to_lines([word("2月", 35, 10.5), word("1", 30, 10), word("下一行", 10, 24)])
    assert [line.text for line in lines] == ["12月", "下一行"]


def test_cells_carry_the_lowest_confidence_the_seal_and_their_box():
    words = [
        Word("已盖", BBox(2, 2, 22, 12), 0.9, TextSource.OCR),
        Word("章", BBox(22, 2, 32, 12), 0.4, TextSource.OCR, stamped=True),
    ]
    first, second = (f.cell for f in fill_cells(TWO_CELLS, words, 7))
    assert (first.text, first.confidence, first.stamped) == ("已盖章", 0.4, True)
    assert (second.text, second.confidence, second.stamped) == ("", 1.0, False)
    assert first.where[0].page == 7
    assert first.where[0].bbox == BBox(0, 0, 50, 40)


def test_a_text_layer_word_over_a_boundary_is_cut_there():
    assert texts([word("项目名称河道清淤", 10, 5)]) == ["项目名称", "河道清淤"]


def test_a_recognised_word_over_a_boundary_goes_whole_to_its_larger_part():
    over = word("项目名称河道清淤工程", 10, 5, TextSource.OCR)
    assert texts([over]) == ["", "项目名称河道清淤工程"]


def test_half_a_character_over_a_boundary_is_no_cut():
    assert texts([word("项目名", 23, 5)]) == ["项目名", ""]


def test_cut_word_prefers_a_blank_and_loses_nothing():
    pieces = cut_word(word("项目名称 河道", 0, 0), [52.0])
    assert [p.text.strip() for p in pieces] == ["项目名称", "河道"]
    assert pieces[0].bbox.x1 == pieces[1].bbox.x0
