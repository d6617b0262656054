"""Ten thousand that wait do not slow down who takes the next."""

import time

from sqlalchemy import insert

from serve.store import queue
from serve.store.database import Database
from serve.store.tables import documents, jobs

MANY = 10_000
CLAIM_SECONDS = 0.05


def test_claims_stay_fast_in_a_long_queue(database: Database) -> None:
    with database.write() as connection:
        rows = [
            {
                "id": f"doc_{number:05}",
                "sha256": "0" * 64,
                "name": "a",
                "media_type": "text/plain",
                "size": 1,
                "state": "queued",
                "uploaded_by": "key_1",
                "created_at": 1.0,
                "updated_at": 1.0,
            }
            for number in range(MANY)
        ]
        connection.execute(insert(documents), rows)
        waiting = [
            {
                "id": f"job_{number:05}",
                "document_id": f"doc_{number:05}",
                "state": "queued",
                "priority": 10 * (number % 2),
                "created_at": float(number),
                "run_at": float(number),
            }
            for number in range(MANY)
        ]
        connection.execute(insert(jobs), waiting)
    seconds = []
    for number in range(20):
        began = time.perf_counter()
        lease = queue.claim(database, "w1", 60, 5)
        seconds.append(time.perf_counter() - began)
        assert lease is not None
        assert lease.job_id == f"job_{2 * number:05}"
    assert sorted(seconds)[10] < CLAIM_SECONDS
