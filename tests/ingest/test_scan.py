import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from extractor.document import Page
from extractor.errors import PageTooLargeError, TooManyPagesError, UnreadableFileError
from extractor.ingest import Decoder, Limits, render_page

ReadPages = Callable[..., list[Page]]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def paper(mode: str = "RGB", size: tuple[int, int] = (60, 80)) -> Image.Image:
    """White, with a black box in the upper left quarter."""
    image = Image.new("L", size, 255)
    image.paste(0, (0, 0, size[0] // 2, size[1] // 2))
    return image.convert(mode)


def corners(page: Page) -> tuple[bool, bool, bool, bool]:
    """Whether the paper is dark near its four corners, clockwise from the upper left."""
    assert page.image is not None
    gray = page.image.pixels.mean(axis=2)
    y, x = gray.shape[0] // 5, gray.shape[1] // 5
    return tuple(bool(v < 128) for v in (gray[y, x], gray[y, -x], gray[-y, -x], gray[-y, x]))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_every_kind(read_pages: ReadPages, kind: str) -> None:
    (page,) = read_pages(encoded(paper(), kind))
    assert page.image is not None
    assert page.image.pixels.dtype == np.uint8
    assert page.image.pixels.shape == (80, 60, 3)
    assert corners(page) == (True, False, False, False)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16"])
def test_every_mode_becomes_rgb(read_pages: ReadPages, mode: str) -> None:
    image = paper("L") if mode == "I;16" else paper(mode)
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image, np.uint16) * 257)
    (page,) = read_pages(encoded(image, "PNG"))
    assert corners(page) == (True, False, False, False)


def test_cmyk_photo(read_pages: ReadPages) -> None:
    (page,) = read_pages(encoded(paper("CMYK"), "JPEG"))
    assert corners(page) == (True, False, False, False)


def test_what_is_transparent_is_white(read_pages: ReadPages) -> None:
    (page,) = read_pages(encoded(Image.new("RGBA", (60, 80), (0, 0, 0, 0)), "PNG"))
    assert corners(page) == (False, False, False, False)


def test_exif_orientation_is_honoured(read_pages: ReadPages) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = read_pages(encoded(paper(), "JPEG", exif=exif))
    assert page.image is not None
    assert page.image.pixels.shape == (60, 80, 3)
    assert corners(page) == (False, True, False, False)


@pytest.mark.parametrize(
    ("size", "dpi", "width"),
    [((1654, 2339), 200, 595), ((1240, 1754), None, 595), ((3024, 4032), 72, 631)],
)
def test_page_size_from_a_plausible_resolution_or_that_of_a4(
    read_pages: ReadPages, size: tuple[int, int], dpi: int | None, width: int
) -> None:
    options = {"dpi": (dpi, dpi)} if dpi else {}
    (page,) = read_pages(encoded(paper("L", size), "PNG", **options))
    assert page.width == pytest.approx(width, abs=2)


def test_fax_with_oblong_dots_becomes_square(read_pages: ReadPages) -> None:
    (page,) = read_pages(encoded(paper("1", (1728, 1100)), "TIFF", dpi=(204, 98)))
    assert page.image is not None
    assert page.image.pixels.shape == (round(1100 * 204 / 98), 1728, 3)
    assert page.image.dpi == pytest.approx(204)


def test_frames_of_a_tiff_are_pages(read_pages: ReadPages) -> None:
    frames = [paper(size=(60, 80)), paper("1", (70, 90)), paper("L", (50, 40))]
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    shapes = [page.image.pixels.shape[:2] for page in read_pages(data) if page.image]
    assert shapes == [(80, 60), (90, 70), (40, 50)]
    with pytest.raises(TooManyPagesError):
        read_pages(data, Limits(max_pages=2))


def test_truncated_image(read_pages: ReadPages) -> None:
    data = encoded(Image.effect_noise((300, 300), 90), "PNG")
    with pytest.raises(UnreadableFileError):
        read_pages(data[: len(data) // 2])


def test_large_image_is_made_smaller(read_pages: ReadPages) -> None:
    (page,) = read_pages(encoded(paper("L", (900, 1200)), "PNG"), Limits(max_side=400))
    assert page.image is not None
    assert page.image.pixels.shape == (400, 300, 3)
    assert page.width == pytest.approx(631, abs=2)
    assert corners(page) == (True, False, False, False)


def test_image_of_20000_pixels_square(read_pages: ReadPages) -> None:
    with pytest.raises(PageTooLargeError, match="20000×20000"):
        read_pages(encoded(Image.new("1", (20_000, 20_000)), "PNG"))


def test_photo_of_many_pixels_is_decoded_small(read_pages: ReadPages) -> None:
    limits = Limits(max_side=500, max_pixels=1_000_000)
    (page,) = read_pages(encoded(paper("L", (3000, 4000)), "JPEG"), limits)
    assert page.image is not None
    assert max(page.image.pixels.shape) == 500


def test_rendered_picture_lies_on_the_page(decoder: Decoder, read_pages: ReadPages) -> None:
    data = encoded(paper("L", (1654, 2339)), "PNG", dpi=(200, 200))
    (page,) = read_pages(data)
    image = render_page(data, 1, 72, Limits(), decoder)
    assert image.pixels.shape == (842, 595, 3)
    assert image.width == pytest.approx(page.width, rel=0.01)
    assert render_page(data, 1, 300, Limits(), decoder).dpi == pytest.approx(200, rel=0.01)
