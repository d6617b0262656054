"""What waits to be read, and who reads."""

from fastapi import APIRouter

from serve.edge.callers import Reader
from serve.edge.schemas_documents import QueueAnswer
from serve.edge.service import ServiceDep
from serve.store.queue import queue_counts
from serve.store.workers import live_workers

router = APIRouter(tags=["queue"])


@router.get("/queue")
def read_queue(service: ServiceDep, caller: Reader) -> QueueAnswer:
    """队列概况。 Documents by state, the age of the oldest that waits, and the workers."""
    with service.database.read() as connection:
        return QueueAnswer.of(queue_counts(connection), live_workers(connection))
