from extractor.document import Ruling
from extractor.tables import CellGrid, rulings_to_grids, show_as_much


def table(rows: tuple[float, ...], columns: tuple[float, ...]) -> tuple[CellGrid, ...]:
    across = tuple(Ruling(columns[0], y, columns[-1], y) for y in rows)
    down = tuple(Ruling(x, rows[0], x, rows[-1]) for x in columns)
    return rulings_to_grids(across + down)


WHOLE = table((0, 50, 100, 150), (0, 100, 300, 400))


def test_drawn_lines_with_the_same_cells_are_enough() -> None:
    assert show_as_much(WHOLE, WHOLE)


def test_a_table_that_misses_rows_or_lines_is_not() -> None:
    assert not show_as_much(table((0, 50, 100), (0, 100, 300, 400)), WHOLE)
    assert not show_as_much(table((0, 150), (0, 100, 300, 400)), WHOLE)


def test_nothing_drawn_is_enough_only_where_nothing_was_seen() -> None:
    assert not show_as_much((), WHOLE)
    assert show_as_much((), ())


def test_lines_count_where_nothing_else_was_seen() -> None:
    beside = table((200, 250, 300), (0, 100, 300, 400))

    assert show_as_much(WHOLE + beside, ())
