"""A page is turned, made flat and read for boundaries; the network is faked here."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Ruling
from extractor.look import LearnedSight
from extractor.tables import join_rulings, rulings_to_grids
from models.table_structure import PageMaps

DPI = 150.0
WIDTH, HEIGHT = 1240, 1754
COLUMNS, ROWS = (150, 400, 700, 1090), (300, 400, 520, 640, 800, 1000)


class InkEye:
    """Takes long black lines for boundaries, grey bars for text and red for seals."""

    def __init__(self) -> None:
        self.passes = 0

    def run(self, pixels: NDArray[np.uint8]) -> PageMaps:
        self.passes += 1
        black = (pixels.max(axis=2) < 110).astype(np.uint8)
        red = (pixels[:, :, 0] > 190) & (pixels[:, :, 1] < 120)
        size = (-(-pixels.shape[1] // 2), -(-pixels.shape[0] // 2))
        across = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((1, 15), np.uint8))
        down = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((15, 1), np.uint8))
        maps = [
            np.minimum(
                1, 2 * cv2.resize(plane.astype(np.float32), size, interpolation=cv2.INTER_AREA)
            )
            for plane in (across, down, red)
        ]
        text = (abs(pixels.max(axis=2).astype(int) - 150) < 30) & ~red
        table = np.ones(maps[0].shape, np.float32)
        return PageMaps(text.astype(np.float32), maps[0], maps[1], table, maps[2])


class RememberingEye(InkEye):
    """Keeps what it was shown last."""

    pixels: NDArray[np.uint8] | None = None

    def run(self, pixels: NDArray[np.uint8]) -> PageMaps:
        self.pixels = pixels
        return super().run(pixels)


class FirstIsLighter:
    """A bar whose light end is at the right stands on its head."""

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        halves = [np.array_split(line[:, :, 0].mean(axis=0), 2) for line in lines]
        return np.array([float(a.mean() < b.mean()) for a, b in halves], np.float32)


def form(thickness: int = 4) -> Pixels:
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for y in ROWS:
        cv2.line(pixels, (COLUMNS[0], y), (COLUMNS[-1], y), (0, 0, 0), thickness)
    for x in COLUMNS:
        cv2.line(pixels, (x, ROWS[0]), (x, ROWS[-1]), (0, 0, 0), thickness)
    for top in ROWS[:-1]:
        for x in COLUMNS[:-1]:
            pixels[top + 35 : top + 57, x + 30 : x + 240] = 140
            pixels[top + 35 : top + 57, x + 30 : x + 130] = 160
    return pixels


def page_of(pixels: Pixels, **changes: object) -> Page:
    image = PageImage(np.ascontiguousarray(pixels), DPI)
    return Page(1, image.width, image.height, image=image, **changes)  # type: ignore[arg-type]


def warped(pixels: Pixels, angle: float) -> Pixels:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -angle, 1.0)
    return cv2.warpAffine(
        pixels, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )


@pytest.fixture(scope="module")
def sight() -> LearnedSight:
    return LearnedSight(InkEye(), FirstIsLighter())


def shape_of(page: Page) -> list[tuple[int, int, int]]:
    grids = rulings_to_grids(join_rulings(page.rulings))
    return [(len(g.rows) - 1, len(g.columns) - 1, len(g.spans)) for g in grids]


def test_a_straight_page_keeps_its_image(sight: LearnedSight) -> None:
    page = page_of(form())
    seen = sight.look(page)
    assert seen.page.image is page.image
    assert shape_of(seen.page) == [(5, 3, 15)]
    assert len(seen.lines) == 15
    (grid,) = rulings_to_grids(join_rulings(seen.page.rulings))
    assert grid.columns == pytest.approx([x * 72 / DPI for x in COLUMNS], abs=0.7)
    assert grid.rows == pytest.approx([y * 72 / DPI for y in ROWS], abs=0.7)
    first = seen.lines[0]
    assert first[:, 0].min() == pytest.approx(COLUMNS[0] + 30, abs=20)
    assert first[:, 1].max() == pytest.approx(ROWS[0] + 57, abs=20)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_quarter_turn_is_taken_out(sight: LearnedSight, turn: int) -> None:
    seen = sight.look(page_of(np.rot90(form(), -turn // 90)))
    assert seen.page.rotation == turn
    assert seen.page.image is not None
    assert (seen.page.image.pixels == form()).all()
    assert shape_of(seen.page) == [(5, 3, 15)]


@pytest.mark.parametrize("angle", [-1.6, 3.0, 7.0])
def test_a_leaning_page_is_straightened(sight: LearnedSight, angle: float) -> None:
    old = page_of(warped(form(), angle), rulings=(Ruling(0, 0, 9, 0),))
    seen = sight.look(old)
    assert seen.page.skew == pytest.approx(angle, abs=0.15)
    assert shape_of(seen.page) == [(5, 3, 15)]
    assert seen.page.image is not None
    (grid,) = rulings_to_grids(join_rulings(seen.page.rulings))
    dark = seen.page.image.pixels[:, :, 0] < 128
    scale = DPI / 72
    for y in grid.rows:
        middle = slice(round(grid.columns[0] * scale) + 9, round(grid.columns[-1] * scale) - 9)
        assert dark[round(y * scale) - 2 : round(y * scale) + 3, middle].any(axis=0).mean() > 0.98
    assert abs(seen.lines[:, 0, 1] - seen.lines[:, 1, 1]).max() < 4


def test_a_page_that_leans_much_is_looked_at_twice() -> None:
    eye = InkEye()
    LearnedSight(eye, FirstIsLighter()).look(page_of(warped(form(), 7.0)))
    assert eye.passes == 2
    eye.passes = 0
    LearnedSight(eye, FirstIsLighter()).look(page_of(form()))
    assert eye.passes == 1


def test_a_border_missing_at_a_page_break_stays_open(sight: LearnedSight) -> None:
    class SureEye(InkEye):
        def run(self, pixels: NDArray[np.uint8]) -> PageMaps:
            maps = super().run(pixels)
            scale = pixels.shape[0] / HEIGHT / 2
            y, x0, x1 = (round(v * scale) for v in (ROWS[-1], COLUMNS[0], COLUMNS[-1]))
            maps.across[y - 1 : y + 1, x0:x1] = 1
            return maps

    pixels = form()
    pixels[ROWS[-1] - 4 : ROWS[-1] + 5] = 255
    seen = LearnedSight(SureEye(), FirstIsLighter()).look(page_of(pixels))
    (grid,) = rulings_to_grids(join_rulings(seen.page.rulings))
    assert (grid.open_top, grid.open_bottom) == (False, True)
    assert len(grid.rows) == len(ROWS)


def test_red_seals_are_lightened_before_the_page_is_looked_at() -> None:
    eye = RememberingEye()
    pixels = form()
    cv2.circle(pixels, (900, 1200), 200, (220, 40, 40), 12)
    LearnedSight(eye, FirstIsLighter()).look(page_of(pixels))
    assert eye.pixels is not None
    scale = eye.pixels.shape[0] / pixels.shape[0]
    ring = eye.pixels[round(1000 * scale), round(900 * scale)]
    assert ring.min() > 150


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (700, 2), (400, 300)])
@pytest.mark.parametrize("grey", [0, 255])
def test_pages_without_anything_are_no_crash(
    sight: LearnedSight, shape: tuple[int, int], grey: int
) -> None:
    page = page_of(np.full((*shape, 3), grey, np.uint8))
    seen = sight.look(page)
    assert seen.page.rotation == 0
    assert len(seen.lines) == 0


def test_a_page_without_an_image_is_the_same_page(sight: LearnedSight) -> None:
    page = Page(1, 595, 842)
    assert sight.look(page).page is page
