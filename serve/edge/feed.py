"""Events for all clients of a process from one look at the table, however many listen."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool

from serve.errors import BusyError, StoreError
from serve.store.database import Database
from serve.store.events import Event, events_after, last_sequence

_LOG = logging.getLogger("jixiao.feed")
_BATCH = 500
_WAITING = 1000  # events that a client may be behind before it has to come again
_MOST_LISTENERS = 1000
_MOST_OF_ONE = 200
_RETRY_SECONDS = 30
HEARTBEAT_SECONDS = 15.0
_LONGEST_SECONDS = 1800.0  # then the client comes again, and shows its key again
_FIRST = b"retry: 2000\n\n"
_HEARTBEAT = b": \n\n"


@dataclass(eq=False, slots=True)
class _Listener:
    """One client: which document it follows (None: all), who it is, and what it was not sent."""

    document_id: str | None
    owner: str
    queue: asyncio.Queue[Event | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=_WAITING)
    )

    def tell(self, event: Event) -> None:
        """Hand over an event; a client that is too slow is ended, and catches up by itself."""
        if self.document_id not in (None, event.document_id):
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """End the stream after what it was told, or now where it is too slow for that."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
        self.queue.put_nowait(None)


class Feed:
    """The events of a database as server-sent events. Belongs to one event loop.

    It looks for news only while somebody listens.
    """

    def __init__(self, database: Database, poll_seconds: float) -> None:
        self._database = database
        self._poll_seconds = poll_seconds
        self._listeners: set[_Listener] = set()
        self._poller: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._is_closed = False

    def check_room(self, owner: str) -> None:
        """Raise BusyError where this caller, or all together, listen often enough."""
        own = sum(listener.owner == owner for listener in self._listeners)
        if own >= _MOST_OF_ONE or len(self._listeners) >= _MOST_LISTENERS:
            raise BusyError("事件流过多。 Too many streams of events are open.", _RETRY_SECONDS)

    async def stream(
        self, document_id: str | None, after: int | None, owner: str
    ) -> AsyncIterator[bytes]:
        """The lines to send: first what happened after event `after`, where one is named."""
        listener = _Listener(document_id, owner)
        if self._is_closed:
            return
        self._listeners.add(listener)
        try:
            await self._start()
            yield _FIRST
            sent = 0
            if after is not None:
                sent = after
                async for event in self._missed(document_id, after):
                    sent = event.sequence
                    yield event_lines(event)
            async for line in _lines(listener, sent):
                yield line
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams, and those that come: the server shuts down."""
        self._is_closed = True
        for listener in self._listeners:
            listener.end()
        if self._poller is not None:
            self._poller.cancel()

    async def _missed(self, document_id: str | None, after: int) -> AsyncIterator[Event]:
        while True:
            batch = await run_in_threadpool(self._read, after, document_id)
            for event in batch:
                yield event
            if len(batch) < _BATCH:
                return
            after = batch[-1].sequence

    async def _start(self) -> None:
        """See to it that somebody looks: from now on, before any client asks for earlier events,
        so that none falls between."""
        async with self._starting:
            if self._poller is None or self._poller.done():
                seen = await run_in_threadpool(self._newest)
                self._poller = asyncio.create_task(self._poll(seen))

    async def _poll(self, seen: int) -> None:
        """Tell the listeners what is new; without listeners there is nothing to do."""
        while self._listeners:
            try:
                for event in await run_in_threadpool(self._read, seen, None):
                    seen = event.sequence
                    for listener in tuple(self._listeners):
                        listener.tell(event)
            except StoreError as error:
                _LOG.warning("feed.no_answer", extra={"code": error.code})
            await asyncio.sleep(self._poll_seconds)

    def _read(self, after: int, document_id: str | None) -> tuple[Event, ...]:
        with self._database.read() as connection:
            return events_after(connection, after, document_id, _BATCH)

    def _newest(self) -> int:
        with self._database.read() as connection:
            return last_sequence(connection)


def event_lines(event: Event) -> bytes:
    """One event as a stream says it."""
    data = {"document_id": event.document_id, "at": event.at} | event.data
    text = json.dumps(data, ensure_ascii=False)
    return f"id: {event.sequence}\nevent: {event.kind.value}\ndata: {text}\n\n".encode()


async def _lines(listener: _Listener, sent: int) -> AsyncIterator[bytes]:
    """Events as they come, with a sign of life where none do."""
    end = time.monotonic() + _LONGEST_SECONDS
    while time.monotonic() < end:
        try:
            event = await asyncio.wait_for(listener.queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            yield _HEARTBEAT
            continue
        if event is None:
            return
        if event.sequence > sent:
            yield event_lines(event)
