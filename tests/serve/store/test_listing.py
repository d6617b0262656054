"""Lists, filtered and in pages.

name        created   updated   doubt   state   year   collection
a_1.pdf     1         9         -       queued  2025   x
b%2.pdf     2         8         0.9     done    2026   x
c 3.pdf     3         7         0.2     done    2026   y
d.pdf       3         6         0.9     done    2026   y     (deleted)
e.pdf       3         5         -       failed  -      y
"""

import base64
import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection, insert, text

from serve.errors import BadRequestError
from serve.store.database import Database
from serve.store.documents import DocumentQuery, DocumentState, list_documents
from serve.store.listing import Order, Sort, select_documents
from serve.store.tables import findings, indicators
from tests.serve.store.rows import DONE, add_document


@pytest.fixture
def connection(database: Database):
    with database.write() as opened:
        yield opened


@pytest.fixture
def drawn(connection: Connection) -> Connection:
    b = {"doubt": 0.9, "state": DONE, "year": 2026, "collection": "x", "title": "绩效目标表"}
    add = add_document
    add(connection, "a_1.pdf", created_at=1, updated_at=9, year=2025, collection="x")
    second = add(connection, "b%2.pdf", created_at=2, updated_at=8, **b)
    c = {"doubt": 0.2, "state": DONE, "year": 2026, "collection": "y"}
    add(connection, "c 3.pdf", created_at=3, updated_at=7, **c)
    d = {"doubt": 0.9, "state": DONE, "year": 2026, "collection": "y"}
    add(connection, "d.pdf", created_at=3, updated_at=6, deleted_at=4.0, **d)
    add(connection, "e.pdf", created_at=3, updated_at=5, state="failed", collection="y")
    indicator = {"form": 0, "position": 0, "panel": "annual", "level2": "数量指标", "level3": "x"}
    values = {"document_id": second.id, "value": "1", "concept": "C1", "confidence": 0.5}
    connection.execute(insert(indicators).values(**indicator, **values))
    for position, state in enumerate(("open", "ignored")):
        finding = {"form": 0, "position": position, "rule": f"money.{state}", "state": state}
        row = {"document_id": second.id, "severity": "error"} | finding
        connection.execute(insert(findings).values(row))
    return connection


def names(connection: Connection, query: DocumentQuery) -> str:
    """The first letters of what is listed, over all pages of one and of two."""
    whole = list_documents(connection, query)
    assert whole.next_cursor is None
    letters = "".join(document.name[0] for document in whole.documents)
    for limit in (1, 2):
        seen, cursor = "", None
        while True:
            page = list_documents(connection, replace(query, limit=limit, cursor=cursor))
            seen += "".join(document.name[0] for document in page.documents)
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == letters
    return letters


@pytest.mark.parametrize(
    ("sort", "order", "expected"),
    [
        (Sort.CREATED, Order.DESCENDING, "ecba"),
        (Sort.CREATED, Order.ASCENDING, "abce"),
        (Sort.UPDATED, Order.DESCENDING, "abce"),
        (Sort.UPDATED, Order.ASCENDING, "ecba"),
        (Sort.DOUBT, Order.DESCENDING, "bcea"),
        (Sort.DOUBT, Order.ASCENDING, "aecb"),
    ],
)
def test_every_order_is_the_same_in_pages(drawn, sort: Sort, order: Order, expected: str) -> None:
    assert names(drawn, DocumentQuery(sort=sort, order=order)) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (DocumentQuery(states=(DocumentState.DONE,)), "cb"),
        (DocumentQuery(states=(DocumentState.DONE, DocumentState.FAILED)), "ecb"),
        (DocumentQuery(q="%"), "b"),
        (DocumentQuery(q="_"), "a"),
        (DocumentQuery(q="\\"), ""),
        (DocumentQuery(q="目标"), "b"),
        (DocumentQuery(q="C 3.PDF"), "c"),
        (DocumentQuery(collection="y"), "ec"),
        (DocumentQuery(year=2026), "cb"),
        (DocumentQuery(concept="C1"), "b"),
        (DocumentQuery(level2="数量指标"), "b"),
        (DocumentQuery(level2="质量指标"), ""),
        (DocumentQuery(rule="money.open"), "b"),
        (DocumentQuery(rule="money.ignored"), ""),
        (DocumentQuery(min_doubt=0.2), "cb"),
        (DocumentQuery(min_doubt=0.3), "b"),
        (DocumentQuery(created_after=2), "ecb"),
        (DocumentQuery(created_before=2), "a"),
    ],
)
def test_filters(drawn, query: DocumentQuery, expected: str) -> None:
    assert names(drawn, query) == expected


def test_documents_by_their_ids(drawn: Connection) -> None:
    a, *_, c = sorted(list_documents(drawn, DocumentQuery()).documents, key=lambda d: d.name)[:3]
    assert names(drawn, DocumentQuery(ids=(a.id,))) == "a"
    assert names(drawn, DocumentQuery(ids=(a.id, c.id, "doc_none"))) == "ca"


def test_what_is_added_meanwhile_shifts_no_page(drawn: Connection) -> None:
    first = list_documents(drawn, DocumentQuery(limit=2))
    add_document(drawn, "f.pdf", created_at=99)
    second = list_documents(drawn, DocumentQuery(limit=2, cursor=first.next_cursor))
    assert [document.name[0] for document in second.documents] == ["b", "a"]


def cursor(*words: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(words).encode()).decode()


@pytest.mark.parametrize(
    "bad",
    [
        "x",
        "ä",
        "====",
        cursor("created", "asc", 1.0, "doc_1"),
        cursor("updated", "desc", 1.0, "doc_1"),
        cursor("created", "desc", None, "doc_1"),
        cursor("created", "desc", True, "doc_1"),
        cursor("created", "desc", "1", "doc_1"),
        cursor("created", "desc", 1.0, 2),
        cursor("created", "desc", 1.0),
        cursor("created", "desc", 1.0, "\ud800"),
        cursor("created", "desc", 1.0, "\0"),
        cursor("created", "desc", float("nan"), "doc_1"),
        cursor("created", "desc", 10**400, "doc_1"),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
    ],
)
def test_a_cursor_of_another_list_is_refused(drawn: Connection, bad: str) -> None:
    with pytest.raises(BadRequestError):
        list_documents(drawn, DocumentQuery(cursor=bad))


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("order", list(Order))
def test_pages_follow_an_index_instead_of_sorting(
    connection: Connection, sort: Sort, order: Order
) -> None:
    statement = select_documents(DocumentQuery(sort=sort, order=order)).limit(51)
    compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
    plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
    assert f"USING INDEX ix_documents_deleted_{sort.value}" in plan
    assert "TEMP B-TREE" not in plan
