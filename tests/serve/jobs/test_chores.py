"""Chores are done in turn; one that fails keeps nobody from the others."""

from threading import Event

import pytest

from serve.errors import StoreBusyError
from serve.jobs.chores import Chore, start_chores
from tests.serve.jobs.test_reader import wait_until


def test_a_chore_that_fails_does_not_keep_others_from_being_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []
    stop = Event()

    def busy() -> None:
        raise StoreBusyError("locked")

    def broken() -> None:
        raise ValueError("never shown to anybody")

    chores = (
        Chore("busy", 0.01, busy),
        Chore("broken", 0.01, broken),
        Chore("good", 0.01, lambda: done.append("good")),
        Chore("rare", 3600.0, lambda: done.append("rare")),
    )
    thread = start_chores(chores, stop)
    wait_until(lambda: done.count("good") >= 3)
    stop.set()
    thread.join()
    assert done.count("rare") == 1
    assert {"chore.waits", "chore.failed"} <= set(caplog.messages)
