"""One page → its blocks: ruled tables, aligned text, and lines of text, in reading order."""

from collections.abc import Sequence

from extractor.document import Page, Provenance, Ruling, Word
from extractor.grid import Grid, TextLine
from extractor.ports import StructureModel
from extractor.tables.blocks import PageBlocks, PagePart, TablePart
from extractor.tables.borderless import lines_to_parts, rules_to_part
from extractor.tables.cells import CellGrid, rulings_to_grids, rulings_to_groups
from extractor.tables.fill import fill_cells
from extractor.tables.join import join_rulings
from extractor.tables.lines import Line, words_to_lines
from extractor.tables.overflow import overflowing_words
from extractor.tables.rulings import pixels_to_rulings
from extractor.tables.spreads import gutter

RULE_LENGTH = 100.0
"""Shortest horizontal rule (points) of a table without vertical rules."""

MIN_CELL_HEIGHT = 5.0


class RuledRecogniser:
    """Reads boundaries that are drawn: from the page's vectors, else from its pixels."""

    def boundaries(self, page: Page) -> tuple[Ruling, ...]:
        """Joined rulings in points; empty for a page with neither rulings nor pixels."""
        drawn = join_rulings(page.rulings)
        if page.image is None or rulings_to_grids(drawn):
            return drawn
        return join_rulings(pixels_to_rulings(page.image))


def page_to_blocks(page: Page, model: StructureModel | None = None) -> PageBlocks:
    """Tables and text lines of a page in reading order.

    Args:
        page: words in points, with rulings or an upright image.
        model: finds the cell boundaries; a RuledRecogniser where None.
    Returns:
        Every word stands in exactly one block. A single box is a TablePart with one cell.
    """
    rulings = (model or RuledRecogniser()).boundaries(page)
    grids = [g for g in rulings_to_grids(rulings) if _holds_text(g)]
    held, free = _words_by_grid(grids, page.words)
    for grid, words in zip(grids, held, strict=True):
        spilled = overflowing_words(grid, words, free)
        words.extend(spilled)
        free = [w for w in free if w not in spilled]
    parts: list[PagePart] = [
        _grid_to_part(grid, words, page.number)
        for grid, words in zip(grids, held, strict=True)
        if words or len(grid.spans) > 1
    ]
    middle = gutter(grids)
    ruled, rest = _rule_only_tables(rulings, _lines(free, middle), page.number)
    parts += ruled
    if any(isinstance(p, TablePart) and len(p.grid.cells) > 1 for p in parts):
        parts += [line_to_text(line, page.number) for line in rest]
    else:
        parts += [
            line_to_text(p, page.number) if isinstance(p, Line) else p
            for p in lines_to_parts(rest, page.number)
        ]
    return PageBlocks(page.number, page.width, page.height, _in_order(parts, middle))


def line_to_text(line: Line, page: int) -> TextLine:
    """A line outside tables as a block."""
    return TextLine(
        line.text, (Provenance(page, line.bbox),), min(w.confidence for w in line.words)
    )


def _holds_text(grid: CellGrid) -> bool:
    """Leave out tick boxes and ornaments drawn as tiny boxes."""
    box = grid.bbox
    return len(grid.spans) > 1 or (box.height > 2 * MIN_CELL_HEIGHT and box.width > RULE_LENGTH)


def _words_by_grid(
    grids: Sequence[CellGrid], words: Sequence[Word]
) -> tuple[list[list[Word]], list[Word]]:
    """Each word to the smallest grid that holds half of it, or to none."""
    held: list[list[Word]] = [[] for _ in grids]
    free: list[Word] = []
    by_area = sorted(range(len(grids)), key=lambda i: grids[i].bbox.area)
    for word in words:
        least = 0.5 * max(word.bbox.area, 0.01)
        home = next((i for i in by_area if grids[i].bbox.intersection(word.bbox) >= least), None)
        (free if home is None else held[home]).append(word)
    return held, free


def _grid_to_part(grid: CellGrid, words: Sequence[Word], page: int) -> TablePart:
    filled = fill_cells(grid, words, page)
    lines: tuple[TextLine, ...] = ()
    if len(filled) == 1:
        lines = tuple(line_to_text(line, page) for line in words_to_lines(words))
    return TablePart(
        Grid(tuple(f.cell for f in filled), len(grid.rows) - 1, len(grid.columns) - 1),
        grid.columns,
        grid.bbox,
        lines,
        frozenset((f.cell.row, f.cell.column) for f in filled if f.wraps),
        grid.open_top,
        grid.open_bottom,
        tuple(w for w in words if grid.open_top and w.bbox.center[1] < grid.rows[1]),
        tuple(w for w in words if grid.open_bottom and w.bbox.center[1] > grid.rows[-2]),
    )


def _rule_only_tables(
    rulings: Sequence[Ruling], lines: Sequence[Line], page: int
) -> tuple[list[TablePart], list[Line]]:
    """Tables drawn with horizontal rules only (three-line style), and the lines left over."""
    alone = [
        group[0]
        for group in rulings_to_groups(rulings)
        if len(group) == 1 and group[0].is_horizontal and group[0].x1 - group[0].x0 >= RULE_LENGTH
    ]
    tables: list[TablePart] = []
    rest = list(lines)
    for rules in _like_extent(alone):
        inside = [
            line
            for line in rest
            if rules[0].top < line.bbox.center[1] < rules[-1].top
            and rules[0].x0 - 10 < line.bbox.center[0] < rules[0].x1 + 10
        ]
        table = rules_to_part(rules, inside, page) if inside else None
        if table is not None:
            tables.append(table)
            rest = [line for line in rest if line not in inside]
    return tables, rest


def _like_extent(rules: Sequence[Ruling]) -> list[list[Ruling]]:
    """Groups of at least three rules with the same ends, top to bottom."""
    groups: list[list[Ruling]] = []
    for rule in sorted(rules, key=lambda r: r.top):
        for group in groups:
            if abs(group[0].x0 - rule.x0) < 8 and abs(group[0].x1 - rule.x1) < 8:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [g for g in groups if len(g) >= 3]


def _lines(words: Sequence[Word], middle: float | None) -> list[Line]:
    """Lines of text; those left and right of `middle` (points) apart."""
    if middle is None:
        return list(words_to_lines(words))
    left = [w for w in words if w.bbox.center[0] < middle]
    right = [w for w in words if w.bbox.center[0] >= middle]
    return [*words_to_lines(left), *words_to_lines(right)]


def _in_order(parts: Sequence[PagePart], middle: float | None) -> tuple[PagePart, ...]:
    """Reading order: all that stands left of `middle` (points) comes before the rest."""
    return tuple(
        sorted(
            parts, key=lambda part: (middle is not None and _place(part)[1] >= middle, _place(part))
        )
    )


def _place(part: PagePart) -> tuple[float, float]:
    box = part.bbox if isinstance(part, TablePart) else part.where[0].bbox
    return (box.top, box.x0) if box is not None else (0.0, 0.0)
