"""How a process below a worker lives: in nobody's way, and no longer than the one above it."""

import ctypes
import multiprocessing
import os
import signal
import sys
import warnings
from threading import Thread

from extractor.ingest.decode import end_with_parent, silence_output

NICE = 10
"""Whoever asks the service something comes before whoever reads."""
_PR_SET_PDEATHSIG = 1


def confine() -> None:
    """Make this process one that may be killed with all below it, and that is in nobody's way."""
    os.setsid()
    die_with_parent()
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    silence_output()  # libraries print parts of what they read


def die_with_parent() -> None:
    """Tie this process, a child of `multiprocessing`, to its parent.

    A thread waits for the parent's end. On Linux the kernel is asked as well, since a thread has
    to wait for native code that does not let it run; it watches the parent's *thread* that
    started this process, which therefore must live as long as the process is wanted.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it ended before the kernel was asked
            os._exit(1)
    Thread(target=end_with_parent, daemon=True).start()
