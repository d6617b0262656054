import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.synthesis.browser import Browser
from training.synthesis.corpus import Split, sample_form
from training.synthesis.families.plan import Family
from training.synthesis.page_files import read_page, write_page
from training.synthesis.printing.look import (
    TRAIN_FONTS,
    UNSEEN_FONTS,
    BreakStyle,
    CutLabel,
    RulePattern,
    Stroke,
)
from training.synthesis.printing.setting import SetForm, set_form
from training.synthesis.truth import Direction, TruthPage, TruthTable

needs_chromium = pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def set_seed(browser: Browser, seed: int, **rules: object) -> SetForm:
    """A training form with solid black rules, or as said."""
    form = sample_form(seed, Split.TRAIN)
    plain: dict[str, object] = {
        "pattern": RulePattern.ALL,
        "stroke": Stroke.SOLID,
        "outer_stroke": Stroke.SOLID,
        "darkness": 0,
        "width_pt": 0.75,
        "outer_pt": 0.75,
    }
    look = replace(form.look, rules=replace(form.look.rules, **{**plain, **rules}))
    return set_form(browser, form.blocks, look)


def printed(tables: tuple[TruthTable, ...]) -> str:
    return "".join("".join(cell.text.split()) for table in tables for cell in table.cells)


def test_the_unseen_families_and_fonts_are_not_in_training() -> None:
    seen = [sample_form(seed, Split.TRAIN) for seed in range(60)]
    unseen = [sample_form(seed, Split.UNSEEN) for seed in range(60)]
    assert {form.family for form in unseen} == {Family.REGION, Family.WIDE}
    assert not {form.family for form in seen} & {Family.REGION, Family.WIDE}
    assert {form.font for form in seen} <= set(TRAIN_FONTS)
    assert {form.font for form in unseen} & set(UNSEEN_FONTS) == set(UNSEEN_FONTS)


def test_a_seed_gives_one_form() -> None:
    assert sample_form(7, Split.TRAIN) == sample_form(7, Split.TRAIN)
    assert sample_form(7, Split.TRAIN) != sample_form(7, Split.UNSEEN)


@needs_chromium
def test_cells_cover_the_table_and_their_polygons_meet(browser: Browser) -> None:
    (table,) = set_seed(browser, 3).pages[0].tables
    area = np.zeros((table.n_rows, table.n_columns), int)
    for cell in table.cells:
        area[cell.row : cell.row + cell.row_span, cell.column : cell.column + cell.column_span] += 1
    assert (area == 1).all()
    covered = sum(cv2.contourArea(cell.polygon) for cell in table.cells)
    assert covered == pytest.approx(cv2.contourArea(table.outline), rel=1e-4)


@needs_chromium
@pytest.mark.parametrize("snapped", [True, False], ids=["snapped", "between pixels"])
def test_the_ink_of_drawn_borders_lies_under_their_boundaries(
    browser: Browser, snapped: bool
) -> None:
    page = set_seed(browser, 3, snapped=snapped).pages[0]
    for boundary in page.tables[0].boundaries:
        assert boundary.drawn
        ends = boundary.points[[0, -1]]
        aside = 1 if boundary.direction is Direction.ACROSS else 0
        low, high = np.round(ends.min(axis=0)).astype(int), np.round(ends.max(axis=0)).astype(int)
        low[aside] -= 2
        high[aside] += 2
        strip = 255.0 - page.pixels[low[1] : high[1] + 1, low[0] : high[0] + 1, 0]
        profile = np.median(strip, axis=aside)
        places = low[aside] + np.arange(profile.size)
        middle = float((profile * places).sum() / profile.sum())
        assert middle == pytest.approx(float(ends[0, aside]), abs=0.1)


@needs_chromium
def test_the_ink_of_text_lies_in_the_lines_of_its_cell(browser: Browser) -> None:
    page = set_seed(browser, 3, pattern=RulePattern.NONE).pages[0]
    table = page.tables[0]
    left, top = table.outline.min(axis=0)
    right, bottom = table.outline.max(axis=0)
    ink = page.pixels[..., 0] < 110
    ink[:, : int(left)] = ink[:, int(right) + 1 :] = False
    ink[: int(top)] = ink[int(bottom) + 1 :] = False
    assert ink.sum() > 1000
    for cell in table.cells:
        assert "".join("".join(line.text for line in cell.lines).split()) == "".join(
            cell.text.split()
        )
        for line in cell.lines:
            x0, y0 = np.floor(line.polygon.min(axis=0)).astype(int)
            x1, y1 = np.ceil(line.polygon.max(axis=0)).astype(int)
            ink[y0 : y1 + 1, x0 : x1 + 1] = False
    assert not ink.any()


@needs_chromium
@pytest.mark.parametrize("style", BreakStyle)
def test_a_page_break_loses_and_doubles_no_text(browser: Browser, style: BreakStyle) -> None:
    form = sample_form(0, Split.TRAIN)
    look = replace(
        form.look,
        size_pt=14.0,
        breaks=replace(form.look.breaks, style=style, labels=CutLabel.FIRST, bordered=False),
        rules=replace(form.look.rules, pattern=RulePattern.ALL),
    )
    done = set_form(browser, form.blocks, look)
    assert len(done.pages) > 1
    parts = tuple(table for page in done.pages for table in page.tables)
    assert sorted(printed(parts)) == sorted(printed(done.whole))
    cut = [table for table in parts if table.open_bottom]
    assert cut
    assert sum(table.open_top for table in parts) == len(cut)


@needs_chromium
def test_pages_read_back_as_they_were_written(browser: Browser, tmp_path: Path) -> None:
    page: TruthPage = set_seed(browser, 3).pages[0]
    write_page(page, tmp_path / "page")
    again = read_page(tmp_path / "page")
    assert (again.pixels == page.pixels).all()
    assert len(again.tables) == len(page.tables)
    for one, other in zip(page.tables, again.tables, strict=True):
        assert [c.text for c in one.cells] == [c.text for c in other.cells]
        assert [c.parent for c in one.cells] == [c.parent for c in other.cells]
        for cell, read in zip(one.cells, other.cells, strict=True):
            assert np.allclose(cell.polygon, read.polygon, atol=0.002)
        for mine, read_boundary in zip(one.boundaries, other.boundaries, strict=True):
            assert mine.drawn == read_boundary.drawn
            assert np.allclose(mine.points, read_boundary.points, atol=0.002)
        assert np.allclose(one.outline, other.outline, atol=0.002)
