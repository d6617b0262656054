"""The pages of a document: their sizes and where their pictures lie among the blobs."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from serve.errors import NotFoundError
from serve.store.tables import pages


@dataclass(frozen=True, slots=True)
class PageRow:
    """One upright page. `number` from 1; `width`, `height` in points, the others in pixels of
    `image`; `image` and `thumbnail` are keys of blobs of `media_type`."""

    number: int
    width: float
    height: float
    pixel_width: int
    pixel_height: int
    image: str
    thumbnail: str
    media_type: str


_NAMES = tuple(field.name for field in fields(PageRow))
_COLUMNS = tuple(pages.c[name] for name in _NAMES)


def replace_pages(connection: Connection, document_id: str, rows: Sequence[PageRow]) -> None:
    """Store the pages of the newest reading; those of an earlier one are forgotten."""
    connection.execute(delete(pages).where(pages.c.document_id == document_id))
    if rows:
        values = [{name: getattr(row, name) for name in _NAMES} for row in rows]
        connection.execute(insert(pages), [{"document_id": document_id, **row} for row in values])


def list_pages(connection: Connection, document_id: str) -> tuple[PageRow, ...]:
    """All pages in order; none where the document has no pictures (yet)."""
    query = select(*_COLUMNS).where(pages.c.document_id == document_id).order_by(pages.c.number)
    return tuple(_page(row) for row in connection.execute(query))


def get_page(connection: Connection, document_id: str, number: int) -> PageRow:
    """One page, by its number from 1. Raises NotFoundError."""
    query = select(*_COLUMNS).where(pages.c.document_id == document_id, pages.c.number == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"没有第 {number} 页的图像。 There is no picture of page {number}.")
    return _page(row)


def _page(row: Row[Any]) -> PageRow:
    return PageRow(**row._mapping)
