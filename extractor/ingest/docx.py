"""DOCX documents → blocks. Runs in the decoder's child process, on a path of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

import docx
from docx.oxml.ns import qn

from extractor.document import Provenance
from extractor.grid import Block, Sheet, TextLine
from extractor.ingest.cell_rows import SpannedCell, rows_to_grid
from extractor.ingest.line_join import join_lines

Element: TypeAlias = Any

_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT_BOX = qn("w:txbxContent")
# Marked as deleted, kept for old programs beside its newer form, or not shown at all.
_UNPRINTED = frozenset(
    {
        qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"), qn("w:rPr"),
        qn("w:pPr"), qn("w:tcPr"), qn("w:tblPr"), qn("w:trPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)  # fmt: skip
_SIGNS = {
    qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t",
}  # fmt: skip
_OFF = frozenset({"0", "false", "off"})


def read_docx(path: str) -> Sheet:
    """The body of a document: tables with their spans, paragraphs between them, text boxes.

    A table inside a cell follows the table it stands in. `line` of a place counts paragraphs
    and rows of tables from 1. Text that is deleted or hidden is left out. Raises TooLargeError.
    """
    with open(path, "rb") as file:
        body = docx.Document(file).element.body
    lines = count(1)
    return Sheet(tuple(_blocks(body, lines)), 1)


def _blocks(parent: Element, lines: Iterator[int]) -> Iterator[Block]:
    for child in parent:
        if child.tag == _PARAGRAPH:
            line = next(lines)
            text = join_lines(_text(child).splitlines())
            if text:
                yield TextLine(text, (Provenance(1, None, line),))
            for box in _inner(child, _TEXT_BOX):
                yield from _blocks(box, lines)
        elif child.tag == _TABLE:
            yield from _table_blocks(child, lines)
        elif child.tag not in _UNPRINTED:
            yield from _blocks(child, lines)


def _inner(parent: Element, tag: str) -> Iterator[Element]:
    """Elements of a kind below `parent`, not those inside one another."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in _UNPRINTED:
            yield from _inner(child, tag)


def _text(element: Element) -> str:
    """Text of a paragraph's runs; what stands in its text boxes is no part of it."""
    parts: list[str] = []
    for child in element:
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == qn("w:sym"):
            parts.append(chr(int(child.get(qn("w:char"), "25A1"), 16)))
        elif child.tag == qn("w:r") and _is_hidden(child):
            continue
        elif child.tag not in _UNPRINTED and child.tag not in (_TEXT_BOX, _TABLE):
            parts.append(_text(child))
    return "".join(parts)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "1") not in _OFF


@dataclass(slots=True)
class _Anchor:
    """A cell while the rows below may still be merged into it."""

    text: str
    column: int
    column_span: int
    row_span: int = 1


def _table_blocks(table: Element, lines: Iterator[int]) -> Iterator[Block]:
    """The table as one grid, then those in its cells; a table of one cell is only a frame."""
    rows = [row for row in _inner(table, _ROW) if not _is_deleted(row)]
    flat = [cell for row in rows for cell in _inner(row, _CELL)]
    if len(flat) == 1:
        yield from _blocks(flat[0], lines)
        return
    anchors: list[list[_Anchor]] = []
    merging: dict[int, _Anchor] = {}
    for row in rows:
        anchors.append(_row_anchors(row, merging))
    numbers = [next(lines) for _ in rows]
    cells = [
        [SpannedCell(a.text, a.row_span, a.column_span, a.column) for a in row] for row in anchors
    ]
    if any(cell.text for row in cells for cell in row):
        yield rows_to_grid(cells, 1, numbers[0])
    for cell in flat:
        for inner in _inner(cell, _TABLE):
            yield from _table_blocks(inner, lines)


def _row_anchors(row: Element, merging: dict[int, _Anchor]) -> list[_Anchor]:
    """The cells that begin in a row. `merging` holds, by column, those that may go on below;
    it is brought up to date."""
    anchors: list[_Anchor] = []
    below: dict[int, _Anchor] = {}
    column = _number(row, "w:trPr", "w:gridBefore", 0)
    for cell in _inner(row, _CELL):
        span = max(1, _number(cell, "w:tcPr", "w:gridSpan", 1))
        text = join_lines(_cell_lines(cell))
        down, across = _merge(cell, "w:vMerge"), _merge(cell, "w:hMerge")
        above = merging.get(column)
        if across == "continue" and anchors:
            anchors[-1].column_span += span
            anchors[-1].text = join_lines((anchors[-1].text, text))
        elif down == "continue" and above is not None and above.column_span == span:
            above.row_span += 1
            above.text = join_lines((above.text, text))
            below[column] = above
        else:
            anchors.append(_Anchor(text, column, span))
            if down:
                below[column] = anchors[-1]
        column += span
    merging.clear()
    merging.update(below)
    return anchors


def _cell_lines(element: Element) -> Iterator[str]:
    """Lines of a cell without those of the tables inside it."""
    for child in element:
        if child.tag == _PARAGRAPH:
            yield from _text(child).splitlines()
            for box in _inner(child, _TEXT_BOX):
                yield from _cell_lines(box)
        elif child.tag != _TABLE and child.tag not in _UNPRINTED:
            yield from _cell_lines(child)


def _number(element: Element, properties: str, name: str, default: int) -> int:
    found = element.find(f"{qn(properties)}/{qn(name)}")
    return default if found is None else int(found.get(qn("w:val"), default))


def _merge(cell: Element, name: str) -> str:
    """`restart`, `continue`, or nothing for a cell that is not merged."""
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return "" if found is None else str(found.get(qn("w:val"), "continue"))


def _is_deleted(row: Element) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None
