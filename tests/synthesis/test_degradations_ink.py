import numpy as np
import pytest

from tests.synthesis.pages import ruled_page
from training.synthesis.degradations.overprint import overprinted
from training.synthesis.degradations.ranges import Ink
from training.synthesis.degradations.seals import SealKind, sealed
from training.synthesis.degradations.strokes import written_on
from training.synthesis.truth import TruthPage

PAGE = ruled_page()
BLANK = TruthPage(np.full((600, 420, 3), 255, np.uint8), 100.0, ())


def rng(seed=1):
    return np.random.default_rng(seed)


def changed(page, other):
    return (page.pixels != other.pixels).any(axis=2)


@pytest.mark.parametrize(
    "ink", [Ink(handwriting_chance=1.0), Ink(underline_chance=1.0), Ink(tick_chance=1.0)]
)
def test_pens_leave_thin_strokes_and_no_new_truth(ink):
    for seed in range(4):
        page = written_on(PAGE, ink, rng(seed))
        assert 0 < changed(page, PAGE).mean() < 0.06
        assert page.tables is PAGE.tables
        assert page.texts is PAGE.texts


def test_underlines_run_near_the_printed_lines():
    page = written_on(PAGE, Ink(underline_chance=1.0), rng(2))
    rows = np.flatnonzero(changed(page, PAGE).any(axis=1))
    lines = [line for cell in PAGE.tables[0].cells for line in cell.lines] + list(PAGE.texts)
    feet = np.array([line.polygon[2, 1] for line in lines])
    assert np.abs(rows[:, None] - feet[None, :]).min(axis=1).max() < 16


def test_highlighter_keeps_the_print_readable():
    page = overprinted(PAGE, Ink(highlighter_chance=1.0), rng(3))
    marked = changed(page, PAGE)
    assert marked.any()
    assert (page.pixels[PAGE.pixels == 0] == 0).all()
    assert page.pixels[marked].max(axis=1).min() > 60


def test_watermark_is_pale():
    for seed in range(4):
        page = overprinted(PAGE, Ink(watermark_chance=1.0), rng(seed))
        marked = changed(page, PAGE) & (PAGE.pixels.min(axis=2) == 255)
        assert 0.002 < marked.mean() < 0.5
        assert page.pixels[marked].min() >= 255 * (1 - 0.36)


def test_neighbouring_text_is_known_and_clear_of_the_table():
    found = 0
    for seed in range(6):
        page = overprinted(PAGE, Ink(neighbour_chance=1.0), rng(seed))
        top, bottom = PAGE.texts[0].polygon[0, 1], PAGE.tables[0].outline[2, 1]
        for line in page.texts[len(PAGE.texts) :]:
            low, high = line.polygon.min(axis=0), line.polygon.max(axis=0)
            assert high[1] < top or low[1] > bottom
            x, y = line.polygon.mean(axis=0).round().astype(int)
            assert page.pixels[y, x].max() < 60
            found += 1
    assert found > 3


def test_a_page_without_text_can_be_written_on_too():
    ink = Ink((0.0, 1.0), 0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert changed(written_on(overprinted(BLANK, ink, rng()), ink, rng()), BLANK).any()


def test_seals_of_all_kinds_are_drawn_and_masked():
    sizes = set()
    for seed in range(12):
        stamped = sealed(BLANK, Ink(seals=(0.0, 1.0), round_only=0.0), rng(seed))
        inked = stamped.coverage > 90
        dark = stamped.pixels.min(axis=2) < 250
        assert inked.any()
        assert dark[inked].mean() > 0.97
        sizes.add(int(np.ptp(np.flatnonzero(inked.any(axis=1)))) // 20)
    assert len(sizes) >= len(SealKind) - 1
