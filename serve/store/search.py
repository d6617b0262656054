"""Search over the texts of the newest records: indicators first, then everything else.

What is searched is masked (see `summary`), so that hits need no masking and tell no names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from extractor.export.json_text import encodable
from serve.errors import BadRequestError
from serve.store.cursors import from_cursor, to_cursor, wrong_cursor
from serve.store.listing import public_name
from serve.store.matching import like_pattern, matches
from serve.store.tables import documents, indicators, passages

MAX_HITS = 100
_MOST_WORDS = 8
_NAME = public_name().label("document_name")
_INDICATORS, _PASSAGES = "i", "p"  # the two parts of the list, as cursors name them


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for: every word of `q` in one text, and the concept or level 2 of
    indicators. `limit` is 1–100."""

    q: str = ""
    concept: str | None = None
    level2: str | None = None
    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An indicator, or another text; `path` points into the record."""

    document_id: str
    document_name: str
    project_name: str | None
    form: int
    position: int | None
    path: str
    text: str
    level1: str | None = None
    level2: str | None = None
    level3: str | None = None
    value: str | None = None
    concept: str | None = None
    concept_name: str | None = None


@dataclass(frozen=True, slots=True)
class HitPage:
    """One page of hits. `next_cursor` is None on the last one."""

    hits: tuple[Hit, ...]
    next_cursor: str | None


def search(connection: Connection, query: SearchQuery) -> HitPage:
    """One page of hits, the best first: names that are the text, begin with it, hold it; values;
    other texts. Newer documents come first. Raises BadRequestError for a query without anything to
    look for and for a cursor of another list."""
    words = query.q.replace("\0", " ").split()[:_MOST_WORDS]
    if not words and query.concept is None and query.level2 is None:
        raise BadRequestError("请给出搜索内容。 Say what to look for.")
    limit = max(1, min(query.limit, MAX_HITS))
    part, after = _read_cursor(query.cursor)
    found: list[tuple[Hit, str]] = []
    if part == _INDICATORS:
        found += _indicator_hits(connection, query, words, (after, limit + 1))
        after = None
    only_indicators = query.concept is not None or query.level2 is not None
    if len(found) <= limit and words and not only_indicators:
        found += _passage_hits(connection, words, (after, limit + 1 - len(found)))
    page = found[:limit]
    return HitPage(tuple(hit for hit, _ in page), page[-1][1] if len(found) > limit else None)


_Window = tuple[list[Any] | None, int]
"""Where the last page ended, and how many rows are wanted."""


def _indicator_hits(
    connection: Connection, query: SearchQuery, words: Sequence[str], window: _Window
) -> list[tuple[Hit, str]]:
    after, limit = window
    table = indicators.c
    rank = _rank(words)
    statement: Select[Any] = (
        select(indicators, rank.label("rank"), _NAME, _project(table))
        .join(documents, documents.c.id == table.document_id)
        .where(documents.c.deleted_at.is_(None))
        .where(*(_holds((table.level3, table.value), word) for word in words))
        .order_by(rank, table.document_id.desc(), table.form, table.position)
        .limit(limit)
    )
    if query.concept is not None:
        statement = statement.where(table.concept == query.concept)
    if query.level2 is not None:
        statement = statement.where(table.level2 == query.level2)
    if after is not None:
        last_rank, last_id, form, position = _cursor_words(after, (int, str, int, int))
        later = or_(
            table.document_id < last_id,
            and_(
                table.document_id == last_id,
                tuple_(table.form, table.position) > tuple_(literal(form), literal(position)),
            ),
        )
        statement = statement.where(or_(rank > last_rank, and_(rank == last_rank, later)))
    return [_indicator_hit(row) for row in connection.execute(statement)]


def _indicator_hit(row: Row[Any]) -> tuple[Hit, str]:
    hit = Hit(
        row.document_id,
        row.document_name,
        row.project_name,
        row.form,
        row.position,
        f"/forms/{row.form}/indicators/{row.position}",
        f"{row.level3} {row.value}".strip(),
        row.level1,
        row.level2,
        row.level3,
        row.value,
        row.concept,
        row.concept_name,
    )
    return hit, to_cursor([_INDICATORS, row.rank, row.document_id, row.form, row.position])


def _passage_hits(
    connection: Connection, words: Sequence[str], window: _Window
) -> list[tuple[Hit, str]]:
    after, limit = window
    table = passages.c
    statement: Select[Any] = (
        select(passages, _NAME, _project(table))
        .join(documents, documents.c.id == table.document_id)
        .where(documents.c.deleted_at.is_(None))
        .where(*(_holds((table.text,), word) for word in words))
        .order_by(table.document_id.desc(), table.path)
        .limit(limit)
    )
    if after is not None:
        last_id, path = _cursor_words(after, (str, str))
        statement = statement.where(
            or_(
                table.document_id < last_id,
                and_(table.document_id == last_id, table.path > path),
            )
        )
    return [
        (
            Hit(
                row.document_id,
                row.document_name,
                row.project_name,
                row.form,
                None,
                row.path,
                row.text,
            ),
            to_cursor([_PASSAGES, row.document_id, row.path]),
        )
        for row in connection.execute(statement)
    ]


def _project(hit: ReadOnlyColumnCollection[str, Column[Any]]) -> ColumnElement[str | None]:
    """The project of the hit's own form; a document's is that of its first."""
    own = passages.alias()
    path = literal("/forms/") + cast(hit.form, Text) + literal("/fields/project_name")
    named = (
        select(own.c.text)
        .where(own.c.document_id == hit.document_id, own.c.path == path)
        .scalar_subquery()
    )
    return func.coalesce(named, case((hit.form < 1, documents.c.project_name))).label(
        "project_name"
    )


def _rank(words: Sequence[str]) -> ColumnElement[int]:
    """0 for a name that is the text, 1 where it begins with it, 2 where it holds it, else 3."""
    name = indicators.c.level3
    text = " ".join(words)
    if not text:
        return literal(0)
    pattern = like_pattern(text)
    return case(
        (name == text, 0),
        (matches(name, pattern[1:]), 1),
        (matches(name, pattern), 2),
        else_=3,
    )


def _holds(columns: Sequence[ColumnElement[str]], word: str) -> ColumnElement[bool]:
    pattern = like_pattern(word)
    return or_(*(matches(column, pattern) for column in columns))


def _read_cursor(cursor: str | None) -> tuple[str, list[Any] | None]:
    if cursor is None:
        return _INDICATORS, None
    match from_cursor(cursor):
        case [("i" | "p") as part, *rest]:
            return part, rest
    raise wrong_cursor()


def _cursor_words(words: list[Any], kinds: tuple[type, ...]) -> list[Any]:
    if [type(word) for word in words] != list(kinds):
        raise wrong_cursor()
    for word in words:
        if isinstance(word, int) and abs(word) >= 2**31:
            raise wrong_cursor()
        if isinstance(word, str) and (encodable(word) != word or "\0" in word):
            raise wrong_cursor()
    return words
