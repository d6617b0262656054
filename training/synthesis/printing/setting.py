"""Blocks set on pages: laid out, cut where a page is full, photographed, ruled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.synthesis.browser import Browser, PrintedItem
from training.synthesis.printing.blocks import Block, Paragraph, ParagraphKind, TableBlock
from training.synthesis.printing.cuts import cut_between, cut_inside, without_spare_lines
from training.synthesis.printing.look import DPI, BreakStyle, Look
from training.synthesis.printing.markup import blocks_to_html
from training.synthesis.printing.truths import line_truth, paint_rules, table_truth, tight_line
from training.synthesis.truth import Pixels, TruthPage, TruthTable

_MOST_PAGES = 6
_LEAST_SHARE_PX = 20.0


@dataclass(frozen=True, slots=True)
class SetForm:
    """The pages of a form, and its tables as if it stood on one endless page."""

    pages: tuple[TruthPage, ...]
    whole: tuple[TruthTable, ...]


@dataclass(frozen=True, slots=True)
class _Laid:
    """A block with the items that it printed; `bottom` in pixels of the page."""

    block: Block
    items: tuple[PrintedItem, ...]

    @property
    def bottom(self) -> float:
        return max((item.box.bottom for item in self.items), default=0.0)


def set_form(browser: Browser, blocks: Sequence[Block], look: Look) -> SetForm:
    """All pages of a form, with the truth of each and of the uncut tables."""
    rest: list[Block] = [
        replace(b, sheet=without_spare_lines(b.sheet)) if isinstance(b, TableBlock) else b
        for b in blocks
    ]
    laid = _lay_out(browser, rest, look)
    whole = tuple(
        table_truth(part.block, part.items, look)
        for part in laid
        if isinstance(part.block, TableBlock)
    )
    pages: list[TruthPage] = []
    while rest and len(pages) < _MOST_PAGES:
        if pages:
            look = replace(look, top_gap_mm=0.0)
            laid = _lay_out(browser, rest, look)
        full, rest = _split(laid, look)
        number = _page_number(look, len(pages) + 1)
        if rest or number:
            laid = _lay_out(browser, [*full, *number], look)
        pages.append(_page(browser.photograph(), laid, look))
    return SetForm(tuple(pages), whole)


def _page_number(look: Look, number: int) -> list[Block]:
    if not look.page_number:
        return []
    return [Paragraph(look.page_number.format(n=number), ParagraphKind.PAGE_NUMBER)]


def _lay_out(browser: Browser, blocks: Sequence[Block], look: Look) -> list[_Laid]:
    items = browser.lay_out(blocks_to_html(blocks, look), look.paper_px)
    laid, start = [], 0
    for block in blocks:
        count = 1
        if isinstance(block, TableBlock):
            count = len(block.sheet.cells)
        elif block.kind is ParagraphKind.SPREAD:
            count = block.text.count("\t") + 1
        laid.append(_Laid(block, items[start : start + count]))
        start += count
    return laid


def _split(laid: Sequence[_Laid], look: Look) -> tuple[list[Block], list[Block]]:
    """What fits on the page and what is left for the next one."""
    limit = look.paper_px[1] - look.margins_mm[2] * DPI / 25.4
    for number, part in enumerate(laid):
        if part.bottom <= limit:
            continue
        before = [p.block for p in laid[:number]]
        after = [p.block for p in laid[number + 1 :]]
        if isinstance(part.block, TableBlock):
            halves = _cut(part.block, part.items, look, limit)
            if halves is not None:
                return [*before, halves[0]], [halves[1], *after]
        if any(isinstance(block, TableBlock) for block in before) or number > 2:
            return before, [part.block, *after]
    return [p.block for p in laid], []


def _cut(
    block: TableBlock, items: Sequence[PrintedItem], look: Look, limit: float
) -> tuple[TableBlock, TableBlock] | None:
    """The table cut at the end of the page; None if not even its first row fits."""
    sheet = block.sheet
    bottoms = [0.0] * sheet.n_rows
    tops = [0.0] * sheet.n_rows
    for cell, item in zip(sheet.cells, items, strict=True):
        bottoms[cell.row + cell.row_span - 1] = item.box.bottom
        tops[cell.row] = item.box.top
    row = next(number for number, bottom in enumerate(bottoms) if bottom > limit)
    tall = limit - tops[row] > _LEAST_SHARE_PX
    if tall and (look.breaks.style is BreakStyle.INSIDE_ROW or row == 0):
        shares = _shares(block, items, row, limit)
        if shares is not None:
            first, second = cut_inside(sheet, row, shares, look.breaks.labels)
            return replace(block, sheet=first, cut_below=True), replace(
                block, sheet=second, cut_above=True
            )
    if row == 0:
        return None
    first, second = cut_between(sheet, row, look.breaks.labels)
    return replace(block, sheet=first, cut_below=True), replace(block, sheet=second, cut_above=True)


def _shares(
    block: TableBlock, items: Sequence[PrintedItem], row: int, limit: float
) -> dict[int, tuple[str, str]] | None:
    """The lines of each cell of a row above and below the end of the page; None if all stand on
    one side."""
    shares: dict[int, tuple[str, str]] = {}
    room = limit - 6
    for number, (cell, item) in enumerate(zip(block.sheet.cells, items, strict=True)):
        if cell.row == row and cell.row_span == 1:
            above = [line.text for line in item.lines if line.box.bottom <= room]
            below = [line.text for line in item.lines if line.box.bottom > room]
            shares[number] = ("\n".join(above), "\n".join(below))
    if any(above for above, _ in shares.values()) and any(below for _, below in shares.values()):
        return shares
    return None


def _page(pixels: Pixels, laid: Sequence[_Laid], look: Look) -> TruthPage:
    tables, texts = [], []
    inked = [
        replace(
            part,
            items=tuple(
                replace(item, lines=tuple(tight_line(pixels, line) for line in item.lines))
                for item in part.items
            ),
        )
        for part in laid
    ]
    for part in inked:
        if isinstance(part.block, TableBlock):
            table = table_truth(part.block, part.items, look)
            paint_rules(pixels, part.block, table, look)
            tables.append(table)
        else:
            texts += [line_truth(line) for item in part.items for line in item.lines]
    return TruthPage(pixels=pixels, dpi=DPI, tables=tuple(tables), texts=tuple(texts))
