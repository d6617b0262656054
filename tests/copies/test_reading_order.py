"""Words of a table are read cell by cell, though lines of neighbours stand beside each other."""

from extractor.copies.reading_order import lines_in_order
from extractor.document import Page, Ruling, Word
from extractor.geometry import BBox


def word(text: str, x: float, y: float) -> Word:
    return Word(text, BBox(x, y, x + 10 * len(text), y + 10))


def table(*columns: float, rows: tuple[float, ...]) -> tuple[Ruling, ...]:
    across = [Ruling(columns[0], y, columns[-1], y) for y in rows]
    down = [Ruling(x, rows[0], x, rows[-1]) for x in columns]
    return (*across, *down)


def read(page: Page) -> list[str]:
    return [line.text for line in lines_in_order(page)]


def test_cell_by_cell_between_what_stands_above_and_below() -> None:
    words = (
        word("注", 50, 300),
        word("右一", 210, 110),
        word("左二", 60, 125),
        word("右二", 210, 125),
        word("左一", 60, 110),
        word("题", 50, 20),
    )
    page = Page(1, 595, 842, words, table(50, 200, 350, rows=(100, 150, 200)))
    assert read(page) == ["题", "左一", "左二", "右一", "右二", "注"]


def test_tables_beside_each_other_are_read_one_after_the_other() -> None:
    left = table(50, 150, 250, rows=(100, 150, 200))
    right = table(300, 400, 500, rows=(100, 150, 200))
    words = tuple(
        word(text, x, 120) for text, x in (("丁", 410), ("乙", 160), ("丙", 310), ("甲", 60))
    )
    assert read(Page(1, 595, 842, words, (*left, *right))) == ["甲", "乙", "丙", "丁"]


def test_no_word_is_lost_or_doubled() -> None:
    words = tuple(word(str(n), 20 + 37 * n % 500, 20 + 53 * n % 700) for n in range(40))
    page = Page(1, 595, 842, words, table(50, 200, 350, rows=(100, 300, 500)))
    found = [one for line in lines_in_order(page) for one in line.words]
    assert sorted(found, key=str) == sorted(words, key=str)


def test_a_page_without_words() -> None:
    assert read(Page(1, 595, 842)) == []
