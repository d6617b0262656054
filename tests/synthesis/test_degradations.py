from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.synthesis.pages import ruled_page
from training.synthesis.degradations import (
    LEVELS,
    Degradation,
    PageLevel,
    degrade,
    degrade_as,
    train_level,
)
from training.synthesis.degradations.found import page_of_pixels
from training.synthesis.degradations.ranges import (
    Backdrop,
    Bitonal,
    Capture,
    Ink,
    RuleWear,
    Shape,
)

PAGE = ruled_page((680, 480), rows=7, columns=3)


def run(ranges, seed, page=PAGE, dpi=None):
    return degrade_as(page, ranges, np.random.default_rng(seed), dpi)


def spots_along(page, step=4.0):
    """Points on the drawn boundaries of a page, away from their ends and the image's edge."""
    height, width = page.pixels.shape[:2]
    spots = []
    for table in page.tables:
        for boundary in table.boundaries:
            if not boundary.drawn:
                continue
            for start, end in zip(boundary.points, boundary.points[1:], strict=False):
                count = max(2, int(np.hypot(*(end - start)) / step))
                spots.append(start + (end - start) * np.linspace(0.1, 0.9, count)[:, None])
    spots = np.concatenate(spots)
    inside = (spots > 4).all(axis=1) & (spots < [width - 5, height - 5]).all(axis=1)
    return spots[inside]


def distance_to_ink(page, spots, darker_than=128):
    """Pixels from each spot to the nearest dark pixel."""
    light = (page.pixels.min(axis=2) >= darker_than).astype(np.uint8)
    far = cv2.distanceTransform(light, cv2.DIST_L2, 5)
    return cv2.remap(far, spots[:, 0].astype(np.float32), spots[:, 1].astype(np.float32), 1).ravel()


@pytest.mark.parametrize(
    "shape",
    [
        Shape(),
        Shape(skew_degrees=5.0),
        Shape(corner_shift=0.06, margin=(-0.02, 0.08), cut_chance=1.0),
        Shape(curl=(0.02, 0.02), curl_chance=1.0),
        Shape(3.0, 0.05, (0.01, 0.02), 1.0, (0.0, 0.06), (Backdrop.DESK,)),
    ],
)
@pytest.mark.parametrize("dpi", [80.0, 163.0])
def test_rules_lie_where_the_moved_boundaries_say(shape, dpi):
    for seed in range(2):
        page = run(Degradation(shape=shape), seed, dpi=dpi)
        away = distance_to_ink(page, spots_along(page), 200)
        assert away.max() <= 1.5
        assert np.quantile(away, 0.95) <= 1.0


def test_moved_text_lies_on_its_ink():
    page = run(Degradation(shape=Shape(4.0, 0.05, (0.02, 0.02), 1.0)), 5)
    spots = [cell.lines[0].polygon.mean(axis=0) for cell in page.tables[0].cells]
    assert distance_to_ink(page, np.array(spots)).max() <= 1.0


def test_seal_mask_is_where_the_page_is_red():
    ranges = Degradation(
        shape=Shape(2.0, 0.03), ink=Ink(seals=(0.0, 0.0, 1.0)), capture=Capture(dpi=(100, 100))
    )
    for seed in range(4):
        page = run(ranges, seed)
        red = page.pixels[..., 0].astype(int) - page.pixels[..., 1]
        assert page.seal.any()
        assert (np.abs(red)[page.seal] > 15).mean() > 0.85  # ink over black print stays black
        reach = cv2.dilate(page.seal.astype(np.uint8), np.ones((5, 5)))
        assert (np.abs(red) > 90)[reach == 0].sum() == 0


def test_grey_seals_are_in_the_mask_too():
    page = run(Degradation(ink=Ink(seals=(0.0, 1.0), grey_seal_chance=1.0)), 1)
    assert page.seal.any()
    colour = page.pixels[page.seal].astype(int)
    assert np.ptp(colour, axis=1).max() <= 2


def test_seal_that_the_page_bears_already_moves_along():
    seal = np.zeros(PAGE.pixels.shape[:2], bool)
    seal[400:500, 300:420] = True
    pixels = PAGE.pixels.copy()
    pixels[seal] = (220, 40, 50)
    page = run(Degradation(shape=Shape(4.0)), 3, replace(PAGE, pixels=pixels, seal=seal))
    red = page.pixels[..., 0].astype(int) - page.pixels[..., 1] > 90
    assert (red != page.seal).sum() < 0.05 * page.seal.sum()


@pytest.mark.parametrize("level", PageLevel)
def test_every_level_gives_a_picture_and_its_truth(level):
    page = degrade(PAGE, level, 7)
    assert page.pixels.dtype == np.uint8
    assert page.pixels.ndim == 3
    assert page.pixels.shape[2] == 3
    assert page.pixels.flags.c_contiguous
    assert page.seal.shape == page.pixels.shape[:2]
    assert page.seal.dtype == bool
    assert len(page.tables[0].cells) == len(PAGE.tables[0].cells)
    assert page.tables[0].outline.dtype == np.float32
    low, high = LEVELS[level].capture.dpi
    assert low <= page.dpi <= high


@pytest.mark.parametrize("level", PageLevel)
def test_same_seed_same_bytes_other_seed_others(level):
    one, two, three = (degrade(PAGE, level, seed) for seed in (3, 3, 4))
    assert one.pixels.tobytes() == two.pixels.tobytes()
    assert one.seal.tobytes() == two.seal.tobytes()
    assert one.tables[0].outline.tobytes() == two.tables[0].outline.tobytes()
    if level is not PageLevel.CLEAN:  # a source this coarse comes at the lowest dpi of the level
        assert one.pixels.tobytes() != three.pixels.tobytes()


def test_the_page_given_is_left_as_it_was():
    before = PAGE.pixels.copy()
    for level in PageLevel:
        degrade(PAGE, level, 1, dpi=100.0)
    assert (PAGE.pixels == before).all()


@pytest.mark.parametrize("level", [PageLevel.SCAN, PageLevel.FAX, PageLevel.PHOTO])
def test_dpi_can_be_asked_for(level):
    page = degrade(PAGE, level, 2, dpi=80.0)
    assert page.dpi == 80.0
    cells = page.tables[0].cells
    width = np.hypot(*(cells[2].polygon[1] - cells[0].polygon[0])) / 80.0
    assert width == pytest.approx(480 * 0.76 / 100, rel=0.1)


def test_fax_is_black_and_white():
    for seed in range(4):
        page = degrade(PAGE, PageLevel.FAX, seed)
        assert set(np.unique(page.pixels)) == {0, 255}
        assert (page.pixels[page.seal] == 0).all()


def test_standard_fax_resolution_doubles_its_rows():
    page = run(
        Degradation(capture=Capture(dpi=(204, 204)), bitonal=Bitonal(1.0, half_rows_chance=1.0)),
        2,
        ruled_page((1100, 780), 204.0),
    )
    rows = page.pixels[..., 0]
    assert (rows[0::2] == rows[1::2]).all()


def test_nothing_printed_gets_lost_unless_cutting_is_allowed():
    shape = Shape(5.0, 0.06, margin=(-0.08, 0.0))
    for seed in range(6):
        page = run(Degradation(shape=shape), seed)
        height, width = page.pixels.shape[:2]
        outline = page.tables[0].outline
        assert outline.min() >= 0
        assert (outline < [width, height]).all()


def test_rules_wiped_out_are_not_drawn_any_more():
    ranges = Degradation(rules=RuleWear(missing_chance=1.0, share=(0.5, 0.5)))
    page = run(ranges, 1)
    boundaries = page.tables[0].boundaries
    gone = [boundary for boundary in boundaries if not boundary.drawn]
    assert 0 < len(gone) < len(boundaries)
    middles = np.array([boundary.points.mean(axis=0) for boundary in gone])
    assert distance_to_ink(page, middles).min() > 3
    assert distance_to_ink(page, spots_along(page)).max() <= 3.5  # where a wiped rule crossed


def test_broken_rules_have_gaps_but_stay_drawn():
    page = run(Degradation(rules=RuleWear(broken_chance=1.0, share=(1.0, 1.0))), 4)
    assert all(boundary.drawn for boundary in page.tables[0].boundaries)
    away = distance_to_ink(page, spots_along(page))
    assert 0.02 < (away > 1.5).mean() < 0.7


def test_rule_that_a_fax_swallowed_is_not_drawn_any_more():
    pixels = PAGE.pixels.copy()
    pixels[PAGE.pixels == 0] = 215  # all print too light for the threshold
    page = run(Degradation(bitonal=Bitonal(1.0)), 1, replace(PAGE, pixels=pixels))
    assert not any(boundary.drawn for boundary in page.tables[0].boundaries)


def test_training_levels_follow_their_weights():
    rng = np.random.default_rng(0)
    weights = {PageLevel.SCAN: 3.0, PageLevel.PHOTO: 1.0}
    drawn = [train_level(rng, weights) for _ in range(400)]
    assert set(drawn) == set(weights)
    assert 0.68 < drawn.count(PageLevel.SCAN) / 400 < 0.82


def test_rules_of_a_page_without_truth_are_found():
    found = page_of_pixels(PAGE.pixels, PAGE.dpi)
    (table,) = found.tables
    places = {round(float(b.points[0, 1])) for b in table.boundaries if b.direction == "across"}
    known = {round(float(c.polygon[0, 1])) for c in PAGE.tables[0].cells}
    assert known < places
    assert len(table.boundaries) == 8 + 4
    assert not page_of_pixels(np.full((50, 50, 3), 255, np.uint8), 100.0).tables
