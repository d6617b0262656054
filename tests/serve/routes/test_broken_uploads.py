"""Senders that go away or lie about the length, over a real connection."""

import socket
import threading
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from serve.settings import Settings
from tests.serve.listening import PATIENCE

BEGIN = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF-1'


def head(writer: TestClient, length: int) -> bytes:
    lines = (
        "POST /v1/documents HTTP/1.1",
        "Host: jixiao.test",
        f"Authorization: {writer.headers['Authorization']}",
        "Content-Type: multipart/form-data; boundary=x",
        f"Content-Length: {length}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def staged(settings: Settings) -> list[Path]:
    return list((settings.home / "staging").glob("run-*/folder-*"))


def wait_until(is_so) -> bool:
    until = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < until:
        threading.Event().wait(0.02)
    return bool(is_so())


def test_a_sender_that_goes_away_leaves_nothing(
    address: tuple[str, int],
    writer: TestClient,
    settings: Settings,
) -> None:
    with socket.create_connection(address, PATIENCE) as link:
        link.sendall(head(writer, 5_000_000) + BEGIN + bytes(2_000_000))
        assert wait_until(lambda: staged(settings))
    assert wait_until(lambda: not staged(settings))
    assert writer.get("/v1/documents").json()["documents"] == []


@pytest.mark.parametrize("claimed", [40, 10**12])
def test_a_length_that_is_a_lie_is_no_upload(
    address: tuple[str, int],
    writer: TestClient,
    settings: Settings,
    claimed: int,
) -> None:
    with socket.create_connection(address, PATIENCE) as link:
        link.sendall(head(writer, claimed) + BEGIN + b"\r\n--x--\r\n")
        status = int(link.recv(65_536).split(b" ", 2)[1])
    assert status in (400, 413)
    assert wait_until(lambda: not staged(settings))
