"""Server-sent events: what happens to one document, or to all."""

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from serve.access.principal import Principal
from serve.edge.callers import Reader
from serve.edge.feed import Feed
from serve.edge.service import Service, ServiceDep
from serve.errors import BadRequestError
from serve.store.documents import get_visible_document

router = APIRouter(tags=["events"])
LastEventId = Annotated[
    str, Header(max_length=30, description="上次收到的 id。 The last one seen.")
]
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "事件流：id、event（种类）、data（JSON）。 Events: id, event, data as JSON.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/events", response_class=StreamingResponse, responses=_STREAM)
async def stream_events(
    request: Request, caller: Reader, last_event_id: LastEventId = ""
) -> StreamingResponse:
    """全部文档的事件。 What happens to all documents from now on, or after Last-Event-ID."""
    return _stream(request, caller, None, _sequence(last_event_id))


@router.get("/documents/{document_id}/events", response_class=StreamingResponse, responses=_STREAM)
async def stream_document_events(
    request: Request,
    document_id: str,
    service: ServiceDep,
    caller: Reader,
    last_event_id: LastEventId = "",
) -> StreamingResponse:
    """一份文档的事件。 What happened and happens to a document, or after Last-Event-ID only."""
    await run_in_threadpool(_check, service, document_id)
    return _stream(request, caller, document_id, _sequence(last_event_id) or 0)


def close_streams(app: FastAPI) -> None:
    """End all streams of the app; a server that shuts down calls it before it waits for them."""
    feed: Feed | None = getattr(app.state, "feed", None)
    if feed is not None:
        feed.close()


def _stream(
    request: Request, caller: Principal, document_id: str | None, after: int | None
) -> StreamingResponse:
    feed = _feed(request)
    feed.check_room(caller.id)
    lines = feed.stream(document_id, after, caller.id)
    return StreamingResponse(lines, media_type="text/event-stream", headers=_HEADERS)


def _feed(request: Request) -> Feed:
    """The feed of this app, made with the first client."""
    state = request.app.state
    feed: Feed | None = getattr(state, "feed", None)
    if feed is None:
        service: Service = state.service
        feed = state.feed = Feed(service.database, service.settings.poll_seconds)
    return feed


def _check(service: Service, document_id: str) -> None:
    with service.database.read() as connection:
        get_visible_document(connection, document_id)


def _sequence(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise BadRequestError("Last-Event-ID 无效。 Last-Event-ID is no number.")
    return min(int(text), 2**62)
