"""Lattices from maps that are drawn from known tables."""

from dataclasses import replace

import numpy as np
import pytest

from models.table_structure.decode import Lattice, count_cells, decode_lattices
from models.table_structure.ridges import fit_lines, trace_ridges

from .drawn_maps import DrawnTable, Flaws, draw_maps, random_table

TABLES = 25
THREE_BY_THREE = DrawnTable(
    np.array([100.0, 140.0, 200.0, 230.0]),
    np.array([60.0, 120.0, 200.0, 380.0]),
    ((0, 0, 1, 3), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)),
)


def edges_of(table: DrawnTable) -> tuple[np.ndarray, np.ndarray]:
    across = np.zeros((len(table.rows), len(table.columns) - 1), bool)
    down = np.zeros((len(table.columns), len(table.rows) - 1), bool)
    for r, c, height, width in table.spans:
        across[[r, r + height], c : c + width] = True
        down[[c, c + width], r : r + height] = True
    return across, down


def is_exact(found: tuple[Lattice, ...], table: DrawnTable) -> bool:
    if len(found) != 1:
        return False
    across, down = edges_of(table)
    (lattice,) = found
    return (
        lattice.across.shape == across.shape
        and lattice.down.shape == down.shape
        and bool((lattice.across == across).all() and (lattice.down == down).all())
    )


@pytest.mark.parametrize(
    ("flaws", "least"),
    [
        (Flaws(), 1.0),
        (Flaws(noise=0.4, specks=20), 1.0),
        (Flaws(gaps=0.2, longest_gap=4, noise=0.3, specks=10), 0.85),
    ],
)
def test_random_tables_are_found_edge_by_edge(flaws: Flaws, least: float) -> None:
    exact = 0
    for seed in range(TABLES):
        table = random_table(np.random.default_rng(seed))
        maps = draw_maps([table], flaws=flaws, seed=seed)
        exact += is_exact(decode_lattices(maps.across, maps.down), table)
    assert exact >= least * TABLES


def test_boundaries_are_placed_to_a_fraction_of_a_pixel() -> None:
    table = replace(THREE_BY_THREE, rows=THREE_BY_THREE.rows + 0.37)
    maps = draw_maps([table], flaws=Flaws(noise=0.3))
    (lattice,) = decode_lattices(maps.across, maps.down)
    assert np.abs(lattice.rows - table.rows).max() < 0.2
    assert np.abs(lattice.columns - table.columns).max() < 0.2


def test_two_tables_side_by_side_stay_apart() -> None:
    left = random_table(np.random.default_rng(1), (20, 60, 200, 500))
    right = random_table(np.random.default_rng(2), (240, 80, 420, 560))
    maps = draw_maps([left, right])
    found = sorted(decode_lattices(maps.across, maps.down), key=lambda found: found.columns[0])
    assert len(found) == 2
    assert is_exact((found[0],), left)
    assert is_exact((found[1],), right)


def test_a_table_inside_a_cell_stays_apart() -> None:
    outer = replace(THREE_BY_THREE, rows=np.array([100.0, 140.0, 240.0, 270.0]))
    inner = random_table(np.random.default_rng(3), (215, 155, 365, 225))
    maps = draw_maps([outer, inner])
    found = decode_lattices(maps.across, maps.down)
    assert len(found) == 2
    assert sum(is_exact((lattice,), outer) for lattice in found) == 1
    assert sum(is_exact((lattice,), inner) for lattice in found) == 1


def test_a_piece_of_boundary_off_the_others_belongs_to_the_table_around_it() -> None:
    maps = draw_maps([THREE_BY_THREE])
    maps.down[141:151, 195:206] = 0
    maps.down[190:200, 195:206] = 0
    found = decode_lattices(maps.across, maps.down)
    assert is_exact(found, THREE_BY_THREE)


def test_a_side_without_boundary_is_closed_or_open() -> None:
    maps = draw_maps([THREE_BY_THREE])
    maps.across[225:236] = 0
    maps.down[:, 375:386] = 0
    (lattice,) = decode_lattices(maps.across, maps.down)
    assert lattice.rows[-1] == pytest.approx(230, abs=2)
    assert not lattice.across[-1].any()
    assert lattice.columns[-1] == pytest.approx(380, abs=2)


def test_a_wide_band_joins_the_thin_ridge_within_it() -> None:
    maps = draw_maps([THREE_BY_THREE])
    maps.across[139:151, 205:376] = 0.9
    (lattice,) = decode_lattices(maps.across, maps.down)
    assert lattice.rows[1] == pytest.approx(140, abs=0.8)
    assert len(lattice.rows) == 4


def test_long_ridges_without_crossing_ones_are_told() -> None:
    maps = draw_maps([])
    maps.across[100:102, 50:300] = 1
    maps.across[300:302, 50:80] = 1
    (lattice,) = decode_lattices(maps.across, maps.down)
    assert (lattice.across.shape, lattice.down.shape) == ((1, 1), (2, 0))
    assert lattice.rows[0] == pytest.approx(100.5, abs=0.1)


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0])
def test_maps_without_structure_have_no_lattices(level: float) -> None:
    flat = np.full((64, 48), level, np.float32)
    assert decode_lattices(flat, flat) == ()
    assert decode_lattices(flat[:1, :1], flat[:1, :1]) == ()


def test_a_slanted_ridge_has_its_slope_and_place() -> None:
    maps = draw_maps([], (200, 300))
    xs = np.arange(40, 260)
    for x, y in zip(xs, 100 + 0.05 * (xs - 150), strict=True):
        maps.across[int(y) : int(y) + 3, x] = (0.5, 1.0, 0.5)
    lines = fit_lines(trace_ridges(maps.across))
    assert lines.slope.tolist() == pytest.approx([0.05], abs=0.002)
    assert lines.at.tolist() == pytest.approx([100.5], abs=0.3)
    assert (lines.start[0], lines.end[0]) == (40, 259)


def test_cells_of_a_lattice_are_counted() -> None:
    """
    | a | b |
    |   |---|
    |   | c |
    """
    places = np.arange(3.0)
    across = np.array([[True, True], [False, True], [True, True]])
    whole = np.ones((3, 2), np.bool_)

    assert count_cells(Lattice(places, places, across, whole)) == 3
    assert count_cells(Lattice(places, places, whole, whole)) == 4
    assert count_cells(Lattice(places[:1], places[:2], whole[:1, :1], whole[:2, :0])) == 0
