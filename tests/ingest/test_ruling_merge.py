from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Ruling
from extractor.geometry import BBox
from extractor.ingest.ruling_merge import merge_rulings

PAGE = BBox(0, 0, 600, 800)
PLACE = st.floats(-50, 900, allow_nan=False)


def test_touching_pieces_become_one_and_double_lines_too() -> None:
    pieces = [Ruling(10, 50, 60, 50), Ruling(60, 50.4, 200, 50.4), Ruling(300, 50, 400, 50)]
    merged = merge_rulings(pieces, PAGE)
    assert [(round(r.x0), round(r.x1)) for r in merged] == [(10, 200), (300, 400)]
    assert all(r.top == r.bottom for r in merged)


def test_what_is_outside_the_page_is_cut() -> None:
    assert merge_rulings([Ruling(-50, 10, 900, 10)], PAGE) == (Ruling(0, 10, 600, 10),)
    assert merge_rulings([Ruling(700, 10, 900, 10), Ruling(5, 5, 7, 5)], PAGE) == ()


@given(st.lists(st.tuples(PLACE, PLACE, PLACE, st.booleans()), max_size=30))
def test_merging_twice_changes_nothing(items: list[tuple[float, float, float, bool]]) -> None:
    pieces = [
        Ruling(min(a, b), at, max(a, b), at) if across else Ruling(at, min(a, b), at, max(a, b))
        for a, b, at, across in items
    ]
    once = merge_rulings(pieces, PAGE)
    assert all(r.x0 <= r.x1 and r.top <= r.bottom for r in once)
    total = sum(r.x1 - r.x0 + r.bottom - r.top for r in once)
    again = merge_rulings(once, PAGE)
    assert sum(r.x1 - r.x0 + r.bottom - r.top for r in again) <= total + 3 * len(once)
    assert len(again) <= len(once)
