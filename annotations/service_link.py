"""What ties the service to Label Studio: the secret in the URLs that Label Studio calls, what it
nudged last, and what of it was fetched.

A webhook is sent once, unsigned, and lost where nobody answers within a second: it says no more
than that there may be something new. The annotations are always asked for.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotations.folders import write_whole
from annotations.workspace import Workspace

JsonObject = dict[str, Any]

_PRIVATE = 0o600
_TOKEN_BYTES = 32
_TOKEN, _NUDGED, _PULLED = "service-token", "nudged", "pulled.json"


class ServiceLink:
    """The files of a workspace that say so; several processes may look at them."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.folder

    def new_token(self) -> str:
        """A new secret, in place of the one before."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        write_whole(self._folder / _TOKEN, token.encode(), _PRIVATE)
        return token

    def is_token(self, given: str) -> bool:
        """Whether it is the secret; never where there is none."""
        known = _bytes(self._folder / _TOKEN)
        return bool(known) and hmac.compare_digest(known, given.encode(errors="replace"))

    def nudge(self) -> None:
        """Ask for a pull. Nudges before it begins are one. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _NUDGED).touch()

    def nudged_at(self) -> int:
        """When it was nudged last, in nanoseconds; 0 for never."""
        try:
            return (self._folder / _NUDGED).stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def last_pull(self) -> "LastPull":
        """What the last pull answered to."""
        try:
            entry: JsonObject = json.loads(_bytes(self._folder / _PULLED) or b"{}")
            return LastPull(int(entry["nudge"]), float(entry["at"]))
        except (KeyError, TypeError, ValueError, OverflowError):  # of a number: Infinity
            return LastPull(0, 0.0)

    def put_pull(self, pull: "LastPull") -> None:
        """Remember that a pull went through."""
        told = json.dumps({"nudge": pull.nudge, "at": pull.at})
        write_whole(self._folder / _PULLED, told.encode())

    def is_due(self, now: float, every: float) -> bool:
        """Whether a nudge is unanswered, or the last pull is longer ago than `every` seconds
        (0: only nudges count)."""
        last = self.last_pull()
        late = every > 0 and not 0 <= now - last.at < every  # a clock that was set back too
        return self.nudged_at() > last.nudge or late


@dataclass(frozen=True, slots=True)
class LastPull:
    """The nudge that a pull answered (`ServiceLink.nudged_at`), and when it began (Unix)."""

    nudge: int
    at: float


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
