"""The order in which a page is read: cell after cell, so that what is selected is what belongs
together."""

from collections.abc import Iterator, Sequence

from extractor.document import Page, Word
from extractor.geometry import BBox
from extractor.tables import CellGrid, Span, join_rulings, rulings_to_grids
from extractor.tables.lines import Line, words_to_lines


def lines_in_order(page: Page) -> tuple[Line, ...]:
    """Lines of the words of a page: from top to bottom, in tables row by row and cell by cell."""
    grids = rulings_to_grids(join_rulings(page.rulings))
    held: dict[int, list[Word]] = {place: [] for place in range(len(grids))}
    loose: list[Word] = []
    for word in page.words:
        home = _home(grids, word)
        (loose if home is None else held[home]).append(word)
    blocks: list[tuple[float, tuple[Line, ...]]] = [
        (line.bbox.top, (line,)) for line in words_to_lines(loose)
    ]
    blocks += [
        (grid.bbox.top, tuple(_cell_lines(grid, held[place]))) for place, grid in enumerate(grids)
    ]
    blocks.sort(key=lambda block: block[0])
    return tuple(line for _, lines in blocks for line in lines)


def _home(grids: Sequence[CellGrid], word: Word) -> int | None:
    """The smallest table that the middle of a word lies in."""
    around = [n for n, grid in enumerate(grids) if grid.bbox.contains_point(*word.bbox.center)]
    return min(around, key=lambda n: grids[n].bbox.area, default=None)


def _cell_lines(grid: CellGrid, words: Sequence[Word]) -> Iterator[Line]:
    boxes = [(span, grid.box(span)) for span in grid.spans]
    held: dict[Span, list[Word]] = {}
    for word in words:
        held.setdefault(_cell(boxes, word.bbox), []).append(word)
    for span in grid.spans:
        yield from words_to_lines(held.get(span, ()))


def _cell(boxes: Sequence[tuple[Span, BBox]], box: BBox) -> Span:
    return max(boxes, key=lambda pair: pair[1].intersection(box))[0]
