"""The bytes of documents that an archive has read, fetched again from where they were: the right
ones or none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from serve.archive.doubtful import Doubtful
from serve.archive.fetching import UNREADABLE, fetch
from serve.archive.places import Unreachable
from serve.archive.sources import walk_again

CHANGED = "内容已变。 It has changed since it was read."
NOWHERE = "已无此内容的文件。 No file has these bytes any more."
TOO_LARGE = "超过 --max-mebibytes。 It is over --max-mebibytes."


@dataclass(frozen=True, slots=True)
class Parcel:
    """A document with its bytes, which lie at `path` until the next one is asked for."""

    document: Doubtful
    path: Path


@dataclass(frozen=True, slots=True)
class Missing:
    """A document whose bytes cannot be had any more: a place where they were, and why not."""

    document: Doubtful
    uri: str
    reason: str


def fetch_again(
    documents: Sequence[Doubtful], folder: Path, max_bytes: int
) -> Iterator[Parcel | Missing]:
    """Each document once, in the order in which their bytes are come by; of several places the
    first that still has them.

    Raises DiskFullError for want of room in `folder`.
    """
    left = {document.sha256: document for document in documents}
    missing: dict[str, Missing] = {}
    for turn in count():
        places = {
            document.places[turn]: document
            for document in left.values()
            if turn < len(document.places)
        }
        if not places:
            break
        for uri, document, reason in _fetch(places, folder, max_bytes):
            if reason:
                missing[document.sha256] = Missing(document, uri, reason)
                continue
            del left[document.sha256]
            yield Parcel(document, folder / document.sha256)
            (folder / document.sha256).unlink(missing_ok=True)
    for sha256, document in left.items():
        yield missing.get(sha256) or Missing(document, document.name, NOWHERE)


def _fetch(
    places: dict[str, Doubtful], folder: Path, max_bytes: int
) -> Iterator[tuple[str, Doubtful, str]]:
    """Each place with why the bytes of its document were not fetched from it, or with nothing."""
    for found in walk_again(places):
        document = places[found.uri]
        if isinstance(found, Unreachable):
            yield found.uri, document, found.reason
            continue
        path = folder / document.sha256
        try:
            fetched = fetch(found, path, max_bytes)
        except UNREADABLE as error:
            lines = str(error).splitlines()
            reason = lines[0] if lines else type(error).__name__
        else:
            reason = TOO_LARGE if fetched.size > max_bytes else ""
            if fetched.sha256 != document.sha256:
                reason = CHANGED
        if reason:
            path.unlink(missing_ok=True)
        yield found.uri, document, reason
