"""Documents: listed, looked at, cancelled, read again, deleted and brought back."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from sqlalchemy import Connection

from annotations.errors import AnnotationError
from annotations.workspace import Workspace
from serve.access.principal import Scope
from serve.edge.callers import Reader, Writer
from serve.edge.document_filters import Listing
from serve.edge.paper import NEEDED, PaperViewer
from serve.edge.schemas_documents import (
    ConsentRequest,
    DocumentAnswer,
    DocumentsAnswer,
    RerunRequest,
    StateAnswer,
)
from serve.edge.service import Service, ServiceDep
from serve.errors import ForbiddenError, StateError, StoreError
from serve.learning.gathering import Sources, follow_consent, forget_purged
from serve.store.audit import add_audit
from serve.store.blobs import original_key
from serve.store.documents import (
    Consent,
    delete_document,
    get_document,
    get_visible_document,
    is_learning_forbidden,
    list_documents,
    set_consent,
    undelete_document,
)
from serve.store.queue import KeepCorrections, Priority, enqueue, request_cancel
from serve.store.retention import purge_document

log = logging.getLogger(__name__)

router = APIRouter(tags=["documents"])
_FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@router.get("/documents")
def read_documents(service: ServiceDep, caller: Reader, listing: Listing) -> DocumentsAnswer:
    """文档列表。 The documents that are not deleted, in pages."""
    with service.database.read() as connection:
        page = list_documents(connection, listing.of_page())
    return DocumentsAnswer(
        documents=[DocumentAnswer.of(document, caller) for document in page.documents],
        next_cursor=page.next_cursor,
    )


@router.get("/documents/{document_id}")
def read_document(document_id: str, service: ServiceDep, caller: Reader) -> DocumentAnswer:
    """文档状态。 One document with its progress."""
    with service.database.read() as connection:
        return DocumentAnswer.of(get_visible_document(connection, document_id), caller)


@router.get(
    "/documents/{document_id}/file",
    response_class=StreamingResponse,
    responses={200: {"content": _BINARY, "description": "原文件。 The file."}},
    description=f"原文件，仅供下载。 The uploaded file, to be saved only. {NEEDED}",
)
def read_file(document_id: str, service: ServiceDep, caller: PaperViewer) -> Response:
    """The bytes as they came, with a type that no browser opens."""
    with service.database.write() as connection:
        document = get_visible_document(connection, document_id)
        add_audit(connection, caller, "document.download", document_id)
    pieces: Iterator[bytes] = service.blobs.stream(original_key(document.sha256))
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(document.name, safe='')}",
        "Content-Length": str(document.size),
        "ETag": f'"{document.sha256}"',
    }
    return StreamingResponse(
        pieces, headers=_FILE_HEADERS | headers, media_type="application/octet-stream"
    )


@router.delete("/documents/{document_id}", status_code=204)
def remove_document(
    document_id: str,
    service: ServiceDep,
    caller: Writer,
    purge: Annotated[bool, Query(description="立即清除（管理员）。 At once, for admins.")] = False,
) -> None:
    """删除文档。 Hide a document; its bytes are purged after the retention, or at once."""
    if purge and not caller.may(Scope.ADMIN):
        raise ForbiddenError(f"需要权限 {Scope.ADMIN}。 The scope {Scope.ADMIN} is needed.")
    with service.database.write() as connection:
        _stop(connection, document_id)
        delete_document(connection, document_id, service.database.now(connection))
        action = "document.purge" if purge else "document.delete"
        add_audit(connection, caller, action, document_id)
    if purge:
        purge_document(service.database, service.blobs, document_id)
        _forget(service, document_id)


@router.post("/documents/{document_id}/undelete")
def restore_document(document_id: str, service: ServiceDep, caller: Writer) -> DocumentAnswer:
    """恢复文档。 Show a deleted document again."""
    with service.database.write() as connection:
        now = service.database.now(connection)
        document = undelete_document(connection, document_id, now)
        add_audit(connection, caller, "document.undelete", document_id)
    return DocumentAnswer.of(document, caller)


@router.post("/documents/{document_id}/cancel", status_code=202)
def cancel_document(document_id: str, service: ServiceDep, caller: Writer) -> StateAnswer:
    """取消处理。 Stop the reading: at once while it waits, else within seconds."""
    with service.database.write() as connection:
        get_visible_document(connection, document_id)
        state = request_cancel(connection, document_id)
        add_audit(connection, caller, "document.cancel", document_id)
    return StateAnswer(id=document_id, state=state)


@router.post("/documents/{document_id}/rerun", status_code=202)
def rerun_document(
    document_id: str, service: ServiceDep, caller: Writer, asked: RerunRequest | None = None
) -> StateAnswer:
    """重新识别。 Read the document again, with the corrections kept or not."""
    keep = (asked or RerunRequest()).keep_corrections
    kept = KeepCorrections.YES if keep else KeepCorrections.NO
    with service.database.write() as connection:
        get_visible_document(connection, document_id)
        enqueue(connection, document_id, priority=Priority.INTERACTIVE, keep_corrections=kept)
        add_audit(connection, caller, "document.rerun", document_id, {"keep_corrections": keep})
        state = get_document(connection, document_id).state
    return StateAnswer(id=document_id, state=state)


@router.put("/documents/{document_id}/learning")
def change_consent(
    document_id: str, service: ServiceDep, caller: Writer, asked: ConsentRequest
) -> DocumentAnswer:
    """是否可用于改进模型。 Allow or forbid that models learn from the corrections of a document.

    What was learned before stays in the models; nothing further is learned while it is forbidden,
    of this document or of another one with the same bytes.
    """
    consent = Consent.GIVEN if asked.allowed else Consent.TAKEN_BACK
    with service.database.write() as connection:
        get_visible_document(connection, document_id)
        now = service.database.now(connection)
        document = set_consent(connection, document_id, consent, now)
        add_audit(connection, caller, "document.learning", document_id, {"allowed": asked.allowed})
        if not asked.allowed:  # before anybody is told: then nothing has to be done again
            _follow(service, document.sha256, consent)
        is_free = not is_learning_forbidden(connection, document.sha256)
    if is_free:
        _follow(service, document.sha256, consent)
    return DocumentAnswer.of(document, caller)


def _follow(service: Service, sha256: str, consent: Consent) -> None:
    try:
        follow_consent(Workspace(service.settings.home), sha256, consent)
    except (AnnotationError, OSError) as error:
        raise StoreError(f"修正库不可用。 The store of corrections: {error}") from error


def _forget(service: Service, document_id: str) -> None:
    """Remove what was learned from a document that is purged; a worker does it again."""
    try:
        forget_purged(Sources.of(service.settings, service.database, service.blobs))
    except (AnnotationError, StoreError, OSError) as error:
        log.warning("corrections.left", extra={"document": document_id, "error": str(error)})


def _stop(connection: Connection, document_id: str) -> None:
    """Cancel the document's job where it has one."""
    with contextlib.suppress(StateError):
        request_cancel(connection, document_id)
