"""The workers that were seen lately, for the page of the queue and for metrics."""

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from serve.store.database import shared_now
from serve.store.tables import workers

LIVE_SECONDS = 60.0
"""A worker that was not seen for longer is counted no more."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that reads documents. `host` is what `own_machine` says there. Times are seconds
    since 1970; `document_id` is what it reads now."""

    name: str
    host: str
    pid: int
    started_at: float
    seen_at: float
    document_id: str | None


def own_name() -> str:
    """A name that no other running process has."""
    return f"{socket.gethostname()}-{os.getpid()}"


def own_machine() -> str:
    """What tells this machine from others, also from containers of the same name: a process id
    means the same process only within one."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    space = Path("/proc/self/ns/pid")
    try:
        return f"{socket.gethostname()} {boot.read_text()[:8]}-{space.stat().st_ino}"
    except OSError:  # no Linux: leases of dead workers run out by themselves
        return f"{socket.gethostname()} {secrets.token_hex(8)}"


def dead_neighbours(connection: Connection, machine: str) -> tuple[str, ...]:
    """Workers of this machine whose process is gone; not those whose number another one has."""
    query = select(workers.c.name, workers.c.pid).where(workers.c.host == machine)
    return tuple(name for name, pid in connection.execute(query) if not _lives(pid))


def worker_seen(
    connection: Connection, name: str, place: tuple[str, int], document_id: str | None
) -> None:
    """Note that the worker lives; `place` is its (own_machine(), process id). Another process
    under the same name is a new worker."""
    host, pid = place
    now = shared_now(connection)
    seen = update(workers).where(
        workers.c.name == name, workers.c.host == host, workers.c.pid == pid
    )
    if connection.execute(seen.values(seen_at=now, document_id=document_id)).rowcount:
        return
    forget_worker(connection, name)
    row = {"name": name, "host": host, "pid": pid, "started_at": now, "seen_at": now}
    connection.execute(insert(workers).values(document_id=document_id, **row))


def forget_worker(connection: Connection, name: str) -> None:
    """The worker has ended."""
    connection.execute(delete(workers).where(workers.c.name == name))


def live_workers(connection: Connection) -> tuple[Worker, ...]:
    """The workers seen within LIVE_SECONDS, by name."""
    since = shared_now(connection) - LIVE_SECONDS
    query = select(workers).where(workers.c.seen_at >= since).order_by(workers.c.name)
    return tuple(Worker(**row._mapping) for row in connection.execute(query))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def forget_dead_workers(connection: Connection) -> int:
    """Drop the rows of workers that were not seen for a long while; how many."""
    since = shared_now(connection) - 60 * LIVE_SECONDS
    return connection.execute(delete(workers).where(workers.c.seen_at < since)).rowcount
