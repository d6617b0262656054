"""Heads of requests that do not end, over real sockets."""

import socket
import time
from collections.abc import Iterator

import pytest
import uvicorn

from serve.edge import connections
from serve.edge.connections import MAX_HEAD_BYTES, GuardedConnection
from tests.serve.listening import PATIENCE, listening

_OK = b"HTTP/1.1 200 OK"


async def _app(scope, receive, send) -> None:
    """Answers how many bytes the body has."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(size).encode()
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """Where a server with guarded connections listens."""
    config = uvicorn.Config(_app, http=GuardedConnection, lifespan="off", log_config=None)
    with listening(config) as address:
        yield address


def told(connection: socket.socket) -> bytes:
    """All that comes until the other side ends; what it does not want to read may reset it."""
    connection.settimeout(PATIENCE)
    parts = []
    try:
        while piece := connection.recv(65536):
            parts.append(piece)
    except ConnectionError:
        pass
    return b"".join(parts)


def sent(address: tuple[str, int], *pieces: bytes) -> bytes:
    with socket.create_connection(address, PATIENCE) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except ConnectionError:
            pass
        return told(connection)


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nX-Long: ",
        b"GET / HTTP/1.1\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n",
    ],
    ids=["a long header", "many headers", "trailers"],
)
def test_a_head_without_end_ends_the_connection(address: tuple[str, int], head: bytes) -> None:
    filler = b"a" * 1024 if head.endswith(b": ") else b"a: b\r\n" * 170
    answer = sent(address, head, *([filler] * (8 * MAX_HEAD_BYTES // 1024)))
    assert _OK not in answer


def test_a_slow_head_ends_the_connection(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)
    began = time.monotonic()
    assert sent(address, b"GET / HTTP/1.1\r\nX-Slow: ") == b""
    assert sent(address, b"") == b""
    first = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    assert sent(address, first, b"\r\n").startswith(_OK)
    assert time.monotonic() - began < PATIENCE / 2


def test_large_bodies_and_several_requests_pass(address: tuple[str, int]) -> None:
    size = 4 * MAX_HEAD_BYTES
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size
    last = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = sent(address, head, b"a" * size, head, b"a" * size, last)
    assert answer.count(_OK) == 3
    assert answer.count(str(size).encode()) == 2
