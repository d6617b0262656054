"""What a killed worker held is read at once by another of its machine.

machine    here            here            elsewhere
worker     dead            alive           dead, for all that is known here
lease      60 s: ended     60 s: kept      60 s: kept
"""

import os
import subprocess
import sys

from serve.jobs.worker_process import take_over
from serve.store import queue
from serve.store.database import Database
from serve.store.workers import live_workers, own_machine, worker_seen
from tests.serve.jobs.accepted import accept


def dead_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def hold(database: Database, worker: str, place: tuple[str, int]) -> str:
    document_id = accept(database, worker)
    lease = queue.claim(database, worker, 60.0, 5)
    assert lease is not None
    with database.write() as connection:
        worker_seen(connection, worker, place, lease.document_id)
    return document_id


def test_only_the_documents_of_dead_neighbours_are_due_again(database: Database) -> None:
    dead = dead_process()
    victim = hold(database, "dead", (own_machine(), dead))
    hold(database, "alive", (own_machine(), os.getpid()))
    hold(database, "elsewhere", ("another machine", dead))
    assert take_over(database) == 1
    lease = queue.claim(database, "next", 60.0, 5)
    assert lease is not None
    assert lease.document_id == victim
    assert queue.claim(database, "next", 60.0, 5) is None
    with database.read() as connection:
        assert {worker.name for worker in live_workers(connection)} == {"alive", "elsewhere"}


def test_it_is_taken_over_once(database: Database) -> None:
    hold(database, "dead", (own_machine(), dead_process()))
    assert (take_over(database), take_over(database)) == (1, 0)
