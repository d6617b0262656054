import subprocess
import sys

import pytest

from tests.benchmarks.memory import watch

HOLDS = "held = bytearray(b'x') * (64 << 20); print('held'); [held.count(b'y') for _ in range(12)]"
"""A program that holds 64 MB for some looks of the watcher."""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_of_a_child_counts_once_and_the_parent_alone_does_not_hold_it() -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}])"

    watched = watch([sys.executable, "-c", parent])

    assert watched.output == "held\n"
    assert 64 < watched.peak < 150
    assert 0 < watched.own_peak < 64


def test_a_command_that_fails_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        watch([sys.executable, "-c", "raise SystemExit(3)"])
