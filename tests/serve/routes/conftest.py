"""The app behind a real server."""

from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from serve.routes.events import close_streams
from tests.serve.listening import listening


@pytest.fixture
def address(app: FastAPI) -> Iterator[tuple[str, int]]:
    """The app behind a real server on a free port."""
    with listening(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=5)) as address:
        yield address
        close_streams(app)
