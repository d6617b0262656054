"""Random rectangular partitions, drawn as rulings, come back exactly."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.document import Ruling
from extractor.tables import Span, join_rulings, rulings_to_grids

Rectangle = tuple[int, int, int, int]
ROW_STEPS = (14.0, 22.0, 9.5, 31.0, 17.0)
COLUMN_STEPS = (30.0, 55.0, 18.0, 90.0, 41.0)


def partition(rng: random.Random, n_rows: int, n_columns: int) -> list[Rectangle]:
    """Rectangles (row, column, row span, column span) that cover n_rows × n_columns."""
    free = {(r, c) for r in range(n_rows) for c in range(n_columns)}
    rectangles = []
    while free:
        row, column = min(free)
        width = 1
        while (row, column + width) in free and rng.random() < 0.45:
            width += 1
        height = 1
        while rng.random() < 0.45 and all((row + height, column + j) in free for j in range(width)):
            height += 1
        free -= {(row + i, column + j) for i in range(height) for j in range(width)}
        rectangles.append((row, column, height, width))
    return rectangles


def boundaries(steps: tuple[float, ...], n: int, start: float) -> list[float]:
    positions = [start]
    for i in range(n):
        positions.append(positions[-1] + steps[i % len(steps)])
    return positions


def outline(rectangle: Rectangle, ys: list[float], xs: list[float]) -> list[Ruling]:
    row, column, height, width = rectangle
    x0, x1, top, bottom = xs[column], xs[column + width], ys[row], ys[row + height]
    return [
        Ruling(x0, top, x1, top),
        Ruling(x0, bottom, x1, bottom),
        Ruling(x0, top, x0, bottom),
        Ruling(x1, top, x1, bottom),
    ]


def compressed(rectangles: list[Rectangle]) -> set[Span]:
    """The spans with grid lines that no rectangle uses left out."""
    rows = sorted({v for r, _, h, _ in rectangles for v in (r, r + h)})
    columns = sorted({v for _, c, _, w in rectangles for v in (c, c + w)})
    return {
        Span(
            rows.index(r),
            columns.index(c),
            rows.index(r + h) - rows.index(r),
            columns.index(c + w) - columns.index(c),
        )
        for r, c, h, w in rectangles
    }


partitions = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10**9)).map(
    lambda p: (random.Random(p[2]), partition(random.Random(p[2]), p[0], p[1]), p[0], p[1])
)


@settings(max_examples=150, deadline=None)
@given(partitions)
def test_any_partition_comes_back_exactly(drawn):
    rng, rectangles, n_rows, n_columns = drawn
    ys, xs = boundaries(ROW_STEPS, n_rows, 60.0), boundaries(COLUMN_STEPS, n_columns, 50.0)
    rulings = [
        Ruling(
            r.x0 + rng.uniform(-0.6, 0.6),
            r.top + rng.uniform(-0.6, 0.6),
            r.x1 + rng.uniform(-0.6, 0.6),
            r.bottom + rng.uniform(-0.6, 0.6),
        )
        for rectangle in rectangles
        for r in outline(rectangle, ys, xs)
    ]
    rng.shuffle(rulings)

    grids = rulings_to_grids(join_rulings(rulings))

    assert [set(g.spans) for g in grids] == [compressed(rectangles)]


@settings(max_examples=100, deadline=None)
@given(partitions, st.integers(0, 40))
def test_grids_cover_without_overlap_however_broken_the_rules_are(drawn, n_lost):
    rng, rectangles, n_rows, n_columns = drawn
    ys, xs = boundaries(ROW_STEPS, n_rows, 60.0), boundaries(COLUMN_STEPS, n_columns, 50.0)
    rulings = [r for rectangle in rectangles for r in outline(rectangle, ys, xs)]
    rng.shuffle(rulings)
    for grid in rulings_to_grids(join_rulings(rulings[n_lost:])):
        atoms = [
            (row, column)
            for s in grid.spans
            for row in range(s.row, s.row + s.row_span)
            for column in range(s.column, s.column + s.column_span)
        ]
        every = {(r, c) for r in range(len(grid.rows) - 1) for c in range(len(grid.columns) - 1)}
        assert len(atoms) == len(set(atoms))
        assert set(atoms) == every


def box(x0: float, top: float, x1: float, bottom: float) -> list[Ruling]:
    return outline((0, 0, 1, 1), [top, bottom], [x0, x1])


def spans_of(rulings: list[Ruling]) -> list[int]:
    return [len(g.spans) for g in rulings_to_grids(join_rulings(rulings))]


def test_a_frame_around_a_table_is_not_a_cell():
    table = [*box(60, 60, 160, 100), Ruling(110, 60, 110, 100)]
    assert spans_of([*box(50, 50, 170, 110), *table]) == [2]


def test_two_tables_on_a_page_stay_apart():
    upper = [*box(60, 60, 160, 100), Ruling(110, 60, 110, 100)]
    lower = [*box(60, 120, 160, 160), Ruling(60, 140, 160, 140)]
    assert spans_of([*upper, *lower]) == [2, 2]


def test_a_third_of_a_rule_may_be_missing_but_not_half():
    frame = box(60, 60, 360, 100)
    assert spans_of([*frame, Ruling(60, 80, 300, 80), Ruling(160, 60, 160, 100)]) == [4]
    # Only the left one of the two lower cells is divided.
    assert spans_of([*frame, Ruling(60, 80, 200, 80), Ruling(160, 60, 160, 100)]) == [3]


def test_a_stray_stroke_inside_a_cell_makes_no_row():
    grid = rulings_to_grids(
        join_rulings([*box(60, 60, 360, 100), Ruling(160, 60, 160, 100), Ruling(200, 85, 240, 85)])
    )[0]
    assert (len(grid.rows), len(grid.columns)) == (2, 3)


def test_double_borders_are_one():
    outer = box(60, 60, 360, 100)
    inner = box(62, 62, 358, 98)
    assert spans_of([*outer, *inner, Ruling(160, 62, 160, 98)]) == [2]


def test_an_l_shaped_union_is_cut_where_a_rule_leads_in():
    # The rule under the upper right cell is lost: the left cell spans both rows.
    rulings = [
        *box(60, 60, 360, 120),
        Ruling(160, 60, 160, 120),
        Ruling(160, 90, 260, 90),
        Ruling(260, 60, 260, 90),
    ]
    grid = rulings_to_grids(join_rulings(rulings))[0]
    assert {(s.row, s.column, s.row_span, s.column_span) for s in grid.spans} == {
        (0, 0, 2, 1),
        (0, 1, 1, 1),
        (0, 2, 1, 1),
        (1, 1, 1, 2),
    }


def test_open_sides_get_borders_where_the_rules_end():
    rulings = [Ruling(60, y, 360, y) for y in (60, 80, 100)] + [Ruling(160, 60, 160, 100)]
    grid = rulings_to_grids(join_rulings(rulings))[0]
    assert grid.columns == (60, 160, 360)
    assert len(grid.spans) == 4
