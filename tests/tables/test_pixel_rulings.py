"""Lines from pixels: every drawn border, and no stroke of the text."""

import cv2
import numpy as np
import pytest

from extractor.document import Ruling
from extractor.tables import join_rulings, pixels_to_rulings, rulings_to_grids
from tests.tables.drawing import blank, draw, image, table

ROWS = [
    [("一", 1, 1), ("二", 1, 3)],
    [("三", 3, 1), ("四", 1, 1), ("五", 1, 1), ("六", 1, 1)],
    [("七", 1, 2), ("八", 2, 1)],
    [("九", 1, 1), ("十", 1, 1)],
]
WIDTHS = [60.0, 120.0, 90.0, 150.0]
SPANS = {
    (0, 0, 1, 1), (0, 1, 1, 3), (1, 0, 3, 1), (1, 1, 1, 1), (1, 2, 1, 1), (1, 3, 1, 1),
    (2, 1, 1, 2), (2, 3, 2, 1), (3, 1, 1, 1), (3, 2, 1, 1),
}  # fmt: skip


def drawn(thickness: int = 2):
    rulings, _, _ = table(ROWS, WIDTHS)
    return draw(blank(), rulings, thickness=thickness)


def spans(pixels, ignore=None):
    grids = rulings_to_grids(join_rulings(pixels_to_rulings(image(pixels), ignore)))
    return [{(s.row, s.column, s.row_span, s.column_span) for s in g.spans} for g in grids]


def turned(pixels, degrees: float):
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(pixels, matrix, (width, height), borderValue=(255, 255, 255))


@pytest.mark.parametrize("thickness", [1, 2, 5, 10])
def test_thin_and_thick_lines(thickness):
    assert spans(drawn(thickness)) == [SPANS]


@pytest.mark.parametrize("degrees", [-0.3, -0.1, 0.2, 0.3])
def test_a_residual_skew_is_taken_out(degrees):
    assert spans(turned(drawn(), degrees)) == [SPANS]


def test_noise_and_jpeg():
    noise = np.random.default_rng(5).normal(0, 12, drawn().shape)
    noisy = np.clip(drawn() + noise, 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 60])
    assert spans(cv2.imdecode(coded, cv2.IMREAD_COLOR)) == [SPANS]


def test_small_breaks_are_closed():
    pixels = drawn()
    for x in range(0, pixels.shape[1], 53):
        pixels[:, x : x + 2] = 255
    for y in range(0, pixels.shape[0], 41):
        pixels[y : y + 2] = 255
    assert spans(pixels) == [SPANS]


def test_dashed_lines():
    pixels = drawn()
    for x in range(0, pixels.shape[1], 12):
        pixels[:, x : x + 6] = 255
    pixels = np.minimum(pixels, draw(blank(), [r for r in table(ROWS, WIDTHS)[0] if r.x0 == r.x1]))
    assert spans(pixels) == [SPANS]


def test_double_lines_are_one_border():
    rulings, _, _ = table(ROWS, WIDTHS)
    second = [Ruling(r.x0 + 1.8, r.top + 1.8, r.x1 + 1.8, r.bottom + 1.8) for r in rulings]
    assert spans(draw(blank(), [*rulings, *second], thickness=1)) == [SPANS]


def test_a_red_seal_neither_hides_nor_adds_lines():
    pixels = drawn()
    seal = pixels.copy()
    cv2.circle(seal, (700, 320), 150, (225, 40, 40), 14)
    assert spans(np.minimum(pixels, seal)) == [SPANS]


def test_borders_are_seen_through_a_red_seal_that_is_masked():
    pixels = drawn()
    seal = pixels.copy()
    cv2.circle(seal, (700, 320), 150, (225, 40, 40), 14)
    ignore = (seal != pixels).any(axis=2)
    assert spans(np.minimum(pixels, seal), ignore) == [SPANS]


def test_lines_are_bridged_under_an_ignored_area():
    pixels = drawn()
    ignore = np.zeros(pixels.shape[:2], dtype=bool)
    cv2.circle(pixels, (500, 300), 90, (20, 20, 20), -1)
    ignore[195:405, 395:605] = True
    assert spans(pixels, ignore) == [SPANS]


def test_strokes_dashes_and_underlines_are_no_borders():
    pixels = drawn()
    strokes = [
        Ruling(130, 88, 144, 88),  # 一 of 14 pt
        Ruling(150, 84, 150, 97),  # a tall upright stroke
        Ruling(200, 96, 260, 96),  # an underline
        Ruling(60, 20, 84, 20),  # strokes of a large title
        Ruling(70, 8, 70, 34),
    ]
    assert spans(draw(pixels, strokes)) == [SPANS]


def test_a_blank_page_has_no_lines():
    assert pixels_to_rulings(image(blank())) == ()
