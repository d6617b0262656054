"""The history of a record: who changed what and when, and the way back."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from serve.edge.callers import Annotator, Reader
from serve.edge.corrections import restore, visible_changes
from serve.edge.revision_tags import IfMatch, seen_revision
from serve.edge.schemas_records import (
    CorrectionAnswer,
    RevisionAnswer,
    RevisionsAnswer,
    RevisionSummary,
)
from serve.edge.service import ServiceDep
from serve.routes.results import correction_answer
from serve.store.documents import get_visible_document
from serve.store.revisions import get_revision, get_revision_head, list_revisions

router = APIRouter(tags=["records"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="版本号。 From 1.")]


@router.get("/documents/{document_id}/revisions")
def read_revisions(document_id: str, service: ServiceDep, caller: Reader) -> RevisionsAnswer:
    """所有版本。 All revisions, the newest first."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        heads = list_revisions(connection, document_id)
    return RevisionsAnswer(revisions=[RevisionSummary.of(head) for head in heads])


@router.get("/documents/{document_id}/revisions/{number}", response_model_exclude_unset=True)
def read_revision(
    document_id: str, number: Number, service: ServiceDep, caller: Reader
) -> RevisionAnswer:
    """一个版本的变化。 What a revision changed, with the values before and after."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        head = get_revision_head(connection, document_id, number)
        numbers = [number] if head.base is None else [head.base, number]
        records = [get_revision(connection, document_id, n).record for n in numbers]
    changes = visible_changes(head.changes, records, caller)
    return RevisionAnswer.with_changes(head, changes)


@router.post("/documents/{document_id}/revisions/{number}/restore", response_model=CorrectionAnswer)
def restore_revision(
    document_id: str,
    number: Number,
    service: ServiceDep,
    caller: Annotator,
    if_match: IfMatch = None,
) -> Response:
    """恢复版本。 Make a revision the newest again, as a new one: undo and redo."""
    made = restore(service, caller, document_id, seen_revision(if_match), number)
    return correction_answer(made)
