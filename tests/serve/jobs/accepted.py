"""Documents that were accepted, for tests of what happens to them."""

import hashlib
from pathlib import Path

from sqlalchemy import Row, select

from serve.store.blobs import Blobs, original_key
from serve.store.database import Database
from serve.store.documents import Document, NewDocument, get_document, insert_document
from serve.store.queue import Priority, enqueue_new
from serve.store.tables import jobs


def accept(
    database: Database, name: str, priority: Priority = Priority.INTERACTIVE, data: bytes = b""
) -> str:
    """Store a document that waits, without its bytes; its id."""
    sha256 = hashlib.sha256(data or name.encode()).hexdigest()
    new = NewDocument(sha256, name, "text/plain", len(data), "key_1", 1.0)
    with database.write() as connection:
        document = insert_document(connection, new)
        enqueue_new(connection, (document.id,), priority)
    return document.id


def accept_with_bytes(database: Database, blobs: Blobs, name: str, data: bytes) -> str:
    """Store a document that waits; its id."""
    blobs.put(original_key(hashlib.sha256(data).hexdigest()), data)
    return accept(database, name, data=data)


def document(database: Database, document_id: str) -> Document:
    """The document as it is now."""
    with database.read() as connection:
        return get_document(connection, document_id)


def job(database: Database, document_id: str) -> Row:
    """The newest job of a document."""
    with database.read() as connection:
        query = select(jobs).where(jobs.c.document_id == document_id).order_by(jobs.c.id.desc())
        return connection.execute(query).first()


def folders(path: Path) -> list[str]:
    """Names of what lies in a folder."""
    return sorted(entry.name for entry in path.iterdir())
