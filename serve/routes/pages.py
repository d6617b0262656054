"""The pages of a document as pictures: whole, small, and with the record drawn on them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path
from fastapi.responses import Response

from serve.edge.callers import Reader
from serve.edge.overlay import draw_page
from serve.edge.paper import NEEDED, PaperViewer
from serve.edge.revision_tags import has_already
from serve.edge.schemas_documents import PageAnswer, PagesAnswer
from serve.edge.service import Service, ServiceDep
from serve.store.documents import get_visible_document
from serve.store.pages import PageRow, get_page, list_pages
from serve.store.revisions import get_revision

router = APIRouter(tags=["pages"])
_IMAGE = {"schema": {"type": "string", "format": "binary"}}
_PICTURE: dict[str, Any] = {
    "content": {"image/jpeg": _IMAGE, "image/webp": _IMAGE},
    "description": "图像。 A picture.",
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: _PICTURE,
    304: {"description": "未变。 Not changed since If-None-Match."},
}
Number = Annotated[int, Path(ge=1, le=100_000)]
IfNoneMatch = Annotated[str, Header(max_length=500)]


def _page(document_id: str, number: Number, service: ServiceDep, caller: PaperViewer) -> PageRow:
    """A page that the caller may see on paper."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        return get_page(connection, document_id, number)


ShownPage = Annotated[PageRow, Depends(_page)]


@router.get("/documents/{document_id}/pages")
def read_pages(document_id: str, service: ServiceDep, caller: Reader) -> PagesAnswer:
    """页面列表。 The pages with their sizes and where their pictures are."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        rows = list_pages(connection, document_id)
    return PagesAnswer(pages=[PageAnswer.of(document_id, row) for row in rows])


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    response_class=Response,
    responses=_ANSWERS,
    description=f"页面图像。 The upright page. {NEEDED}",
)
def read_page_image(
    page: ShownPage, service: ServiceDep, if_none_match: IfNoneMatch = ""
) -> Response:
    """The picture that was read."""
    return _picture(service, page.image, page.media_type, if_none_match)


@router.get(
    "/documents/{document_id}/pages/{number}/thumbnail",
    response_class=Response,
    responses=_ANSWERS,
    description=f"页面缩略图。 A small picture of the page. {NEEDED}",
)
def read_page_thumbnail(
    page: ShownPage, service: ServiceDep, if_none_match: IfNoneMatch = ""
) -> Response:
    """The small picture."""
    return _picture(service, page.thumbnail, page.media_type, if_none_match)


@router.get(
    "/documents/{document_id}/pages/{number}/overlay",
    response_class=Response,
    responses={200: _PICTURE},
    description=f"识别结果叠加图。 The newest record drawn on the page. {NEEDED}",
)
def read_page_overlay(
    document_id: str, number: Number, service: ServiceDep, caller: PaperViewer
) -> Response:
    """Cells by role, the tree of indicators, doubtful values."""
    with service.database.read() as connection:
        get_visible_document(connection, document_id)
        row = get_page(connection, document_id, number)
        revision = get_revision(connection, document_id, None)
    drawn = draw_page(service.blobs.get(row.image), row, revision.record)
    return Response(drawn, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _picture(service: Service, key: str, media_type: str, known: str) -> Response:
    """A blob as a picture; its key changes with every reading, so that it is its own tag."""
    tag = f'"{key}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if has_already(known, tag):
        return Response(status_code=304, headers=headers)
    return Response(service.blobs.get(key), media_type=media_type, headers=headers)
