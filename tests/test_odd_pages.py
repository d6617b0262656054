"""Pages that no form should be: never a crash, a finding, and what can be read."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from extractor.document import Page, Pixels, Quads, TextSource, Word
from extractor.engines import Engines
from extractor.geometry import pixel_box_to_points
from extractor.look import LearnedSight
from extractor.odd_pages import odd_page_findings
from extractor.pipeline import read_page
from extractor.tables import find_tables
from tests.look.test_learned import (
    COLUMNS,
    DPI,
    HEIGHT,
    ROWS,
    WIDTH,
    FirstIsLighter,
    InkEye,
    form,
    page_of,
)


class Bars:
    """Reads every line as 格."""

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        corners = [(*line.min(axis=0).tolist(), *line.max(axis=0).tolist()) for line in lines]
        return tuple(
            Word("格", pixel_box_to_points(*box, DPI), 0.9, TextSource.OCR) for box in corners
        )


@pytest.fixture(scope="module")
def engines() -> Engines:
    return Engines(LearnedSight(InkEye(), FirstIsLighter()), Bars())


def blank() -> Pixels:
    return np.full((HEIGHT, WIDTH, 3), 255, np.uint8)


def spread() -> Pixels:
    return np.concatenate([form(), form()], axis=1)


def nested() -> Pixels:
    pixels = form()
    pixels[ROWS[4] + 8 : ROWS[5] - 7, COLUMNS[2] + 8 : COLUMNS[3] - 7] = 255
    for y in (830, 880, 930, 970):
        cv2.line(pixels, (740, y), (1050, y), (0, 0, 0), 4)
    for x in (740, 850, 1050):
        cv2.line(pixels, (x, 830), (x, 970), (0, 0, 0), 4)
    return pixels


def covered() -> Pixels:
    pixels = form()
    red = np.array([215, 60, 60])
    area = pixels[80:1700, 60:1180]
    area[:] = np.minimum(area, red)
    return pixels


CASES: list[tuple[Callable[[], Pixels], str]] = [
    (blank, "page.blank"),
    (lambda: np.ascontiguousarray(np.rot90(form(), 2)), "page.upside_down"),
    (lambda: form()[: ROWS[3] + 60], "page.cut_off"),
    (lambda: form()[: ROWS[3] + 2], "page.cut_off"),
    (spread, "page.side_by_side"),
    (nested, "page.nested_table"),
    (covered, "page.covered"),
]


@pytest.mark.parametrize(("draw", "rule"), CASES)
def test_an_odd_page_has_its_finding_and_what_can_be_read(
    engines: Engines, draw: Callable[[], Pixels], rule: str
) -> None:
    page = read_page(page_of(draw()), engines)
    found = odd_page_findings(page)
    assert [finding.rule for finding in found] == [rule]
    assert all(finding.evidence[0].where[0].page == 1 for finding in found)
    assert bool(find_tables([page]).blocks) == (rule != "page.blank")


def test_two_pages_on_one_image_are_read_one_after_the_other(engines: Engines) -> None:
    pixels = spread()
    for left in (200, WIDTH + 200):
        for top in (120, 180, 1200):
            pixels[top : top + 22, left : left + 500] = 140
    blocks = find_tables([read_page(page_of(pixels), engines)]).blocks
    assert [hasattr(block, "cells") for block in blocks] == 2 * [False, False, True, False]


def test_a_plain_page_and_a_page_of_text_have_no_finding(engines: Engines) -> None:
    page = read_page(page_of(form()), engines)
    assert odd_page_findings(page) == ()
    digital = replace(page, words=(), seals=None)
    assert odd_page_findings(digital) == ()
