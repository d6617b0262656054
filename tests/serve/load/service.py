"""What a measure asks of the service it runs against."""

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tests.serve.load.clients import Target, ask
from tests.serve.running import RunningService


def target_of(service: RunningService) -> Target:
    """Where its clients connect."""
    address = urlsplit(service.url)
    return Target(str(address.hostname), int(address.port or 0), service.key)


def resident(service: RunningService) -> int:
    """Megabytes of the process that answers."""
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024


def wait_until_running(target: Target, identities: Sequence[str], seconds: float = 120) -> None:
    """Until one of the documents is being read."""
    link = target.connect()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        states = [json.loads(ask(link, target, f"/v1/documents/{i}")) for i in identities]
        if any(state["progress"]["done"] for state in states):
            return
        time.sleep(0.5)
    raise TimeoutError("no document was begun")
