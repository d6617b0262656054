"""Wall time of one call."""

import time
from collections.abc import Callable
from typing import Any


def seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
