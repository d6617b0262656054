"""Seals are lightened; red text and red rulings are not."""

import cv2
import numpy as np

from extractor.document import Page, PageImage, Pixels, Word
from extractor.geometry import BBox
from extractor.look.stamps import STAMPED_CONFIDENCE, find_stamps
from extractor.ocr import clean_page, mark_stamped

DPI = 100.0
MM = DPI / 25.4
RED = (205, 40, 45)


def paper() -> Pixels:
    return np.full((800, 800, 3), 245, np.uint8)


def mm(length: float) -> int:
    return round(length * MM)


def round_seal(pixels: Pixels, center: tuple[int, int], diameter_mm: float) -> None:
    """Ring, star and eight letters, printed over what is there."""
    ink = np.zeros(pixels.shape[:2], np.uint8)
    radius = mm(diameter_mm / 2)
    cv2.circle(ink, center, radius, 1, mm(1.2))
    cv2.circle(ink, center, radius // 4, 1, -1)
    for step in range(8):
        angle = 2 * np.pi * step / 8
        x = center[0] + int(0.7 * radius * np.cos(angle))
        y = center[1] + int(0.7 * radius * np.sin(angle))
        cv2.rectangle(ink, (x - mm(1.5), y - mm(1.5)), (x + mm(1.5), y + mm(1.5)), 1, mm(0.6))
    share = np.array(RED) / 255.0
    pixels[ink > 0] = (pixels[ink > 0] * share).astype(np.uint8)


def page_of(pixels: Pixels) -> Page:
    image = PageImage(pixels, DPI)
    return Page(1, image.width, image.height, image=image)


def test_a_round_seal_turns_to_paper_and_black_under_it_stays_black() -> None:
    pixels = paper()
    pixels[398:402, 200:600] = 15
    round_seal(pixels, (400, 400), 42)
    clean = clean_page(page_of(pixels))
    assert clean.stamps is not None
    assert clean.page.image is not None
    cleaned = clean.page.image.pixels
    assert cleaned[398:402, 200:600].max() < 90
    around = np.ones((800, 800), bool)
    around[396:404] = False
    assert cleaned[around].min() > 180
    assert clean.scanned.image is not None
    assert (clean.scanned.image.pixels == pixels).all()


def test_a_small_square_seal_is_found() -> None:
    pixels = paper()
    cv2.rectangle(pixels, (300, 300), (300 + mm(20), 300 + mm(20)), RED, mm(1.2))
    cv2.rectangle(pixels, (300 + mm(5), 300 + mm(5)), (300 + mm(15), 300 + mm(15)), RED, -1)
    assert find_stamps(pixels, DPI) is not None


def test_lines_of_red_text_are_no_seal() -> None:
    pixels = paper()
    for row in range(6):
        for column in range(9):
            x, y = 200 + mm(5 * column), 200 + mm(6 * row)
            cv2.rectangle(pixels, (x, y), (x + mm(4), y + mm(4)), RED, mm(0.5))
    assert find_stamps(pixels, DPI) is None
    page = page_of(pixels)
    assert clean_page(page).page is page


def test_a_red_heading_of_large_characters_is_no_seal() -> None:
    pixels = paper()
    for column in range(7):
        x = 50 + mm(24 * column)
        cv2.rectangle(pixels, (x, 100), (x + mm(20), 100 + mm(20)), RED, mm(2))
    assert find_stamps(pixels, DPI) is None


def test_red_rulings_are_no_seal() -> None:
    pixels = paper()
    for step in range(6):
        cv2.line(pixels, (60, 100 + 100 * step), (740, 100 + 100 * step), RED, 2)
        cv2.line(pixels, (60 + 136 * step, 100), (60 + 136 * step, 600), RED, 2)
    assert find_stamps(pixels, DPI) is None


def test_only_words_under_the_seal_lose_confidence() -> None:
    pixels = paper()
    round_seal(pixels, (400, 400), 42)
    clean = clean_page(page_of(pixels))
    scale = 72 / DPI
    under = Word("印下", BBox(330 * scale, 390 * scale, 470 * scale, 410 * scale), 0.9)
    beside = Word("旁边", BBox(20 * scale, 20 * scale, 80 * scale, 40 * scale), 0.9)
    marked = mark_stamped((under, beside), clean)
    assert marked[0].stamped
    assert marked[0].confidence == 0.9 * STAMPED_CONFIDENCE
    assert marked[1] is beside


def test_a_grey_page_has_no_seal() -> None:
    assert clean_page(page_of(paper())).stamps is None
