"""One worker with all it needs, from the settings."""

import logging
import os
from contextlib import suppress
from functools import partial
from threading import Event

from extractor.live_engines import LiveMatcher
from serve.editing.merging import merge_corrections
from serve.errors import SettingsError, StoreError
from serve.jobs.child import read_documents
from serve.jobs.chores import Chore, start_chores
from serve.jobs.deliveries import deliver_due
from serve.jobs.labelling_pull import LOOK_SECONDS, labelling_pull
from serve.jobs.lifeline import NICE
from serve.jobs.ray_cluster import check_installed
from serve.jobs.ray_reader import RayReader
from serve.jobs.reader import Bounds, DocumentReader, Reader
from serve.jobs.results import Shelf
from serve.jobs.worker import Worker
from serve.settings import PREFIX, Settings
from serve.store.blobs import open_blobs
from serve.store.database import Database
from serve.store.leases import end_leases
from serve.store.migrate import check_schema
from serve.store.retention import purge
from serve.store.workers import (
    dead_neighbours,
    forget_dead_workers,
    forget_worker,
    own_machine,
    worker_seen,
)

log = logging.getLogger(__name__)

_SEEN_SECONDS = 5.0
_NEIGHBOUR_SECONDS = 2.0
_DELIVERY_SECONDS = 1.0
_HOURLY = 3600.0


def run_worker(settings: Settings, name: str, stop: Event) -> None:
    """Work in this process until `stop` is set. Raises SchemaError, StoreError at the start."""
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    database = Database(settings.database())
    check_schema(database)
    worker = _worker(settings, name, database, stop)
    with suppress(StoreError):
        take_over(database)
    log.info("worker.started", extra={"worker": name, "pid": os.getpid()})
    chores = (_quick(worker), _hourly(worker), _labelling(worker))
    threads = [start_chores(some, stop) for some in chores]
    try:
        worker.run()
    finally:
        for thread in threads:
            thread.join(timeout=_SEEN_SECONDS)
        with suppress(StoreError), database.write() as connection:
            forget_worker(connection, name)
        log.info("worker.ended", extra={"worker": name})
        database.close()


def take_over(database: Database) -> int:
    """End the leases of workers of this machine that were killed, instead of waiting for them to
    run out; how many documents are due again. Raises StoreError."""
    machine = own_machine()
    with database.read() as connection:
        if not dead_neighbours(connection, machine):
            return 0
    with database.write() as connection:
        ended = 0
        for name in dead_neighbours(connection, machine):
            ended += end_leases(connection, name)
            forget_worker(connection, name)
    log.info("worker.took_over", extra={"count": ended})
    return ended


def run_until_empty(settings: Settings, name: str, stop: Event) -> None:
    """Read what waits, in this process, then return. Raises StoreError."""
    database = Database(settings.database())
    check_schema(database)
    _worker(settings, name, database, stop).run_until_empty()
    deliver_due(database, settings)
    database.close()


def _worker(settings: Settings, name: str, database: Database, stop: Event) -> Worker:
    # Corrections are merged in this process, whose classifier is loaded at the first of them.
    merge = partial(merge_corrections, matcher=LiveMatcher(settings.models_folder()))
    shelf = Shelf(database, open_blobs(settings), merge)
    return Worker(settings, name, shelf, open_reader(settings), stop)


def open_reader(settings: Settings) -> DocumentReader:
    """What reads for a worker. Raises SettingsError, MissingExtraError."""
    program = partial(read_documents, models=settings.models_folder())
    bounds = reader_bounds(settings)
    match settings.reader:
        case "process":
            return Reader(bounds, program)
        case "ray":
            check_installed()
            return RayReader(bounds, settings.ray_address, program)
    raise SettingsError(f"{PREFIX}READER={settings.reader!r}: process, ray")


def reader_bounds(settings: Settings) -> Bounds:
    """What one document may take in a worker."""
    memory = settings.document_memory
    return Bounds(settings.document_seconds, memory, memory // 2)


def _quick(worker: Worker) -> tuple[Chore, ...]:
    settings, database = worker.settings, worker.shelf.database
    place = (own_machine(), os.getpid())

    def be_seen() -> None:
        with database.write() as connection:
            worker_seen(connection, worker.name, place, worker.document_id)

    return (
        Chore("seen", _SEEN_SECONDS, be_seen),
        Chore("neighbours", _NEIGHBOUR_SECONDS, partial(take_over, database)),
        Chore("deliveries", _DELIVERY_SECONDS, partial(deliver_due, database, settings)),
    )


def _labelling(worker: Worker) -> tuple[Chore, ...]:
    """What waits for Label Studio, in a thread of its own."""
    return (Chore("labelling", LOOK_SECONDS, labelling_pull(worker.settings).do),)


def _hourly(worker: Worker) -> tuple[Chore, ...]:
    """What may take minutes, in a thread of its own: meanwhile the worker is seen."""
    settings, shelf = worker.settings, worker.shelf
    database = shelf.database

    def forget_dead() -> None:
        with database.write() as connection:
            forget_dead_workers(connection)

    return (
        Chore("retention", _HOURLY, partial(purge, database, shelf.blobs, settings)),
        Chore("workers", _HOURLY, forget_dead),
    )
