"""Several forms in one file: where each begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.columns import is_indicator_head
from extractor.form.header import split_inline
from extractor.form.labels import field_label
from extractor.form.loose import opens_headless
from extractor.form.rows import Row
from extractor.form.titles import FOOT, YEAR_LINE, has_title
from extractor.verbatim import FieldKey

_SUBJECT = (FieldKey.PROJECT_NAME, FieldKey.IMPLEMENTING_UNIT)


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of one form. `before` are headings between the form above and this one's title."""

    before: tuple[Row, ...]
    title: Row | None
    body: tuple[Row, ...]


def rows_to_segments(rows: Sequence[Row]) -> tuple[Segment, ...]:
    """Cut the rows at form titles, and at a subject field that starts a form without a title."""
    starts = _starts(rows)
    segments: list[Segment] = []
    begin = 0
    for order, start in enumerate(starts):
        until = starts[order + 1] if order + 1 < len(starts) else len(rows)
        title = rows[start] if _is_title_row(rows[start]) else None
        head_end = start + (1 if title else 0)
        last = _last_row(rows, head_end, until) if order + 1 < len(starts) else until
        segments.append(Segment(tuple(rows[begin:start]), title, tuple(rows[head_end:last])))
        begin = last
    return tuple(segments)


def _starts(rows: Sequence[Row]) -> list[int]:
    starts: list[int] = []
    has_body = has_head = False
    for index, row in enumerate(rows):
        titled = _is_title_row(row)
        if titled and starts and not has_body and not _has_fields(rows, starts[-1], index):
            starts[-1] = index  # a document's own title before the form's
        elif titled or (_starts_subject(row) and has_head and has_body):
            starts.append(index)
            has_body = has_head = False
        elif not starts and (_starts_subject(row) or _starts_table(row)):
            starts.append(_with_year_line(rows, index))
        if _starts_table(row):
            has_head = True
            has_body = has_body or opens_headless(row)
        elif has_head and len(row.tokens) > 1:
            has_body = True
    return starts


def _has_fields(rows: Sequence[Row], start: int, end: int) -> bool:
    return any(len(r.tokens) > 1 or _starts_subject(r) for r in rows[start + 1 : end])


def _with_year_line(rows: Sequence[Row], index: int) -> int:
    while index and rows[index - 1].is_text and YEAR_LINE.fullmatch(rows[index - 1].folded):
        index -= 1
    return index


def _starts_table(row: Row) -> bool:
    return is_indicator_head(row) or opens_headless(row)


def _is_title_row(row: Row) -> bool:
    return len(row.tokens) == 1 and has_title(row.tokens[0].text)


def _starts_subject(row: Row) -> bool:
    """Whether a row opens with 项目名称 or a unit, as the first row under a title does."""
    first = row.tokens[0]
    inline = split_inline(first)
    key = field_label(inline[0] if inline else first.folded)
    return key is FieldKey.PROJECT_NAME or (key in _SUBJECT and "部门(单位)" in first.folded)


def _last_row(rows: Sequence[Row], start: int, until: int) -> int:
    """One past the last row that belongs to the form: of the lines of text behind its table, only
    notes and signatures do."""
    for index in range(until - 1, start - 1, -1):
        row = rows[index]
        if len(row.tokens) > 1 or not row.is_text or FOOT.match(row.folded):
            return index + 1
    return start
