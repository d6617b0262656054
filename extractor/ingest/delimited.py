"""Whether a text is a CSV table, and its rows."""

import csv
import re
from collections import Counter

_MIN_ROWS = 2
_REGULAR_SHARE = 0.8
_MIN_PLAIN_COLUMNS = 3
_QUOTED = re.compile(r'(?:^|[,;\t])"(?:[^"]++|"")*+"(?=[,;\t\r\n]|$)', re.MULTILINE)


def csv_rows(text: str) -> list[list[str]] | None:
    """The rows of what is clearly CSV, else None.

    Clearly: commas, or tabs or semicolons beside quoted cells, cut nearly all rows into the same
    number of cells. Never raises.
    """
    has_quotes = _QUOTED.search(text) is not None
    for delimiter in ",\t;" if has_quotes else ",":
        if delimiter not in text:
            continue
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
        except csv.Error:
            continue
        if _is_regular([row for row in rows if row], 2 if has_quotes else _MIN_PLAIN_COLUMNS):
            return rows
    return None


def _is_regular(rows: list[list[str]], min_columns: int) -> bool:
    if len(rows) < _MIN_ROWS:
        return False
    columns, count = Counter(len(row) for row in rows).most_common(1)[0]
    return columns >= min_columns and count >= _REGULAR_SHARE * len(rows)
