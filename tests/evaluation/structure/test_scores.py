import numpy as np
import pytest

from tests.evaluation.structure.drawing import draw, moved
from training.evaluation.structure.grits import cell_scores, exact_grid
from training.evaluation.structure.intervals import mean
from training.evaluation.structure.measured import MeasuredTable, measured_to_html
from training.evaluation.structure.pages import page_scores, page_structure_scores, table_pairs
from training.evaluation.structure.tree_edit import structure_teds, teds

FORM = ("aaab", "cdef", "cghi", "cjkl", "mnop")
NOTHING = MeasuredTable((), 0, 0)


def test_the_same_table_scores_one() -> None:
    table = draw(*FORM)
    assert structure_teds(table, table) == 1.0
    assert teds(table, draw(*FORM)) == 1.0
    assert cell_scores(table, draw(*FORM)).topology == pytest.approx(1.0)
    assert cell_scores(table, draw(*FORM)).content == pytest.approx(1.0)
    assert exact_grid(table, draw(*FORM))


def test_a_missing_row_costs_its_nodes() -> None:
    table, short = draw(*FORM), draw(*FORM[:-1])
    nodes = 1 + 5 + len(table.cells)
    assert structure_teds(short, table) == pytest.approx(1 - 5 / nodes)
    assert cell_scores(short, table).topology == pytest.approx(2 * 16 / (16 + 20))
    assert not exact_grid(short, table)


def test_a_wrong_span_costs_one_cell() -> None:
    table = draw("ab", "cd", "ef")
    merged = draw("ab", "cd", "ee")
    nodes = 1 + 3 + 6
    assert structure_teds(merged, table) == pytest.approx(1 - 2 / nodes)
    topology = cell_scores(merged, table).topology
    assert topology == pytest.approx(2 * (4 + 0.5 + 0.5) / 12)


def test_a_wrong_text_costs_its_share_of_edits() -> None:
    table = draw("ab", "cd", texts={"a": "数量指标"})
    misread = draw("ab", "cd", texts={"a": "数最指标"})
    assert structure_teds(misread, table) == 1.0
    assert teds(misread, table) == pytest.approx(1 - 0.25 / 7)
    assert cell_scores(misread, table).topology == pytest.approx(1.0)
    assert cell_scores(misread, table).content == pytest.approx((3 + 0.75) / 4)


def test_nothing_found_scores_nothing() -> None:
    table = draw(*FORM)
    for score in (structure_teds, teds):
        assert score(NOTHING, table) == 0.0
        assert score(table, NOTHING) == 0.0
    assert cell_scores(NOTHING, table).content == 0.0


def test_both_libraries_agree_on_structure() -> None:
    from table_recognition_metric import TEDS

    other = TEDS(structure_only=True)
    rng = np.random.default_rng(3)
    table = draw(*FORM)
    for _ in range(12):
        rows = ["".join(row) for row in np.array([list(row) for row in FORM])]
        kept = [row for row in rows if rng.random() > 0.25] or rows
        found = draw(*kept)
        pages = [f"<html><body>{measured_to_html(t)}</body></html>" for t in (found, table)]
        assert structure_teds(found, table) == pytest.approx(other(*pages))


def test_a_row_too_many_is_aligned_away() -> None:
    found = draw("ab", "xy", "cd", "ef")
    assert cell_scores(found, draw("ab", "cd", "ef")).content == pytest.approx(2 * 6 / (8 + 6))


def test_tables_are_paired_by_place() -> None:
    upper, lower = draw("ab", "cd"), moved(draw("abc", "def"), 200)
    pairs = table_pairs([lower, upper], [upper, lower])
    assert sorted((a.n_columns, b.n_columns) for a, b in pairs) == [(2, 2), (3, 3)]


def test_a_table_missed_and_one_invented_halve_the_page() -> None:
    upper, lower = draw("ab", "cd"), moved(draw("abc", "def"), 200)
    assert page_structure_scores([upper], [upper, lower]).structure_teds == 0.5
    assert page_structure_scores([upper, lower], [upper]).topology == 0.5
    assert page_structure_scores([upper, lower], [upper]).exact == 0.0


def test_a_box_is_no_table_and_an_empty_page_is_right() -> None:
    assert page_scores([draw("a")], []).teds == 1.0
    assert page_scores([draw("a")], []).exact == 1.0


def test_an_interval_holds_its_mean_and_is_the_same_each_time() -> None:
    values = [0.9, 1.0, 0.4, 0.8, 1.0, 1.0]
    got = mean(values)
    assert got is not None
    assert got.low < got.value < got.high
    assert got == mean(values)
    assert mean([]) is None
    assert str(mean([1.0, 1.0])) == "1.000 (1.000–1.000)"
