"""HTML tables → blocks. Runs in the decoder's child process, on a path of its own."""

import re
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, TypeAlias

from lxml import etree

from extractor.document import Provenance
from extractor.errors import UnreadableFileError
from extractor.grid import Block, Sheet, TextLine
from extractor.ingest.cell_rows import SpannedCell, rows_to_grid
from extractor.ingest.charset import decode_text
from extractor.ingest.line_join import join_lines

Element: TypeAlias = Any

_UNPRINTED = frozenset({"script", "style", "head", "template", "noscript", "title", "colgroup"})
_LINES = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div",
        "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "tr", "ul",
    }
)  # fmt: skip
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_TABLE_PARTS = _SECTIONS | {"table", "caption", "tr", "td", "th"}
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BLANK = re.compile(r"[ \t\r\n\f\v]+")
_LARGEST_SPAN = 65_534


def read_html(path: str) -> Sheet:
    """Tables as grids and the text between them as lines; a table inside a cell follows the
    table it stands in. `line` of a place counts lines and rows from 1.

    Raises UnreadableFileError, TooLargeError.
    """
    with open(path, "rb") as file:
        text = _decode(file.read())
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise UnreadableFileError("HTML 没有内容。 The HTML holds nothing.")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise UnreadableFileError("HTML 嵌套过深。 The HTML is nested too deeply.")
    return Sheet(tuple(_blocks(root, count(1))), 1)


def _decode(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    name = declared.group(1).decode().lower() if declared else ""
    if name in {"gb2312", "gbk", "gb_2312-80"}:
        name = "gb18030"
    if name in {"gb18030", "big5"} and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe")):
        text = data.decode(name, "replace")
        if text.count("\ufffd") <= len(text) // 1000:
            return text
    return decode_text(data)


def _blocks(root: Element, lines: Iterator[int]) -> Iterator[Block]:
    """Lines of text and tables in reading order."""
    yield from _lines_and_tables(_pieces(root), lines)


def _lines_and_tables(pieces: Iterable[Element], lines: Iterator[int]) -> Iterator[Block]:
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        yield from _text_lines(text, lines)
        text = ""
        yield from _table_blocks(piece, lines)
    yield from _text_lines(text, lines)


def _text_lines(text: str, lines: Iterator[int]) -> Iterator[TextLine]:
    for line in text.split("\n"):
        if line.strip():
            yield TextLine(line.strip(), (Provenance(1, None, next(lines)),))


def _pieces(element: Element) -> Iterator[Element]:
    """Text, with a line feed where a line ends, and the tables, outermost only."""
    if element.tag == "table":
        yield element
        return
    is_line = element.tag in _LINES
    if is_line:
        yield "\n"
    if element.tag == "br":
        yield "\n"
    yield _plain(element.text)
    for child in element:
        if _is_printed(child):
            yield from _pieces(child)
        yield _plain(child.tail)
    if is_line:
        yield "\n"


def _plain(text: str | None) -> str:
    return _BLANK.sub(" ", text or "")


def _is_printed(element: Element) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag not in _UNPRINTED
        and not _HIDDEN.search(element.get("style", ""))
        and element.get("hidden") is None
    )


def _table_blocks(table: Element, lines: Iterator[int]) -> Iterator[Block]:
    """The table as one grid, then those in its cells; a table of one cell is only a frame."""
    for caption in table.iterchildren("caption"):
        yield from _blocks(caption, lines)
    groups = list(_row_groups(table))
    cells = [[list(_row_cells(row)) for row in group] for group in groups]
    flat = [cell for group in cells for row in group for cell in row]
    yield from _lines_and_tables(_stray_pieces(table, frozenset(flat)), lines)
    if len(flat) == 1:
        yield from _blocks(flat[0], lines)
        return
    rows = [
        [_spanned(cell, len(group) - index) for cell in row]
        for group in cells
        for index, row in enumerate(group)
    ]
    numbers = [next(lines) for _ in rows]
    if any(cell.text for row in rows for cell in row):
        yield rows_to_grid(rows, 1, numbers[0])
    for cell in flat:
        for piece in _cell_pieces(cell):
            if not isinstance(piece, str):
                yield from _table_blocks(piece, lines)


def _row_groups(table: Element) -> Iterator[list[Element]]:
    """Rows by section; no cell reaches out of its section."""
    loose: list[Element] = []
    for child in _inner(table, _SECTIONS | {"tr"}):
        if child.tag == "tr":
            loose.append(child)
            continue
        if loose:
            yield loose
            loose = []
        yield list(_inner(child, frozenset({"tr"})))
    if loose:
        yield loose


def _row_cells(row: Element) -> Iterator[Element]:
    return _inner(row, frozenset({"td", "th"}))


def _inner(parent: Element, tags: frozenset[str]) -> Iterator[Element]:
    """Elements of some kinds, also inside others that do not belong there, such as a form between
    a table and its rows; none inside one another or in an inner table."""
    for child in parent:
        if not _is_printed(child):
            continue
        if child.tag in tags:
            yield child
        elif child.tag not in _TABLE_PARTS:
            yield from _inner(child, tags)


def _stray_pieces(element: Element, cells: frozenset[Element]) -> Iterator[Element]:
    """What stands in a table outside its cells and its caption; browsers show it above."""
    yield _plain(element.text)
    for child in element:
        if _is_printed(child) and child.tag == "table":
            yield child
        elif _is_printed(child) and child not in cells and child.tag != "caption":
            yield "\n"
            yield from _stray_pieces(child, cells)
        yield _plain(child.tail)


def _cell_pieces(cell: Element) -> Iterator[Element]:
    yield _plain(cell.text)
    for child in cell:
        if _is_printed(child):
            yield from _pieces(child)
        yield _plain(child.tail)


def _spanned(cell: Element, rows_left: int) -> SpannedCell:
    text = "".join(piece for piece in _cell_pieces(cell) if isinstance(piece, str))
    rows = _span(cell, "rowspan")
    return SpannedCell(
        join_lines(text.split("\n")),
        min(rows_left, rows) if rows else rows_left,
        max(1, _span(cell, "colspan")),
    )


def _span(cell: Element, name: str) -> int:
    digits = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    return min(_LARGEST_SPAN, int(digits.group(1))) if digits else 1
