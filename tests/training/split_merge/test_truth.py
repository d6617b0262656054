"""Printed tables as the splitters learn them."""

import numpy as np
import pytest

from models.table_structure.split_merge.planes import Region
from tests.training.table_structure.drawn_page import ruled_page
from training.split_merge.examples import SplitExample
from training.split_merge.free_space import with_free_bands
from training.split_merge.samples import (
    band_targets,
    jittered_places,
    owners_at,
    plain_sample,
    varied_sample,
)
from training.split_merge.truth_grid import TruthGrid, truth_grid


def grid(drawn_down: bool = True) -> TruthGrid:
    """Borders at 40, 160, 280 of the page are at 19.75, 79.75, 139.75 of the maps."""
    return truth_grid(ruled_page(drawn_down).tables[0], lambda points: points)


def example(drawn_down: bool = True) -> SplitExample:
    """Texts stand 10–50 pixels of the maps right of a column's beginning."""
    planes = np.zeros((4, 160, 160), np.uint8)
    for x in (20, 80):
        for y in (20, 80):
            planes[2, y + 25 : y + 33, x + 10 : x + 50] = 255
    return SplitExample(planes, Region(20, 20, 141, 141), grid(drawn_down))


def test_a_drawn_boundary_lies_where_its_line_is() -> None:
    rows = grid().rows
    assert rows.at.tolist() == pytest.approx([19.75, 79.75, 139.75])
    assert (rows.band[:, 1] - rows.band[:, 0]).tolist() == pytest.approx([2, 2, 2])
    assert grid().owners.tolist() == [[0, 1], [2, 3]]


def test_an_undrawn_boundary_may_lie_anywhere_between_the_texts() -> None:
    columns = with_free_bands(example(drawn_down=False)).grid.columns
    low, high = columns.band[1]
    assert low == pytest.approx(70, abs=1)
    assert high == pytest.approx(90, abs=1)


def test_a_drawn_boundary_stays_where_it_is() -> None:
    rows = with_free_bands(example(drawn_down=False)).grid.rows
    assert (rows.band[1, 1] - rows.band[1, 0]) == pytest.approx(2)


def test_targets_are_high_on_the_bands() -> None:
    columns = with_free_bands(example(drawn_down=False)).grid.columns
    targets = band_targets(columns, 80)
    assert targets[36:44].min() > 0.9
    assert targets[30] == 0
    assert targets[50] == 0


def test_a_row_that_was_found_too_much_is_of_the_cell_around_it() -> None:
    owners = owners_at(grid(), np.array([19.0, 50.0, 80.0, 140.0]), np.array([5.0, 20.0, 79.0]))
    assert owners.tolist() == [[-1, 0], [-1, 0], [-1, 2]]


def test_places_are_found_a_little_off() -> None:
    rng = np.random.default_rng(1)
    bands = grid().rows
    for _ in range(20):
        places = jittered_places(bands, 160, rng)
        assert all(np.abs(places - at).min() < 3 for at in bands.at)
        assert len(places) <= 5


def test_varied_samples_keep_text_within_its_cell() -> None:
    for seed in range(20):
        sample = varied_sample(example(), np.random.default_rng(seed))
        rows, columns = sample.grid.rows.at, sample.grid.columns.at
        for row in range(2):
            for column in range(2):
                part = sample.planes[
                    2,
                    int(rows[row]) + 2 : int(rows[row + 1]) - 1,
                    int(columns[column]) + 2 : int(columns[column + 1]) - 1,
                ]
                assert part.max() > 0.9


def test_the_same_seed_varies_alike() -> None:
    one, other = (varied_sample(example(), np.random.default_rng(4)) for _ in range(2))
    assert (one.planes == other.planes).all()


def test_a_plain_sample_is_cut_around_the_region() -> None:
    sample = plain_sample(example(), margin=6)
    assert sample.planes.shape == (4, 133, 133)
    assert sample.grid.rows.at[0] == pytest.approx(19.75 - 14)
