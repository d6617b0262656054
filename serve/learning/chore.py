"""Gathering as a chore of a worker."""

import logging
import time
from threading import Event, Thread

from annotations.errors import AnnotationError
from serve.errors import StoreError
from serve.jobs.chores import Chore, start_chores
from serve.learning.gathering import Sources, gather_revisions
from serve.settings import Settings
from serve.store.blobs import open_blobs
from serve.store.database import Database

log = logging.getLogger(__name__)

_SECONDS = 60.0
_SETTLED = 300.0
"""Seconds for which nobody changed a document before it is gathered."""


def start_gathering(settings: Settings, stop: Event) -> Thread:
    """A thread that gathers every minute until `stop` is set. Raises SettingsError."""
    sources = Sources.of(settings, Database(settings.database()), open_blobs(settings))
    return start_chores((Chore("gathering", _SECONDS, lambda: _gather(sources)),), stop)


def _gather(sources: Sources) -> None:
    began = time.monotonic()
    try:
        count = gather_revisions(sources, _SETTLED)
    except (AnnotationError, OSError) as error:
        raise StoreError(f"修正库不可用。 The store of corrections: {error}") from error
    if count:
        ms = round((time.monotonic() - began) * 1000)
        log.info("corrections.gathered", extra={"count": count, "ms": ms})
