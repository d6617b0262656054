"""The review page and the description of the API."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from serve.edge.callers import Reader
from serve.edge.docs_page import STYLE, docs_page
from serve.edge.revision_tags import has_already
from serve.edge.static_files import StaticFile, shell, static_file, without_edition

router = APIRouter(include_in_schema=False)
_REVALIDATED = "no-cache"  # kept, but asked for by its tag each time
_KEPT = "public, max-age=31536000, immutable"


@router.api_route("/", methods=["GET", "HEAD"])
def read_page(request: Request) -> Response:
    """The shell of the review page; it asks for a login by itself."""
    return _serve(request, shell(), _REVALIDATED)


@router.api_route("/static/{path:path}", methods=["GET", "HEAD"])
def read_static(path: str, request: Request) -> Response:
    """A file of the page; one asked for by the current edition never changes."""
    name, is_current = without_edition(path)
    return _serve(request, static_file(name), _KEPT if is_current else _REVALIDATED)


@router.get("/docs")
def read_docs(request: Request) -> Response:
    """The API as a page, without scripts and without anything from elsewhere."""
    return Response(docs_page(request.app.openapi()), media_type="text/html; charset=utf-8")


@router.get("/docs.css")
def read_docs_style() -> Response:
    """The style of that page."""
    return Response(STYLE, media_type="text/css; charset=utf-8")


@router.get("/v1/openapi.json")
def read_openapi(request: Request, caller: Reader) -> JSONResponse:
    """The description from which clients are generated."""
    schema: dict[str, Any] = request.app.openapi()
    return JSONResponse(schema)


def _serve(request: Request, file: StaticFile, kept: str) -> Response:
    headers = {"ETag": file.etag, "Cache-Control": kept}
    if has_already(request.headers.get("if-none-match"), file.etag):
        return Response(status_code=304, headers=headers)
    body = b"" if request.method == "HEAD" else file.data
    return Response(body, media_type=file.media_type, headers=headers)
