"""Pictures too small or too coarse to be read: a page without words, or an error; never a crash."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from extractor.document import Page
from extractor.errors import PageTooLargeError, UnreadableFileError
from extractor.ocr import clean_page
from extractor.tables import pixels_to_rulings
from tests.ingest.drawn_pdf import one_page, stream

ReadPages = Callable[..., list[Page]]


def png(width: int, height: int) -> bytes:
    stored = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(stored, "PNG")
    return stored.getvalue()


def pictured(side: float) -> bytes:
    """A square page that one image fills; `side` in points."""
    head = b"/Type/XObject/Subtype/Image/Width 30/Height 30/BitsPerComponent 8"
    image = stream(bytes(range(90)) * 10, head + b"/ColorSpace/DeviceGray")
    content = b"q %.3f 0 0 %.3f 0 0 cm /I Do Q" % (side, side)
    return one_page(content, b"/MediaBox[0 0 %.3f %.3f]" % (side, side), [image], b"/I 5 0 R")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 5000), (3000, 2)])
def test_picture_too_small_for_a_character_is_a_blank_page(
    read_pages: ReadPages, width: int, height: int
) -> None:
    (page,) = read_pages(png(width, height))
    assert page.image is None


@pytest.mark.parametrize("data", [png(8, 8), png(30, 30), png(100, 40), pictured(40)])
def test_small_picture_passes_the_image_stages(read_pages: ReadPages, data: bytes) -> None:
    (page,) = read_pages(data)
    assert page.image is not None
    pixels_to_rulings(page.image, clean_page(page).stamps)


def test_page_of_kilometres_is_refused_where_its_picture_is_needed(read_pages: ReadPages) -> None:
    with pytest.raises(PageTooLargeError, match="dpi"):
        read_pages(pictured(1e6))


def test_page_smaller_than_a_point(read_pages: ReadPages) -> None:
    (page,) = read_pages(pictured(0.5))
    assert page.image is None


def test_damaged_header_is_named_without_a_path(read_pages: ReadPages) -> None:
    data = bytearray(png(50, 50))
    data[20] ^= 255
    with pytest.raises(UnreadableFileError) as caught:
        read_pages(bytes(data))
    assert "document" not in str(caught.value)
