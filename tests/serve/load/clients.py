"""Clients that upload and ask at a steady pace, and the times of their answers."""

import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

BOUNDARY = "----------------jixiao-load"


@dataclass(slots=True)
class Times:
    """Seconds of each answer, and what was not answered as it should."""

    name: str
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, seconds: float, fault: str | None) -> None:
        with self.lock:
            self.seconds.append(seconds)
            if fault:
                self.faults.append(fault)

    def line(self) -> str:
        """`name  count  p50  p90  p99  max` in milliseconds."""
        ranked = sorted(self.seconds)
        if not ranked:
            return f"| {self.name} | 0 | | | | | |"
        at = lambda share: ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000  # noqa: E731
        return (
            f"| {self.name} | {len(ranked)} | {at(0.5):.0f} | {at(0.9):.0f} | {at(0.99):.0f} "
            f"| {ranked[-1] * 1000:.0f} | {len(self.faults)} |"
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Where the service listens, and the key."""

    host: str
    port: int
    key: str

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def form_body(name: str, content: bytes) -> bytes:
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def upload(connection: http.client.HTTPConnection, target: Target, body: bytes) -> str:
    """Upload one file; its document's id."""
    headers = target.headers() | {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    connection.request("POST", "/v1/documents", body, headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 202:
        raise ValueError(f"{answer.status} {content[:200]!r}")
    return str(json.loads(content)["id"])


def ask(connection: http.client.HTTPConnection, target: Target, path: str) -> bytes:
    connection.request("GET", path, headers=target.headers())
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise ValueError(f"{answer.status} {content[:200]!r}")
    return content


def run_clients(
    target: Target, count: int, pause: float, until: float, act: Callable[..., None]
) -> list[threading.Thread]:
    """Start `count` threads; each calls act(connection) every `pause` seconds until the clock says
    `until`. Starts are spread, as those of people are."""

    def go(number: int) -> None:
        rng = random.Random(number)
        connection = target.connect()
        time.sleep(rng.random() * pause)
        while time.monotonic() < until:
            started = time.monotonic()
            try:
                act(connection)
            except (OSError, http.client.HTTPException):
                connection.close()
                connection = target.connect()
            left = pause * (0.5 + rng.random()) - (time.monotonic() - started)
            time.sleep(max(0.0, left))

    threads = [threading.Thread(target=go, args=(n,), daemon=True) for n in range(count)]
    for thread in threads:
        thread.start()
    return threads


def timed(times: Times, act: Callable[[], object]) -> object:
    """The result of `act`, its time noted; OSError passes after that."""
    started = time.monotonic()
    fault: str | None = None
    try:
        return act()
    except ValueError as error:
        fault = str(error)
        return None
    except (OSError, http.client.HTTPException) as error:
        fault = type(error).__name__
        raise
    finally:
        times.add(time.monotonic() - started, fault)
