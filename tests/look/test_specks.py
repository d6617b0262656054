import cv2
import numpy as np

from extractor.document import PageImage
from extractor.look.specks import is_black_and_white, without_specks


def faxed(specks: int) -> PageImage:
    """White, with a block of print at the top left and specks far from it."""
    pixels = np.full((600, 600, 3), 255, np.uint8)
    pixels[40:80, 40:240] = 0
    pixels[75:77, 246:248] = 0  # the dot behind it
    for number in range(specks):
        x, y = 60 + 45 * (number % 12), 200 + 40 * (number // 12)
        pixels[y : y + 2, x : x + 2] = 0
    return PageImage(pixels, 200.0)


def test_specks_far_from_print_go_and_dots_beside_it_stay() -> None:
    cleaned = without_specks(faxed(100)).pixels

    assert cleaned[150:].min() == 255
    assert (cleaned[40:80, 40:240] == 0).all()
    assert (cleaned[75:77, 246:248] == 0).all()


def test_a_few_dots_may_have_been_printed() -> None:
    page = faxed(6)

    assert without_specks(page) is page


def test_a_page_with_greys_stays_as_it_is() -> None:
    page = faxed(100)
    grey = PageImage(cv2.GaussianBlur(page.pixels, (0, 0), 6), 200.0)

    assert without_specks(grey) is grey


def test_smoothed_print_on_white_is_not_black_and_white() -> None:
    """Nearly all of a clean page is paper: greys are counted against its ink."""
    page = faxed(0)
    smooth = PageImage(cv2.GaussianBlur(page.pixels, (0, 0), 1), 200.0)

    assert is_black_and_white(page)
    assert not is_black_and_white(smooth)


def test_a_light_scan_without_black_is_not_black_and_white() -> None:
    faint = np.maximum(faxed(100).pixels, 100)

    assert not is_black_and_white(PageImage(faint, 200.0))
