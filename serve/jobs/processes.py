"""Memory of a process with all below it, as the kernel counts it."""

import os
from pathlib import Path

_PROC = Path("/proc")


def resident_bytes(pid: int) -> int:
    """Resident memory of a process and its descendants in bytes; 0 where it cannot be told."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            total += int((_PROC / str(one) / "statm").read_text().split()[1])
            for task in (_PROC / str(one) / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, IndexError, ValueError):
            continue  # it has ended, or there is no /proc
    return total * _page_bytes()


def _page_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE")
