"""CSV of the indicators, for Excel: UTF-8 with BOM, no cell that runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable

from extractor.export.json_text import encodable
from extractor.export.tables import TableValue, indicators_table
from extractor.record import Extraction

BOM = "\ufeff"
_FORMULA_STARTS = "=+-@\t\r＝＋－＠"
_HARMLESS = re.compile(r"[+-]?\d[\d,]*(\.\d+)?[%％]?|-+")


def to_csv(extractions: Iterable[Extraction]) -> str:
    """One line an indicator under one line of headings.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; plain signed
    numbers and dashes are left as they are.
    """
    return csv_head() + csv_lines(extractions)


def csv_head() -> str:
    """The byte order mark and the line of headings."""
    return BOM + _lines([[column.heading for column in indicators_table(()).columns]])


def csv_lines(extractions: Iterable[Extraction]) -> str:
    """One line an indicator, as `to_csv`, without the headings."""
    rows = indicators_table(extractions).rows
    return _lines([[inert_text(value) for value in row] for row in rows])


def _lines(rows: Iterable[Iterable[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return encodable(stream.getvalue())


def inert_text(value: TableValue) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    begins_formula = text.lstrip(" \u3000\n").startswith(tuple(_FORMULA_STARTS))
    if begins_formula and not _HARMLESS.fullmatch(text):
        return "'" + text
    return text
