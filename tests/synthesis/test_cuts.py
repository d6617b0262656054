import pytest

from training.synthesis.printing.cuts import cut_between, cut_inside, without_spare_lines
from training.synthesis.printing.look import CutLabel
from training.synthesis.sheet import FormSheet, Span, place


def sheet() -> FormSheet:
    """A merged label over three rows, two columns right of it."""
    rows = [
        (Span("label", rows=3, tag="t"), Span("a", above="t"), Span("1")),
        (Span("b", above="t"), Span("2")),
        (Span("c", above="t"), Span("3")),
        (Span("foot", columns=3),),
    ]
    return place([], rows, [1, 1, 1])


def texts(part: FormSheet) -> list[str]:
    return [cell.text for cell in part.cells]


@pytest.mark.parametrize(
    ("labels", "first", "second"),
    [
        (CutLabel.FIRST, "label", ""),
        (CutLabel.SECOND, "", "label"),
        (CutLabel.MIDDLE, "label", ""),
        (CutLabel.BOTH, "label", "label"),
    ],
)
def test_a_cut_merged_cell_stands_on_both_parts(labels: CutLabel, first: str, second: str) -> None:
    upper, lower = cut_between(sheet(), 2, labels)
    assert texts(upper) == [first, "a", "1", "b", "2"]
    assert texts(lower) == [second, "c", "3", "foot"]
    assert (upper.cells[0].row_span, lower.cells[0].row_span) == (2, 1)
    assert [cell.parent for cell in lower.cells] == [None, 0, None, None]


def test_the_middle_of_a_label_may_be_on_the_second_part() -> None:
    upper, lower = cut_between(sheet(), 1, CutLabel.MIDDLE)
    assert (upper.cells[0].text, lower.cells[0].text) == ("", "label")


def test_a_row_that_is_cut_stands_on_both_parts_with_its_text_shared_out() -> None:
    upper, lower = cut_inside(sheet(), 1, {3: ("b1", "b2"), 4: ("2", "")}, CutLabel.FIRST)
    assert texts(upper) == ["label", "a", "1", "b1", "2"]
    assert texts(lower) == ["", "b2", "", "c", "3", "foot"]
    assert (upper.n_rows, lower.n_rows) == (2, 3)


def test_columns_that_end_no_cell_of_a_part_are_gone() -> None:
    _, lower = cut_between(sheet(), 3, CutLabel.FIRST)
    assert (lower.n_rows, lower.n_columns) == (1, 1)
    assert lower.cells[0].column_span == 1
    assert lower.widths == (3.0,)


def test_a_sheet_without_spare_lines_stays_as_it_is() -> None:
    whole = sheet()
    assert without_spare_lines(whole) is whole
