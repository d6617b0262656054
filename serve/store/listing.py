"""Lists of documents: what is asked for, in which order, and where the next page begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from serve.store.cursors import from_cursor, to_cursor, wrong_cursor
from serve.store.document_rows import COLUMNS, Document, DocumentState, row_to_document
from serve.store.matching import like_pattern, matches
from serve.store.tables import documents, findings, indicators

MAX_PAGE = 200
_LARGEST = 1e12  # of what lists are ordered by: seconds since 1970, doubts
_ID = re.compile(r"[A-Za-z0-9_]{1,100}")


class Sort(StrEnum):
    """What documents are ordered by; those without a doubt count as the least doubtful."""

    CREATED = "created"
    UPDATED = "updated"
    DOUBT = "doubt"


class Order(StrEnum):
    """Newest, or most doubtful, first or last."""

    DESCENDING = "desc"
    ASCENDING = "asc"


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Which documents. None and empty tuples ask for nothing; deleted ones are never listed.

    `q` is a text within the name of the file, the title, the project's name or the department, all
    as they are shown masked: nobody can find out by searching whether a name stands there;
    `rule` names a finding that is open; `concept` and `level2` are those of one indicator each.
    Times are seconds since 1970, `created_before` is not included. `limit` is 1–200.
    """

    ids: tuple[str, ...] = ()
    states: tuple[DocumentState, ...] = ()
    q: str | None = None
    collection: str | None = None
    form_type: str | None = None
    year: int | None = None
    department: str | None = None
    concept: str | None = None
    level2: str | None = None
    rule: str | None = None
    engine: str | None = None
    min_doubt: float | None = None
    created_after: float | None = None
    created_before: float | None = None
    sort: Sort = Sort.CREATED
    order: Order = Order.DESCENDING
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of a list. `next_cursor` is None on the last one."""

    documents: tuple[Document, ...]
    next_cursor: str | None


_SORTED_BY = {
    Sort.CREATED: documents.c.created_at,
    Sort.UPDATED: documents.c.updated_at,
    Sort.DOUBT: documents.c.doubt,
}


def list_documents(connection: Connection, query: DocumentQuery) -> DocumentPage:
    """One page. A document added meanwhile shifts no page. Raises BadRequestError for a cursor
    that is not of this list."""
    limit = max(1, min(query.limit, MAX_PAGE))
    rows = connection.execute(select_documents(query).limit(limit + 1)).all()
    found = tuple(row_to_document(row) for row in rows[:limit])
    more = len(rows) > limit
    return DocumentPage(found, _cursor_after(found[-1], query) if more else None)


def select_documents(query: DocumentQuery) -> Select[Any]:
    """The statement of a list from its cursor on, ordered, without a limit."""
    column = _SORTED_BY[query.sort]
    ends = (column, documents.c.id)
    if query.order is Order.ASCENDING:
        order = [column.asc().nulls_first(), documents.c.id.asc()]
    else:
        order = [column.desc().nulls_last(), documents.c.id.desc()]
    if query.sort is not Sort.DOUBT:  # never null: say nothing that an index could not follow
        order = [end.asc() if query.order is Order.ASCENDING else end.desc() for end in ends]
    statement = select(*COLUMNS).where(*document_conditions(query)).order_by(*order)
    if query.cursor is None:
        return statement
    return statement.where(_after(query, *_read_cursor(query)))


def count_documents(connection: Connection, query: DocumentQuery) -> int:
    """How many documents fulfil a query, wherever its cursor is."""
    count = select(func.count()).select_from(documents).where(*document_conditions(query))
    return int(connection.execute(count).scalar_one())


def document_conditions(query: DocumentQuery) -> list[ColumnElement[bool]]:
    """What the documents must fulfil, without order and cursor."""
    table = documents.c
    conditions: list[ColumnElement[bool]] = [table.deleted_at.is_(None)]
    if query.ids:
        conditions.append(_one_of(table.id, query.ids))
    if query.states:
        conditions.append(_one_of(table.state, [state.value for state in query.states]))
    for column, value in (
        (table.collection, query.collection),
        (table.form_type, query.form_type),
        (table.year, query.year),
        (table.department, query.department),
        (table.engine, query.engine),
    ):
        if value is not None:
            conditions.append(column == value)
    if query.min_doubt is not None:
        conditions.append(table.doubt >= query.min_doubt)
    if query.created_after is not None:
        conditions.append(table.created_at >= query.created_after)
    if query.created_before is not None:
        conditions.append(table.created_at < query.created_before)
    if query.q:
        conditions.append(_text_condition(query.q))
    return conditions + _content_conditions(query)


def public_name() -> ColumnElement[str]:
    """The name of a file that anybody may see and look for."""
    return func.coalesce(documents.c.masked_name, documents.c.name)


def _one_of(column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
    return column == values[0] if len(values) == 1 else column.in_(values)


def _text_condition(words: str) -> ColumnElement[bool]:
    pattern = like_pattern(words)
    columns = (
        public_name(),
        documents.c.title,
        documents.c.project_name,
        documents.c.department,
    )
    return or_(*(matches(column, pattern) for column in columns))


def _content_conditions(query: DocumentQuery) -> list[ColumnElement[bool]]:
    """Sets of documents, each made once: SQLite would look for every document in turn otherwise."""
    sets = []
    if query.concept is not None:
        sets.append(select(indicators.c.document_id).where(indicators.c.concept == query.concept))
    if query.level2 is not None:
        sets.append(select(indicators.c.document_id).where(indicators.c.level2 == query.level2))
    if query.rule is not None:
        is_open = (findings.c.rule == query.rule, findings.c.state == "open")
        sets.append(select(findings.c.document_id).where(*is_open))
    return [documents.c.id.in_(entry) for entry in sets]


def _after(query: DocumentQuery, value: float | None, last_id: str) -> ColumnElement[bool]:
    """What comes after a row in the order of the list."""
    column = _SORTED_BY[query.sort]
    ascending = query.order is Order.ASCENDING
    if value is None:
        same = column.is_(None)
        if ascending:
            return or_(and_(same, documents.c.id > last_id), column.is_not(None))
        return and_(same, documents.c.id < last_id)
    place, here = tuple_(column, documents.c.id), tuple_(literal(value), literal(last_id))
    if ascending:
        return place > here
    return or_(place < here, column.is_(None)) if query.sort is Sort.DOUBT else place < here


def _cursor_after(document: Document, query: DocumentQuery) -> str:
    value = {
        Sort.CREATED: document.created_at,
        Sort.UPDATED: document.updated_at,
        Sort.DOUBT: document.doubt,
    }[query.sort]
    return to_cursor([query.sort.value, query.order.value, value, document.id])


def _read_cursor(query: DocumentQuery) -> tuple[float | None, str]:
    """The value and identifier that a cursor names. Raises BadRequestError."""
    match from_cursor(query.cursor or ""):
        case [query.sort.value, query.order.value, float() | int() | None as value, str() as last]:
            if isinstance(value, bool) or (value is None and query.sort is not Sort.DOUBT):
                raise wrong_cursor()
            if not (abs(value or 0) < _LARGEST and _ID.fullmatch(last)):
                raise wrong_cursor()
            return (None if value is None else float(value)), last
    raise wrong_cursor()


def next_page(query: DocumentQuery, page: DocumentPage) -> DocumentQuery | None:
    """The query of the page after `page`, None after the last."""
    return None if page.next_cursor is None else replace(query, cursor=page.next_cursor)
