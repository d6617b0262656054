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
    table = indicators_table(extractions)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([column.heading for column in table.columns])
    writer.writerows([[inert_text(value) for value in row] for row in table.rows])
    return BOM + encodable(stream.getvalue())


def inert_text(value: TableValue) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    begins_formula = text.lstrip(" \u3000\n").startswith(tuple(_FORMULA_STARTS))
    if begins_formula and not _HARMLESS.fullmatch(text):
        return "'" + text
    return text
