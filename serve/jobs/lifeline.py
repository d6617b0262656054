"""A process that ends with the one that started it, however that one ended."""

import ctypes
import multiprocessing
import os
import signal
import sys
from threading import Thread

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
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
    Thread(target=_wait_for_end, args=(parent,), daemon=True).start()


def _wait_for_end(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
