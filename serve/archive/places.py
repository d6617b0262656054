"""Names of files of an archive: a path, a member of a ZIP or TAR, an object of a bucket.

/archive/2023/a.pdf        /archive/2023.zip!/budget/a.pdf        s3://bucket/2023/a.pdf
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import IO

MEMBER = "!/"
"""Between the name of an archive and that of its member."""
_SHARE = 2**64


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the source. `uri` is its name, the same at every walk; `size` in bytes and
    `modified` in seconds since 1970 tell whether it is as it was. `open` gives its bytes; of
    one that does not last (in a stream) only until the next file is asked for."""

    uri: str
    name: str
    size: int
    modified: float
    open: Callable[[], IO[bytes]]
    lasts: bool = True


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A part of the source that cannot be walked, and why."""

    uri: str
    reason: str


Walk = Iterator[Found | Unreachable]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of a source are taken.

    `share` (0–1) takes a sample, always the same files; `since` those changed at or after it;
    `matching` are patterns of names, none for all; `excluded` patterns go before.
    """

    share: float = 1.0
    since: datetime | None = None
    matching: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def takes(self, found: Found) -> bool:
        """Whether a file is among them."""
        if self.since is not None and found.modified < self.since.timestamp():
            return False
        if matches(found.uri, self.excluded):
            return False
        if self.matching and not matches(found.uri, self.matching):
            return False
        return self.share >= 1.0 or _place_in_sample(found.uri) < self.share


def matches(uri: str, patterns: tuple[str, ...]) -> bool:
    """Whether the whole name or its last part is like one of the patterns (`*`, `?`, `[…]`)."""
    if not patterns:
        return False
    last = uri.rpartition("/")[2]
    return any(fnmatch(uri, pattern) or fnmatch(last, pattern) for pattern in patterns)


def is_hidden(name: str) -> bool:
    """Whether a name is one that no person gave: hidden files, locks of office programs."""
    if name in (".", ".."):
        return False
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in ("thumbs.db", "desktop.ini")


def last_part(path: Path | str) -> str:
    """The name to show of a file."""
    return str(path).rstrip("/").rpartition("/")[2] or "unnamed"


def _place_in_sample(uri: str) -> float:
    digest = hashlib.sha256(uri.encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8]) / _SHARE
