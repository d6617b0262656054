"""A document that was read, put into a service without a worker."""

import hashlib

from extractor.export.contract import extraction_to_dict
from serve.edge.service import Service
from serve.store.blobs import original_key
from serve.store.documents import DocumentState, NewDocument, insert_document, set_state
from serve.store.revisions import RevisionDraft, RevisionKind, add_revision
from tests.export.samples import extraction_of, river_record


def add_finished(service: Service, name: str = "river.txt") -> str:
    """The identifier of a document in state done, with one revision and its bytes."""
    data = name.encode()
    digest = hashlib.sha256(data).hexdigest()
    service.blobs.put(original_key(digest), data)
    with service.database.write() as connection:
        now = service.database.now(connection)
        new = NewDocument(digest, name, "text/plain", len(data), "machine", now)
        document = insert_document(connection, new)
        record = extraction_to_dict(extraction_of(river_record()))
        draft = RevisionDraft(RevisionKind.MACHINE, "machine", "jixiao", None, (), record)
        add_revision(connection, document.id, draft)
        set_state(connection, document.id, DocumentState.DONE, now=now)
    return document.id
