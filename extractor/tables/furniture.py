"""Lines that stand around a table on every page, and lines that begin a new form."""

import re
from collections.abc import Iterable

from extractor.grid import Cell, TextLine
from extractor.tables.blocks import PageBlocks, TablePart

MARGIN = 0.12
"""Running headers and footers stand in this share of the page at its top and bottom."""

SAME_PLACE = 4.0

_NUMBER = r"[0-9０-９一二三四五六七八九十百]+"
_PAGE_NUMBER = re.compile(
    rf"^[\W_]*(第|Page|P\.?)?\s*{_NUMBER}\s*(页|頁)?[\W_]*"
    rf"((共|of|/|／)?\s*{_NUMBER}\s*(页|頁)?)?[\W_]*$",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"^[（(\[【]?\s*(接|续|續)(上|前)?(页|表)?\s*\d*\s*[)）\]】]?[:：]?$")
_CURRENCY = re.compile(r"^[（(]?(金额)?单位[:：]?\s*(人民币)?[百千万亿]?万?元[)）]?$")
_TITLE = re.compile(
    r"(绩效|目标|自评|申报|批复|审批|评价|预算|项目)[^。；;，,]{0,20}表"
    r"([（(][^）)]{0,20}[）)])?\d*$|^附[件表]\s*\d*"
)
_LABEL = re.compile(r"(指标|目标|资金|情况|效益|成本|产出|满意度)$")
_FORM_START = re.compile(
    r"^(项目支出|专项|项目|预算项目|政策)([（(](项目|政策)[)）])?名称"
    r"|^(部门|单位|预算部门|预算单位|填报单位)([（(](单位|部门)[)）])?名称|^填报(单位|部门)"
)


def is_furniture(line: TextLine, page: PageBlocks, before: PageBlocks) -> bool:
    """Whether a line between two parts of a table belongs to the page and not to a form.

    Args:
        line: a line of `page`.
        before: the other page of the break; a line printed at the same place on both is a
            running header or footer.
    """
    return is_page_mark(line.text) or _is_running(line, page, before)


def is_page_mark(text: str) -> bool:
    """Whether a text is a page number, a note of continuation or a statement of the unit."""
    bare = text.strip()
    return any(p.match(bare) for p in (_PAGE_NUMBER, _CONTINUED, _CURRENCY))


def is_label(text: str) -> bool:
    """Whether a text is a row label of a form or the end of one."""
    return len(text) <= 14 and bool(_LABEL.search(text))


def is_title(text: str) -> bool:
    """Whether a text is the title of a form."""
    return len(text) < 60 and bool(_TITLE.search(text.replace(" ", "")))


def starts_form(cells: Iterable[Cell]) -> bool:
    """Whether the first row of a table part opens a new form."""
    row = [c.text.replace(" ", "") for c in cells if c.row == 0 and c.text.strip()]
    if not row:
        return False
    return bool(_FORM_START.match(row[0])) or (len(row) == 1 and is_title(row[0]))


def repeats_form_start(cells: Iterable[Cell], n_rows: int) -> bool:
    """Whether a first row of a form is among the first rows: then no column header is repeated."""
    return any(c.row < n_rows and c.column == 0 and _FORM_START.match(c.text) for c in cells)


def restarts_form(upper: Iterable[Cell], lower: Iterable[Cell]) -> bool:
    """Whether the first row of a part has the label that the table itself begins with."""
    first = _first_text(upper)
    return bool(first) and len(first) <= 12 and not first.isdigit() and first == _first_text(lower)


def _first_text(cells: Iterable[Cell]) -> str:
    """Text of the first cell of row 0 unless it runs down beside other rows."""
    row = sorted((c for c in cells if c.row == 0), key=lambda c: c.column)
    return row[0].text.replace(" ", "") if row and row[0].row_span == 1 else ""


def _is_running(line: TextLine, page: PageBlocks, other: PageBlocks) -> bool:
    top = _top(line)
    if top is None or MARGIN * page.height < top < (1 - MARGIN) * page.height:
        return False
    for block in other.blocks:
        if isinstance(block, TablePart):
            continue
        there = _top(block)
        if there is None or abs(there - top) > SAME_PLACE:
            continue
        if _without_numbers(block.text) == _without_numbers(line.text):
            return True
    return False


def _top(line: TextLine) -> float | None:
    box = line.where[0].bbox if line.where else None
    return None if box is None else box.top


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text.replace(" ", ""))
