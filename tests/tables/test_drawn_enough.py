from extractor.document import Ruling
from extractor.tables import show_as_much


def table(rows: tuple[float, ...], columns: tuple[float, ...]) -> tuple[Ruling, ...]:
    across = tuple(Ruling(columns[0], y, columns[-1], y) for y in rows)
    return across + tuple(Ruling(x, rows[0], x, rows[-1]) for x in columns)


WHOLE = table((0, 50, 100, 150), (0, 100, 300, 400))


def test_drawn_lines_with_the_same_cells_are_enough() -> None:
    assert show_as_much(WHOLE, WHOLE)


def test_a_table_that_misses_rows_or_lines_is_not() -> None:
    assert not show_as_much(table((0, 50, 100), (0, 100, 300, 400)), WHOLE)
    assert not show_as_much(table((0, 150), (0, 100, 300, 400)), WHOLE)


def test_nothing_drawn_is_enough_only_where_nothing_was_seen() -> None:
    assert not show_as_much((), WHOLE)
    assert show_as_much((), ())
