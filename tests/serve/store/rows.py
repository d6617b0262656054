"""Documents of the store as tests draw them."""

from sqlalchemy import Connection, update

from serve.store.documents import Document, DocumentState, NewDocument, insert_document
from serve.store.tables import documents


def add_document(connection: Connection, name: str = "a.pdf", **columns: object) -> Document:
    """A queued document; further columns as given."""
    sha256 = str(columns.pop("sha256", f"{abs(hash(name)):064x}"))
    at = float(str(columns.pop("created_at", 1000.0)))
    new = NewDocument(sha256, name, "application/pdf", 10, "key_1", at)
    document = insert_document(connection, new)
    if columns:
        where = documents.c.id == document.id
        connection.execute(update(documents).where(where).values(**columns))
    return document


DONE = DocumentState.DONE.value
