"""Records taken away: all documents of a list in one file."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from serve.edge.callers import Reader
from serve.edge.document_filters import DocumentFilters
from serve.edge.exporting import (
    IS_WRITTEN_WHOLE,
    MEDIA_TYPES,
    ExportFormat,
    check_size,
    export_file,
    export_pieces,
    exported,
    file_pieces,
)
from serve.edge.service import ServiceDep
from serve.store.audit import add_audit

router = APIRouter(tags=["records"])
_BYTES = {"schema": {"type": "string", "format": "binary"}}


class ExportFilters(DocumentFilters):
    """Which documents, in which order, as what."""

    format: ExportFormat = ExportFormat.JSONL


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "文件。 The file.",
            "content": dict.fromkeys(MEDIA_TYPES.values(), _BYTES),
        }
    },
)
def export_records(
    service: ServiceDep, caller: Reader, filters: Annotated[ExportFilters, Query()]
) -> StreamingResponse:
    """导出。 The newest records of all documents that the filters let pass, in one file."""
    query = filters.to_query()
    check_size(service, query, filters.format)
    with service.database.write() as connection:
        add_audit(connection, caller, "records.export", "", {"format": filters.format.value})
    records = exported(service, caller, query)
    if filters.format in IS_WRITTEN_WHOLE:
        pieces = file_pieces(export_file(service, records, filters.format))
    else:
        pieces = export_pieces(records, filters.format)
    return StreamingResponse(
        pieces,
        media_type=MEDIA_TYPES[filters.format],
        headers={
            "Content-Disposition": f'attachment; filename="jixiao.{filters.format.value}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
