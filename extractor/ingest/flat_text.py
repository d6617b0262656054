"""Flattened text → sheet: tabs, pipes, wide spaces, one cell a line, run-together lists."""

import re
from collections.abc import Sequence

from extractor.document import Provenance
from extractor.errors import TooLargeError
from extractor.grid import Block, Cell, Grid, Layout, Sheet, TextLine

_MAX_SLOTS = 1_000_000
_TAB = re.compile(r"\t")
_PIPE = re.compile(r"[|｜│┃]")
_WIDE = re.compile(r"\s{2,}|\u3000+")
_MARKDOWN_RULE = re.compile(r"[\s|:\-=+─━┼]+")


def text_to_sheet(text: str) -> Sheet:
    """A text → its lines as rows; runs of rows with separators are one flattened Grid each."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    separator = _separator(lines)
    framed = separator is _PIPE and _is_framed(lines)
    rows = [_split(_unframed(line) if framed else line, separator) for line in lines]
    # wide spaces do not show empty cells, so that columns cannot be counted
    return rows_to_sheet(rows, Layout.STREAM if separator is _WIDE else Layout.FLATTENED)


def rows_to_sheet(rows: Sequence[Sequence[str]], layout: Layout = Layout.FLATTENED) -> Sheet:
    """Rows of cells (a row of one cell is a line of text, a row of none a break) → sheet.

    A blank line inside a table is a break; only a line of text ends the table. Raises
    TooLargeError for very many cells, empty ones counted.
    """
    slots = sum(map(len, rows))
    if slots > _MAX_SLOTS:
        raise TooLargeError(f"单元格过多。 The text has {slots} cells, limit {_MAX_SLOTS}.")
    blocks: list[Block] = []
    table: list[tuple[int, Sequence[str]]] = []
    for number, row in enumerate(rows, 1):
        printed = [cell for cell in row if cell.strip()]
        if len(row) > 1 and (printed or table):
            table.append((number, row))
        elif len(printed) == 1:
            if table:
                blocks.append(_rows_to_grid(table, layout))
                table = []
            text = printed[0].strip()
            blocks.append(TextLine(text, (Provenance(1, None, number),)))
        elif table:
            table.append((number, ()))
    if table:
        blocks.append(_rows_to_grid(table, layout))
    return Sheet(tuple(blocks))


def _separator(lines: Sequence[str]) -> re.Pattern[str]:
    filled = [line for line in lines if line.strip()]
    for pattern, mark in ((_TAB, "\t"), (_PIPE, None)):
        hits = [line for line in filled if (mark in line if mark else pattern.search(line))]
        if len(hits) * 5 >= len(filled) or len(hits) >= 5:
            return pattern
    return _WIDE


def _is_framed(lines: Sequence[str]) -> bool:
    """Whether the table's lines begin and end with a pipe that encloses no cell."""
    piped = [line.strip() for line in lines if _PIPE.search(line)]
    ends = [bool(_PIPE.match(line[0]) and _PIPE.match(line[-1])) for line in piped]
    return sum(ends) * 10 >= len(ends) * 9


def _unframed(line: str) -> str:
    bare = line.strip()
    if len(bare) > 1 and _PIPE.match(bare[0]) and _PIPE.match(bare[-1]):
        return bare[1:-1]
    return line


def _split(line: str, separator: re.Pattern[str]) -> list[str]:
    if not line.strip():
        return []
    if separator is _TAB:
        return [cell.strip() for cell in line.split("\t")]
    if separator is _PIPE:
        bare = line.strip()
        if _MARKDOWN_RULE.fullmatch(bare):
            return []
        return [cell.strip() for cell in _PIPE.split(bare)]
    return list(separator.split(line.strip()))


def _rows_to_grid(rows: Sequence[tuple[int, Sequence[str]]], layout: Layout) -> Grid:
    cells: list[Cell] = []
    breaks: list[int] = []
    index = 0
    pending = False
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            pending = True
            continue
        if pending and index:
            breaks.append(index)
        pending = False
        for column, text in enumerate(row):
            cells.append(Cell(text.strip(), index, column, where=(Provenance(1, None, number),)))
        index += 1
    width = max((len(row) for _, row in rows), default=0)
    return Grid(tuple(cells), index, width, layout, tuple(breaks))
