"""Scans of every kind, read by the real engines: their copies show the same and find the words."""

import io
from collections.abc import Callable

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from extractor.copies import Copier
from extractor.engines import Engines, default_engines
from extractor.pipeline import Options, Watch, extract_document
from tests.copies.clauses import broken_clauses
from tests.copies.scans import ROWS, TITLE, drawn_form, jpeg, photographed, scanned_pdf, tiff

pytestmark = pytest.mark.slow

WORDS = (TITLE, *(text for row in ROWS for text in row))
_LEAST_FOUND = 0.95
"""Of the characters of the form; the recogniser is not what is tested."""
_LEAST_INKED = 0.55
"""Of the width of a word's box that has ink in it."""
_NEAR = 0.2
"""Of the height of a word's box that its ink may lie above or below the middle: boxes have room
around it."""


def turned_photo(form: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(form.rotate(90, expand=True), exif=exif)


def png(form: Image.Image) -> bytes:
    stream = io.BytesIO()
    form.save(stream, "PNG", dpi=(150, 150))
    return stream.getvalue()


SCANS: dict[str, Callable[[Image.Image], bytes]] = {
    "a PDF of two pages": lambda form: scanned_pdf([jpeg(form), jpeg(form.convert("L"))]),
    "a PDF on its side": lambda form: scanned_pdf([jpeg(form.rotate(90, expand=True))]),
    "a PDF turned by its tag": lambda form: scanned_pdf(
        [jpeg(form.rotate(90, expand=True))], rotate=90
    ),
    "a PDF with a stamp drawn over it": lambda form: scanned_pdf(
        [jpeg(form)], b"1 0 0 RG 300 20 60 20 re S"
    ),
    "a TIFF whose second page is upside down": lambda form: tiff([form, form.rotate(180)]),
    "a photo taken aslant": lambda form: jpeg(photographed(form)),
    "a photo turned by its tag": turned_photo,
    "a PNG": png,
}


@pytest.fixture(scope="module")
def engines() -> Engines:
    return default_engines()


def copy_of(data: bytes, engines: Engines) -> bytes:
    copier = Copier()
    extract_document(data, "a", engines, Options(), Watch(copier=copier))
    assert copier.copy.data is not None, copier.copy.trouble
    return copier.copy.data


@pytest.mark.parametrize("kind", SCANS)
def test_words_are_found_over_their_ink(kind: str, engines: Engines, cjk_font: str) -> None:
    data = SCANS[kind](drawn_form(cjk_font))
    copy = copy_of(data, engines)
    assert broken_clauses(copy) == []
    with pypdfium2.PdfDocument(copy) as pdf:
        for page in pdf:
            text = page.get_textpage()
            assert page.get_width() < page.get_height()
            found = "".join(text.get_text_range().split())
            assert sum(word in found for word in WORDS) / len(WORDS) >= _LEAST_FOUND
            assert found.startswith(TITLE)
            scale = 2.0
            shown = page.render(scale=scale, grayscale=True).to_numpy() < 110
            for number in range(text.count_rects()):
                left, low, right, high = text.get_rect(number)
                rows = slice(
                    round((page.get_height() - high) * scale),
                    round((page.get_height() - low) * scale),
                )
                ink = shown[rows, round(left * scale) : round(right * scale)]
                level = np.flatnonzero(ink.any(axis=1)).mean() / len(ink)
                assert abs(level - 0.5) < _NEAR, (kind, number)
                assert ink.any(axis=0).mean() > _LEAST_INKED, (kind, number)


def test_the_stream_of_a_scan_is_kept_and_little_is_added(engines: Engines, cjk_font: str) -> None:
    photo = jpeg(photographed(drawn_form(cjk_font)))
    copy = copy_of(photo, engines)
    assert photo in copy
    assert len(copy) - len(photo) < 8_000


def test_the_same_scan_gives_the_same_bytes(engines: Engines, cjk_font: str) -> None:
    data = tiff([drawn_form(cjk_font)])
    assert copy_of(data, engines) == copy_of(data, engines)


def test_the_copy_shows_what_the_scan_shows(engines: Engines, cjk_font: str) -> None:
    data = scanned_pdf([jpeg(drawn_form(cjk_font))], b"1 0 0 RG 300 20 60 20 re S")
    shown = []
    for each in (data, copy_of(data, engines)):
        with pypdfium2.PdfDocument(each) as pdf:
            shown.append(pdf[0].render(scale=1).to_numpy().astype(int))
    assert np.abs(shown[0] - shown[1]).mean() < 1.5


def test_reading_is_the_same_with_and_without_a_copy(engines: Engines, cjk_font: str) -> None:
    data = jpeg(photographed(drawn_form(cjk_font)))
    plain = extract_document(data, "a", engines, Options())
    copied = extract_document(data, "a", engines, Options(), Watch(copier=Copier()))
    assert plain == copied
