"""The ways to read a box, with a reader that knows crops by their size."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from extractor.document import Page, PageImage, Pixels, Quad, Quads, Ruling
from extractor.ocr.words import read_page_lines
from models.ocr import Reading

DPI = 72.0


class Reader:
    """Answers by (height, width) of a crop, and remembers the batches it was given."""

    def __init__(self, answer: Callable[[int, int], Reading]) -> None:
        self._answer = answer
        self.batches: list[list[tuple[int, int]]] = []

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        sizes = [(crop.shape[0], crop.shape[1]) for crop in crops]
        self.batches.append(sizes)
        return [self._answer(*size) for size in sizes]


def box(x0: float, top: float, x1: float, bottom: float) -> Quad:
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


def page(*ink: tuple[int, int, int, int], rulings: tuple[Ruling, ...] = ()) -> Page:
    """A white page with black boxes (x0, top, x1, bottom)."""
    pixels = np.full((400, 400, 3), 255, np.uint8)
    for x0, top, x1, bottom in ink:
        pixels[top:bottom, x0:x1] = 0
    return Page(1, 400, 400, image=PageImage(pixels, DPI), rulings=rulings)


def sure(height: int, width: int) -> Reading:
    return Reading("字", 0.9)


def test_a_page_is_read_in_one_batch_without_its_empty_boxes() -> None:
    reader = Reader(lambda height, width: Reading("甲" * width, 0.9))
    seen = page((20, 22, 60, 30), (120, 22, 140, 30))
    lines: Quads = np.stack([box(18, 20, 62, 34), box(118, 20, 142, 34), box(18, 200, 62, 214)])
    words = read_page_lines(seen, lines, reader)
    assert len(reader.batches) == 1
    assert len(reader.batches[0]) == 2
    assert [word.bbox.x0 for word in words] == pytest.approx([18, 118])


def test_a_line_through_a_ruling_is_read_as_two() -> None:
    seen = page((20, 22, 60, 30), (80, 22, 120, 30), rulings=(Ruling(70, 0, 70, 90),))
    words = read_page_lines(seen, box(18, 20, 122, 34)[None], Reader(sure))
    assert len(words) == 2
    assert words[0].bbox.x1 <= 70 <= words[1].bbox.x0


@pytest.mark.parametrize(("of_parts", "count"), [(0.95, 2), (0.3, 1)])
def test_a_tall_box_is_parted_where_its_lines_are_read_surer(of_parts: float, count: int) -> None:
    lines = np.stack([box(18, 20, 90, 34), box(18, 60, 90, 74), box(200, 20, 290, 56)])
    seen = page((20, 22, 88, 32), (20, 62, 88, 72), (202, 22, 270, 34), (202, 42, 270, 54))

    def answer(height: int, width: int) -> Reading:
        return Reading("字", of_parts if width == 90 and height < 30 else 0.6)

    words = read_page_lines(seen, lines, Reader(answer))
    assert len(words) == 2 + count


def test_a_downward_run_is_read_the_surer_way() -> None:
    lines = np.stack([box(100, 20, 190, 34), box(100, 60, 190, 74), box(18, 20, 34, 100)])
    seen = page((102, 22, 188, 32), (102, 62, 188, 72), (20, 22, 32, 98))

    def answer(height: int, width: int) -> Reading:
        return Reading("横" if width > height else "竖", 0.9 if width > height else 0.2)

    words = read_page_lines(seen, lines, Reader(answer))
    assert [word.text for word in words] == ["横", "横", "横"]
    assert words[2].bbox.height == pytest.approx(80)


@pytest.mark.parametrize(("confidence", "count"), [(0.6, 3), (0.4, 2)])
def test_a_mark_that_no_line_covers_counts_only_if_sure(confidence: float, count: int) -> None:
    rulings = (
        Ruling(10, 10, 300, 10),
        Ruling(10, 120, 300, 120),
        Ruling(10, 10, 10, 120),
        Ruling(300, 10, 300, 120),
    )
    seen = page((30, 22, 100, 32), (30, 62, 100, 72), (200, 64, 207, 71), rulings=rulings)
    lines = np.stack([box(28, 20, 102, 34), box(28, 60, 102, 74)])

    def answer(height: int, width: int) -> Reading:
        return Reading("8号" if width < 30 else "字", confidence if width < 30 else 0.9)

    assert len(read_page_lines(seen, lines, Reader(answer))) == count


def test_a_page_without_an_image_or_lines_has_no_words() -> None:
    nothing: Quads = np.zeros((0, 4, 2), np.float32)
    assert read_page_lines(page(), nothing, Reader(sure)) == ()
    assert read_page_lines(Page(1, 400, 400), box(0, 0, 9, 9)[None], Reader(sure)) == ()
