"""Pictures of the pages while a document is read."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from extractor.document import Page, PageImage
from extractor.engines import Engines, default_engines
from extractor.ingest import Decoder
from extractor.ingest.limits import Limits
from extractor.page_pictures import MissingPictures, ShownSight
from extractor.pipeline import Options, Watch, extract_document
from extractor.ports import Sight

NO_LINES = np.zeros((0, 4, 2), np.float32)


def image(width: int, height: int) -> PageImage:
    return PageImage(np.full((height, width, 3), 255, np.uint8), dpi=72.0)


class Turning:
    """A sight that finds every page lying on its side."""

    def look(self, page: Page) -> Sight:
        if page.image is None:
            return Sight(page, NO_LINES)
        pixels = np.ascontiguousarray(np.rot90(page.image.pixels))
        return Sight(replace(page, image=PageImage(pixels, page.image.dpi)), NO_LINES)


def stored(size: tuple[int, int], form: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, format=form)
    return stream.getvalue()


def test_a_page_is_shown_as_the_sight_made_it():
    shown: list[tuple[int, tuple[int, ...]]] = []
    sight = ShownSight(Turning(), lambda number, seen: shown.append((number, seen.pixels.shape)))
    sight.look(Page(3, 200, 100, image=image(200, 100)))
    sight.look(Page(4, 200, 100))
    assert shown == [(3, (200, 100, 3))]


def test_a_page_that_no_sight_looked_at_is_rendered_and_turned():
    shown: list[tuple[int, tuple[int, ...]]] = []
    limits = Limits()
    with Decoder(limits) as decoder:
        missing = MissingPictures(
            stored((300, 100), "PNG"),
            limits,
            decoder,
            lambda n, seen: shown.append((n, seen.pixels.shape)),
        )
        missing.add(Page(1, 300, 100, rotation=90))
        missing.add(Page(1, 300, 100))  # shown already
    ((number, shape),) = shown
    assert number == 1
    assert shape[0] > shape[1]


def test_a_page_that_cannot_be_rendered_has_no_picture():
    limits = Limits()
    with Decoder(limits) as decoder:
        missing = MissingPictures(b"plain text", limits, decoder, lambda n, seen: 1 / 0)
        missing.add(Page(1, 300, 100))


def test_every_page_of_an_image_file_is_shown_once_while_it_is_read():
    shown: list[int] = []
    seen: list[tuple[int, int]] = []
    engines = Engines(sight=Turning(), ocr=default_engines().ocr)
    watch = Watch(
        lambda page, pages: seen.append((page, pages)), lambda n, picture: shown.append(n)
    )
    extract_document(stored((300, 100), "PNG"), "blank", engines, Options(), watch)
    assert shown == [1]
    assert seen == [(1, 1)]


def test_a_text_has_no_pictures():
    shown: list[int] = []
    watch = Watch(picture=lambda number, picture: shown.append(number))
    extract_document("项目支出绩效目标表".encode(), "text", default_engines(), Options(), watch)
    assert shown == []
