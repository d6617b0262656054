import numpy as np
import pytest

from training.table_structure.boundary_score import boundary_score


def maps_with_line(row: int) -> tuple[np.ndarray, np.ndarray]:
    across = np.zeros((60, 80), np.float32)
    across[row : row + 2, 10:70] = 1
    return across, np.zeros((60, 80), np.float32)


def test_the_truth_itself_scores_one() -> None:
    assert boundary_score(maps_with_line(20), maps_with_line(20)).f1 == 1.0


def test_two_pixels_of_the_page_beside_is_met_and_six_is_missed() -> None:
    assert boundary_score(maps_with_line(21), maps_with_line(20)).f1 == 1.0
    assert boundary_score(maps_with_line(24), maps_with_line(20)).f1 == 0.0


def test_an_invented_line_halves_precision() -> None:
    found = maps_with_line(20)
    found[0][40:42, 10:70] = 1

    score = boundary_score(found, maps_with_line(20))

    assert score.right / score.found == pytest.approx(0.5)
    assert score.met == score.there


def test_half_of_a_line_is_half_of_recall() -> None:
    found = maps_with_line(20)
    found[0][:, 40:] = 0

    score = boundary_score(found, maps_with_line(20))

    assert score.met / score.there == pytest.approx(0.5, abs=0.03)


def test_empty_maps_of_an_empty_page_are_right() -> None:
    empty = (np.zeros((8, 8), np.float32), np.zeros((8, 8), np.float32))

    assert boundary_score(empty, empty).f1 == 1.0
