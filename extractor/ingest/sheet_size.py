"""How much a document of cells may hold: forms are small, and what follows takes time and memory
for every cell."""

from collections.abc import Iterator

from extractor.errors import TooLargeError
from extractor.grid import Block, Sheet, TextLine
from extractor.ingest.limits import Limits


def checked_sheet(sheet: Sheet, limits: Limits) -> Sheet:
    """The sheet, its over-long lines of text cut into several.

    Raises TooLargeError for more printed cells and lines than `max_cells`, and for a cell of more
    than `max_cell_characters`.
    """
    printed = 0
    for block in sheet.blocks:
        if isinstance(block, TextLine):
            printed += 1
            continue
        for cell in block.cells:
            printed += bool(cell.text)
            if len(cell.text) > limits.max_cell_characters:
                raise TooLargeError(
                    f"单元格有 {len(cell.text)} 字，上限 {limits.max_cell_characters}。 "
                    f"A cell has {len(cell.text)} characters, limit {limits.max_cell_characters}."
                )
    check_count(printed, limits)
    return Sheet(tuple(_cut_lines(sheet, limits.max_cell_characters)), sheet.pages)


def check_count(printed: int, limits: Limits) -> None:
    """Raise TooLargeError for too many printed cells and lines."""
    if printed > limits.max_cells:
        raise TooLargeError(
            f"单元格和文字行共 {printed} 个，上限 {limits.max_cells}。 "
            f"There are {printed} cells and lines, limit {limits.max_cells}."
        )


def _cut_lines(sheet: Sheet, longest: int) -> Iterator[Block]:
    for block in sheet.blocks:
        if isinstance(block, TextLine) and len(block.text) > longest:
            for start in range(0, len(block.text), longest):
                piece = block.text[start : start + longest]
                yield TextLine(piece, block.where, block.confidence)
        else:
            yield block
