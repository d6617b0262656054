"""Servers of a test itself: on a free port of this machine, in a thread."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

PATIENCE = 20.0
"""Seconds that a test waits for what should come at once."""


@contextmanager
def listening(config: uvicorn.Config) -> Iterator[tuple[str, int]]:
    """Where a server listens while the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # from now on nobody is refused
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join(PATIENCE)
    assert not thread.is_alive()
