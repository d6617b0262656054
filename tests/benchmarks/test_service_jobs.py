"""What a job costs the database: documents are accepted and settled one by one, each durably.

2,000 accepted (document, job, event), then claimed, beaten for once and settled
"""

import time
from pathlib import Path

import pytest

from serve.settings import Settings
from serve.store import queue
from serve.store.database import Database
from serve.store.migrate import migrate
from tests.serve.jobs.accepted import accept

pytestmark = pytest.mark.benchmark

JOBS = 1000
ACCEPTED_A_SECOND = 200  # by the time of our own processor: others may keep the disk busy


def test_jobs_cost_little(tmp_path: Path) -> None:
    database = Database(Settings(home=tmp_path).database())
    migrate(database)
    began, busy = time.perf_counter(), time.process_time()
    for number in range(JOBS):
        accept(database, f"{number}")
    accepted = JOBS / (time.perf_counter() - began)
    accepted_alone = JOBS / (time.process_time() - busy)
    began = time.perf_counter()
    while lease := queue.claim(database, "w1", 60):
        queue.heartbeat(database, lease, 60)
        with database.write() as connection:
            queue.finish(connection, lease, 1)
    settled = JOBS / (time.perf_counter() - began)
    database.close()
    print(
        f"\naccepted {accepted:.0f} a second ({accepted_alone:.0f} by our processor time), "
        f"claimed and settled {settled:.0f} a second"
    )
    assert accepted_alone >= ACCEPTED_A_SECOND
