"""Uploads: one or many files, or archives of them, in; documents that wait out."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from serve.access.principal import Principal
from serve.edge.callers import Writer
from serve.edge.schemas_documents import UploadAnswer
from serve.edge.service import ServiceDep
from serve.edge.unpacking import sort_files
from serve.edge.upload_options import UploadOptions
from serve.edge.uploads import FIELD, Received, receive_files
from serve.store.blobs import as_store_errors
from serve.store.intake import Intake, Order, Taken, check_room, take_in

router = APIRouter(tags=["documents"])
_POLL_SECONDS = 2
_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [FIELD],
                "properties": {
                    FIELD: {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "format": "binary"},
                        "description": "一个或多个文件，或其 ZIP。 Files, or ZIP archives of them.",
                    }
                },
            },
            "encoding": {FIELD: {"contentType": "application/octet-stream"}},
        }
    },
}


@router.post(
    "/documents",
    status_code=202,
    response_model=UploadAnswer,
    responses={
        200: {"model": UploadAnswer, "description": "文件均已存在。 All were there before."},
        202: {
            "description": "已接收。 Accepted; the documents wait to be read.",
            "headers": {
                "Location": {"schema": {"type": "string"}},
                "Retry-After": {"schema": {"type": "integer"}},
                "Idempotent-Replayed": {"schema": {"type": "string", "enum": ["true"]}},
            },
        },
    },
    openapi_extra={"requestBody": _BODY},
)
async def upload_documents(
    request: Request,
    service: ServiceDep,
    caller: Writer,
    options: Annotated[UploadOptions, Query()],
    idempotency_key: Annotated[str, Header(max_length=200)] = "",
) -> Response:
    """上传文件。 Upload files. The same Idempotency-Key with the same bytes gives the same
    documents again; with other bytes it is refused. Office files are ZIP archives by themselves
    and stay whole; other ZIP archives become one document for each member."""
    await run_in_threadpool(check_room, service.database, service.settings)
    order = _order(caller, idempotency_key, options)
    staging = service.blobs.staging
    folder = staging.new_folder()

    def store(files: list[Received]) -> Response:
        try:
            found = sort_files(files, folder, options.unpack, service.settings)
            intake = take_in(service.database, service.blobs, order, found.arrivals)
            service.metrics.count_upload(sum(file.size for file in files))
            return _answer(intake, UploadAnswer.of(intake, found.rejections))
        finally:
            staging.discard(folder)

    with as_store_errors("staging"):
        try:
            files = await receive_files(request, folder, service.settings)
            return await run_in_threadpool(store, files)
        finally:
            staging.discard(folder)  # where no thread came to do it


def _order(caller: Principal, key: str, options: UploadOptions) -> Order:
    return Order(
        actor=caller,
        idempotency_key=key.strip(),
        on_duplicate=options.on_duplicate,
        collection=options.collection.strip(),
        priority=options.job_priority,
    )


def _answer(intake: Intake, said: UploadAnswer) -> Response:
    """202 with something to wait for, 200 where all was there before."""
    headers = {"Location": f"/v1/documents/{said.id}"}
    taken = [entry for entry in intake.outcomes if isinstance(entry, Taken)]
    known = all(entry.reused for entry in taken) and not intake.replayed
    if intake.replayed:
        headers["Idempotent-Replayed"] = "true"
    if not known:
        headers["Retry-After"] = str(_POLL_SECONDS)
    status = 200 if known else 202
    return Response(said.model_dump_json(), status, headers, "application/json")
