from extractor.document import Provenance
from extractor.geometry import BBox
from extractor.grid import Cell, Grid
from tests.evaluation.structure.drawing import as_truth, draw
from training.evaluation.structure.measured import (
    MeasuredTable,
    grid_to_measured,
    html_to_measured,
    measured_to_html,
    overlap,
    plain,
    truth_to_measured,
)


def places(table: MeasuredTable) -> list[tuple[int, int, int, int]]:
    return [cell.place for cell in table.cells]


def test_html_and_back_keeps_spans_and_text() -> None:
    table = draw("aab", "aac", "dec", texts={"c": "<3&4>"})
    again = html_to_measured(measured_to_html(table))
    assert places(again) == places(table)
    assert [cell.text for cell in again.cells] == [cell.text for cell in table.cells]


def test_truth_and_grid_of_the_same_table_are_the_same() -> None:
    table = draw("aab", "cde")
    grid = Grid(
        tuple(
            Cell(
                cell.text,
                *cell.place,
                (Provenance(1, BBox(*(side * 72 / 150 for side in cell.box or ()))),),
            )
            for cell in table.cells
        ),
        2,
        3,
    )
    found, true = grid_to_measured(grid, 150.0), truth_to_measured(as_truth(table))
    assert places(found) == places(true)
    assert found.box is not None
    assert true.box is not None
    assert overlap(found.box, true.box) > 0.999


def test_rows_in_which_no_cell_begins_are_not_seen() -> None:
    assert places(draw("ab", "ab", "cd")) == [
        (0, 0, 1, 1),
        (0, 1, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]


def test_text_without_a_table_has_no_cells() -> None:
    assert html_to_measured("").cells == ()
    assert html_to_measured("<p>指标</p>").cells == ()


def test_html_cells_flow_around_spans_from_above() -> None:
    table = html_to_measured(
        '<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>'
    )
    assert places(table) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]


def test_widths_of_characters_and_blanks_make_no_difference() -> None:
    assert plain("９８ ％\n（含）") == "98%(含)"
