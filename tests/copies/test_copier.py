"""The copy of a document is made of what was seen and read of its pages."""

import io
import time
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest

from extractor.copies import Copier, Copy
from extractor.document import Page, PageImage, Source, Word
from extractor.errors import DecodeTimeoutError
from extractor.geometry import BBox
from extractor.ingest.image_streams import ImageStream, pixels_to_stream
from extractor.ingest.opening import Ingested, Pictures
from extractor.ports import Sight
from tests.copies.clauses import broken_clauses

NO_LINES = np.zeros((0, 4, 2), np.float32)
WIDE, HIGH = 300, 200
INK = (slice(20, 40), slice(30, 90))  # rows, columns of the displayed page, a pixel a point


def displayed() -> np.ndarray:
    pixels = np.full((HIGH, WIDE, 3), 255, np.uint8)
    pixels[INK] = 0
    return pixels


def pictures(number: int) -> tuple[ImageStream, ...]:
    return (pixels_to_stream(displayed()),)


def document(count: int = 1, given: Pictures | None = pictures) -> Ingested:
    return Ingested(Source("a", "cd" * 32, "application/pdf"), count, None, iter(()), given)


def page(number: int = 1) -> Page:
    image = PageImage(displayed(), 72.0)
    return Page(number, image.width, image.height, image=image)


def copied(*pages: tuple[Page, Sight, Page], of: Ingested | None = None) -> Copy:
    copier = Copier()
    for before, seen, after in pages:
        if before.image is not None:
            copier.saw(before, seen)
        copier.read(after)
    copier.finish(of or document(len(pages)))
    return copier.copy


def read(before: Page, box: BBox, **changes: object) -> tuple[Page, Sight, Page]:
    """A page that is seen with these changes, and a word on it."""
    seen = replace(before, **changes)  # type: ignore[arg-type]
    return before, Sight(seen, NO_LINES), replace(seen, words=(Word("绩效", box),), image=None)


def shown(copy: Copy, number: int = 0) -> tuple[np.ndarray, BBox]:
    """The page in grey, and the box of its word in pixels."""
    assert copy.data is not None
    assert broken_clauses(copy.data) == []
    with pypdfium2.PdfDocument(copy.data) as pdf:
        page = pdf[number]
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(2)]
        height = page.get_height()
        pixels = page.render(scale=1, grayscale=True).to_numpy()
    left, low = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, high = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return pixels, BBox(left, height - high, right, height - low)


def ink(pixels: np.ndarray) -> BBox:
    rows, columns = np.nonzero(pixels < 128)
    return BBox(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_a_word_lies_over_its_ink() -> None:
    pixels, word = shown(copied(read(page(), BBox(30, 20, 90, 40))))
    assert pixels.shape == (HIGH, WIDE)
    assert word.overlap(ink(pixels)) > 0.9


@pytest.mark.parametrize(
    ("turn", "box"),
    [
        (90, BBox(20, WIDE - 90, 40, WIDE - 30)),
        (180, BBox(WIDE - 90, HIGH - 40, WIDE - 30, HIGH - 20)),
        (270, BBox(HIGH - 40, 30, HIGH - 20, 90)),
    ],
)
def test_a_page_that_was_turned_is_turned(turn: int, box: BBox) -> None:
    sideways = turn % 180 != 0
    size = {"width": HIGH, "height": WIDE} if sideways else {}
    pixels, word = shown(copied(read(page(), box, rotation=turn, **size)))
    assert pixels.shape == ((WIDE, HIGH) if sideways else (HIGH, WIDE))
    upright = np.rot90(displayed()[:, :, 0], turn // 90)
    assert (np.abs(pixels.astype(int) - upright) < 60).mean() > 0.99
    assert word.overlap(ink(pixels)) > 0.9


def test_a_word_of_a_page_that_was_made_flat_goes_back_to_its_ink() -> None:
    """The flat page is twice as large, and moved."""
    before, seen, after = read(page(), BBox(100, 60, 220, 100), width=700, height=500, skew=3.0)
    seen = replace(seen, back=lambda points: (points - (40, 20)) / 2)
    pixels, word = shown(copied((before, seen, after)))
    assert pixels.shape == (HIGH, WIDE)
    assert word.overlap(ink(pixels)) > 0.9


def test_pages_with_a_text_layer_are_copied_with_the_scanned_ones() -> None:
    digital = Page(2, WIDE, HIGH, (Word("绩效", BBox(30, 20, 90, 40)),))
    copy = copied(read(page(), BBox(30, 20, 90, 40)), (digital, Sight(digital, NO_LINES), digital))
    pixels, word = shown(copy, 1)
    assert word.overlap(ink(pixels)) > 0.9


def test_a_document_with_text_layers_only_needs_no_copy() -> None:
    digital = Page(1, WIDE, HIGH, (Word("绩效", BBox(30, 20, 90, 40)),))
    assert copied((digital, Sight(digital, NO_LINES), digital)) == Copy(None)


def test_a_page_that_could_not_be_read_is_blank_and_the_others_keep_their_numbers() -> None:
    first, third = read(page(1), BBox(30, 20, 90, 40)), read(page(3), BBox(30, 20, 90, 40))
    copy = copied(first, third, of=document(3))
    assert copy.data is not None
    with pypdfium2.PdfDocument(io.BytesIO(copy.data)) as pdf:
        assert [page.get_textpage().get_text_range().strip() for page in pdf] == [
            "绩效",
            "",
            "绩效",
        ]


def test_pictures_that_cannot_be_had_cost_the_copy_only() -> None:
    def late(number: int) -> tuple[ImageStream, ...]:
        raise DecodeTimeoutError("太久。 Too long.")

    copy = copied(read(page(), BBox(30, 20, 90, 40)), of=document(given=late))
    assert copy == Copy(None, "太久。 Too long.")


def test_a_way_back_that_there_is_not_costs_the_copy_only() -> None:
    def back(points: np.ndarray) -> np.ndarray:
        return np.linalg.inv(np.zeros((3, 3)))

    before, seen, after = read(page(), BBox(30, 20, 90, 40), skew=3.0)
    copy = copied((before, replace(seen, back=back), after))
    assert copy == Copy(None, "LinAlgError")


def test_a_document_without_time_for_a_copy_is_read_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Half of the pages are in it when the time is up."""
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    asked: list[int] = []

    def slow(number: int) -> tuple[ImageStream, ...]:
        asked.append(number)
        clock[0] += 10.0
        return pictures(number)

    copier = Copier(15.0)
    for number in range(1, 5):
        before, seen, after = read(page(number), BBox(30, 20, 90, 40))
        copier.saw(before, seen)
        copier.read(after)
    copier.finish(document(4, slow))
    assert asked == [1, 2]
    assert copier.copy.data is None
    assert "no time" in copier.copy.trouble


def test_no_way_to_the_pictures_is_told() -> None:
    word = read(page(), BBox(30, 20, 90, 40))
    assert copied(word, of=document(given=None)).trouble


def test_words_are_never_put_where_they_may_not_belong() -> None:
    """A sight that moved the page and does not tell how."""
    copy = copied(read(page(), BBox(30, 20, 90, 40), skew=2.0))
    assert copy.data is None
    assert copy.trouble


@pytest.mark.parametrize(("width", "height"), [(40_000.0, 30_000.0), (2.0, 1.5)])
def test_a_page_that_is_too_large_or_small_for_the_format_is_scaled(
    width: float, height: float
) -> None:
    factor = width / WIDE
    before = replace(page(), width=width, height=height)
    box = BBox(30 * factor, 20 * factor, 90 * factor, 40 * factor)
    copy = copied(read(before, box))
    assert copy.data is not None
    assert broken_clauses(copy.data) == []


@pytest.mark.parametrize(
    ("width", "height"),
    [(2.9065171337318874, 524.0956746431209), (24_369.5, 2_533.3), (1.0, 10_000.0)],
)
def test_rounding_and_pages_that_are_mere_lines_cost_nothing(width: float, height: float) -> None:
    """A page without ink whose sides cannot both be within the bounds, beside a scanned one."""
    line = Page(2, width, height)
    copy = copied(read(page(), BBox(30, 20, 90, 40)), (line, Sight(line, NO_LINES), line))
    assert copy.data is not None
    assert broken_clauses(copy.data) == []


def test_a_picture_that_many_pages_show_is_there_once() -> None:
    """A letterhead, or a file that was made to fill the memory."""
    rng = np.random.default_rng(7)
    noise = pixels_to_stream(rng.integers(0, 256, (HIGH, WIDE, 3), dtype=np.uint8))
    pages = [read(page(number), BBox(30, 20, 90, 40)) for number in range(1, 31)]
    copy = copied(*pages, of=document(30, lambda number: (noise, noise)))
    assert copy.data is not None
    assert broken_clauses(copy.data) == []
    assert len(copy.data) < len(noise.data) + 40_000


def test_a_copy_that_would_fill_the_memory_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.copies.pdf_a._MOST_BYTES", 10)
    copy = copied(read(page(), BBox(30, 20, 90, 40)))
    assert copy.data is None
    assert "too large" in copy.trouble
