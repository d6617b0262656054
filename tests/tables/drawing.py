"""Pages drawn from rows of text: rulings and words, and the same as pixels."""

import cv2
import numpy as np

from extractor.document import Page, PageImage, Pixels, Ruling, TextSource, Word
from extractor.geometry import BBox

LEFT = 60.0
HEIGHT = 20.0
EM = 10.0

Rows = list[list[tuple[str, int, int]]]


def word(text: str, x0: float, top: float, source: TextSource = TextSource.TEXT_LAYER) -> Word:
    width = sum(EM if not c.isascii() else EM / 2 for c in text)
    return Word(text, BBox(x0, top, x0 + width, top + EM), source=source)


def table(
    rows: Rows, widths: list[float], top: float = 80.0
) -> tuple[list[Ruling], list[Word], float]:
    """Rulings and words of an HTML-like table (text, row span, column span), and its bottom.

    A text has its lines parted by line breaks; every row is as high as its longest one-row text.
    """
    xs = [LEFT]
    for width in widths:
        xs.append(xs[-1] + width)
    heights = [
        max([HEIGHT, *(EM + 12 * (t.count("\n") + 1) - 2 for t, rs, _ in row if rs == 1)])
        for row in rows
    ]
    ys = [top]
    for height in heights:
        ys.append(ys[-1] + height)
    rulings: list[Ruling] = []
    words: list[Word] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for text, rs, cs in row:
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(rs) for j in range(cs)}
            x0, x1, y0, y1 = xs[column], xs[column + cs], ys[r], ys[r + rs]
            rulings += [Ruling(x0, y0, x1, y0), Ruling(x0, y1, x1, y1)]
            rulings += [Ruling(x0, y0, x0, y1), Ruling(x1, y0, x1, y1)]
            for i, line in enumerate(text.split("\n") if text else []):
                words.append(word(line, x0 + 3, y0 + 5 + 12 * i))
    return rulings, words, ys[-1]


def page(number: int, rulings: list[Ruling], words: list[Word], size=(595.0, 842.0)) -> Page:
    return Page(number, size[0], size[1], tuple(words), tuple(rulings))


def table_page(number: int, rows: Rows, widths: list[float], *lines: Word) -> Page:
    rulings, words, _ = table(rows, widths)
    return page(number, rulings, [*words, *lines])


def cells(grid) -> set[tuple[str, int, int, int, int]]:
    return {(c.text, c.row, c.column, c.row_span, c.column_span) for c in grid.cells}


def blank(width_mm: float = 210, height_mm: float = 120, dpi: float = 200) -> Pixels:
    shape = (round(height_mm * dpi / 25.4), round(width_mm * dpi / 25.4), 3)
    return np.full(shape, 255, np.uint8)


def draw(pixels: Pixels, rulings: list[Ruling], dpi: float = 200, thickness: int = 2) -> Pixels:
    scale = dpi / 72
    for r in rulings:
        start = (round(r.x0 * scale), round(r.top * scale))
        end = (round(r.x1 * scale), round(r.bottom * scale))
        cv2.line(pixels, start, end, (0, 0, 0), thickness)
    return pixels


def image(pixels: Pixels, dpi: float = 200) -> PageImage:
    return PageImage(pixels, dpi)
