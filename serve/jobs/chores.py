"""What has to be done now and then beside the reading: a thread of the worker does it."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread

from serve.errors import StoreError

log = logging.getLogger(__name__)

_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every `seconds`, for the first time at once; several workers may do it at
    the same time."""

    name: str
    seconds: float
    do: Callable[[], object]


def start_chores(chores: Sequence[Chore], stop: Event) -> Thread:
    """A thread that does the chores until `stop` is set."""
    thread = Thread(target=_run, args=(tuple(chores), stop), name="chores", daemon=True)
    thread.start()
    return thread


def _run(chores: tuple[Chore, ...], stop: Event) -> None:
    due = dict.fromkeys(range(len(chores)), 0.0)
    while not stop.is_set():
        for number, chore in enumerate(chores):
            if time.monotonic() >= due[number] and not stop.is_set():
                _do(chore)
                due[number] = time.monotonic() + chore.seconds
        earliest = min(due.values(), default=0.0) - time.monotonic()
        stop.wait(min(_LONGEST_WAIT, max(0.05, earliest)))


def _do(chore: Chore) -> None:
    try:
        chore.do()
    except StoreError as error:
        log.warning("chore.waits", extra={"chore": chore.name, "code": error.code})
    except Exception:  # the outermost loop of this thread; the others go on
        log.exception("chore.failed", extra={"chore": chore.name})
