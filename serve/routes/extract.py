"""One small file read while its caller waits; nothing of it is kept."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from extractor.export.json_schema import ExtractionObject
from serve.edge.callers import Writer
from serve.edge.corrections import visible_record
from serve.edge.service import ServiceDep
from serve.edge.uploads import FIELD, receive_files
from serve.jobs.once import read_once
from serve.store.blobs import as_store_errors

router = APIRouter(tags=["records"])
_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {FIELD: {"type": "string", "format": "binary"}},
            },
            "encoding": {FIELD: {"contentType": "application/octet-stream"}},
        }
    },
}


@router.post("/extract", response_model=ExtractionObject, openapi_extra={"requestBody": _BODY})
async def extract_now(request: Request, service: ServiceDep, caller: Writer) -> Response:
    """即时识别。 Read one small file at once; larger ones are uploaded to /v1/documents. One file
    is read at a time: whoever comes meanwhile is told to come again."""
    settings = service.settings
    small = replace(settings, max_upload_bytes=settings.sync_bytes, max_files=1)
    with as_store_errors("staging"), service.blobs.staging.folder() as folder:
        (file,) = await receive_files(request, folder, small)

        def read() -> Response:
            record = read_once(file.path.read_bytes(), file.name, settings)
            return JSONResponse(
                visible_record(record, caller), headers={"Cache-Control": "no-store"}
            )

        return await run_in_threadpool(read)
