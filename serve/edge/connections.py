"""Connections that take no more than a request needs: uvicorn reads heads without any limit."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 30.0
MAX_HEAD_BYTES = 64 * 1024
_REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class GuardedConnection(HttpToolsProtocol):
    """Ends a connection whose next request does not begin within 30 seconds with all its headers,
    or sends 64 KiB in a row that are neither headers' end nor body (headers, trailers, chunk
    extensions). Nobody has to be known for any of these."""

    _timer: asyncio.TimerHandle | None = None
    _is_in_head = True
    _has_advanced = False
    _fruitless_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, not for ever."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and see whether it brought the request on."""
        if self._is_in_head and self._timer is None:
            self._wait_for_head()
        self._has_advanced = False
        super().data_received(data)
        self._fruitless_bytes = 0 if self._has_advanced else self._fruitless_bytes + len(data)
        if self._fruitless_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self._refuse()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._is_in_head = False
        self._has_advanced = True
        self._stop_waiting()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of the body is there."""
        self._has_advanced = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """What comes next is another request."""
        self._is_in_head = True
        self._has_advanced = True
        super().on_message_complete()

    def _wait_for_head(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self) -> None:
        """431 where no answer is under way, and the end in any case."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(_REFUSAL)
        self.transport.close()
