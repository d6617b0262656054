"""The record of a document: read at each revision, corrected, and what to look at in it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from extractor.export.json_schema import ExtractionObject
from serve.edge.callers import Annotator, Reader
from serve.edge.corrections import Correction, correct, visible_record
from serve.edge.revision_tags import IfMatch, IfNoneMatch, has_already, seen_revision, tag_of
from serve.edge.schemas_records import (
    CorrectionAnswer,
    CorrectionBody,
    DoubtAnswer,
    DoubtsAnswer,
)
from serve.edge.service import ServiceDep
from serve.editing.changes import JsonObject, change_to_dict
from serve.editing.doubts import doubts
from serve.store.documents import get_visible_document
from serve.store.revisions import Revision, get_revision, newest_number

router = APIRouter(tags=["records"])
RevisionNumber = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="默认最新。 The newest without it.")
]
_TAGGED = {
    "ETag": {"schema": {"type": "string"}, "description": "The revision."},
    "X-Revision": {"schema": {"type": "integer"}},
}


@router.get(
    "/documents/{document_id}/result",
    response_model=ExtractionObject,
    responses={
        200: {"headers": _TAGGED},
        304: {"description": "与所持版本相同。 The caller has it."},
    },
)
def read_result(
    document_id: str,
    service: ServiceDep,
    caller: Reader,
    revision: RevisionNumber = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """识别结果。 The record, of the newest revision or the one that is asked for."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        newest = newest_number(connection, document_id)
        number = newest if revision is None else revision
        if 0 < number <= newest and has_already(if_none_match, tag_of(number)):
            return Response(status_code=304, headers=_headers(number))
        found = get_revision(connection, document_id, revision)
    return _answer(visible_record(found.record, caller), found.number)


@router.patch(
    "/documents/{document_id}/result",
    response_model=CorrectionAnswer,
    responses={200: {"headers": _TAGGED}},
)
def correct_result(
    document_id: str,
    correction: CorrectionBody,
    service: ServiceDep,
    caller: Annotator,
    if_match: IfMatch = None,
) -> Response:
    """修改结果。 Correct the record: all edits or none, on the revision named in If-Match."""
    edits = [edit.to_edit() for edit in correction.edits]
    made = correct(service, caller, document_id, seen_revision(if_match), edits)
    return correction_answer(made)


@router.get("/documents/{document_id}/doubts")
def read_doubts(
    document_id: str, service: ServiceDep, caller: Reader, revision: RevisionNumber = None
) -> DoubtsAnswer:
    """待核对之处。 What to look at first, the likeliest mistakes before the merely unsure."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        found: Revision = get_revision(connection, document_id, revision)
    entries = doubts(visible_record(found.record, caller))
    return DoubtsAnswer(revision=found.number, doubts=[DoubtAnswer.of(doubt) for doubt in entries])


def correction_answer(made: Correction) -> Response:
    """The answer to a correction or a restoring."""
    changes = [change_to_dict(change) for change in made.changes]
    body = {"revision": made.revision, "record": made.record, "changes": changes}
    return _answer(body, made.revision)


def _answer(body: JsonObject, number: int) -> Response:
    return JSONResponse(body, headers=_headers(number))


def _headers(number: int) -> dict[str, str]:
    return {
        "ETag": tag_of(number),
        "X-Revision": str(number),
        "Cache-Control": "private, no-cache",
        "Vary": "Authorization, Cookie",
    }
