"""Handing over: the most doubtful documents of an archive, with their bytes, to whom people look at
them with; each once, wherever it is ended.

    doubtful? ─▶ handed over before? ─▶ fetch, check ─▶ recipient ─▶ noted in the manifest

A recipient that is given a document twice keeps one, so that nothing is lost or doubled between the
last two steps.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from extractor.export.json_text import encodable
from serve.archive.doubtful import Doubtful, Wanted, choose_doubtful
from serve.archive.handed import HandedOver
from serve.archive.queries import Queries
from serve.archive.refetching import Missing, Parcel, fetch_again

MISSING = "review.missing"
_TOGETHER = 500
_IN_VAIN = 1000  # missing documents after which the source must be elsewhere


@dataclass(frozen=True, slots=True)
class Receipt:
    """A document that the recipient has, durably, and calls `name`; `known`: it had it before."""

    document: Doubtful
    name: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that the recipient does not take, and why: the code of an error, and words."""

    document: Doubtful
    code: str
    message: str


class Recipient(Protocol):
    """With what people look at documents. `name` is where it is, without secrets."""

    @property
    def name(self) -> str:
        """What notes call it."""
        ...

    def receive(self, parcels: Iterable[Parcel]) -> Iterator[Receipt | Refusal]:
        """What became of each parcel, of which each is there until the next is asked for.

        Raises an error of the tree where it takes none: what it told of before is with it.
        """
        ...


@dataclass(slots=True)
class HandingTally:
    """Counts of one hand-over.

    `wanted` is how many there may be at most; `handed` are new with the recipient, `known` were
    with it though nothing was noted; `missing` are no longer where they were; `refused` is what the
    recipient does not take. `faults` counts reasons by code, `examples` has the first of each.
    """

    wanted: int = 0
    handed: int = 0
    known: int = 0
    missing: int = 0
    refused: int = 0
    size: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    @property
    def given(self) -> int:
        """Documents that the recipient has now."""
        return self.handed + self.known

    @property
    def left(self) -> int:
        """Documents that it cannot be given."""
        return self.missing + self.refused

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.started

    def count_fault(self, code: str, example: str) -> None:
        """Count a document that stays where it is."""
        self.faults[code] += 1
        self.examples.setdefault(code, encodable(example))


@dataclass(frozen=True, slots=True)
class HandingDesk:
    """What a hand-over works with. `folder` is for bytes on their way, of documents of at most
    `max_bytes`; `watch` is told after everything that happens."""

    queries: Queries
    notes: HandedOver
    folder: Path
    max_bytes: int
    watch: Callable[[HandingTally], None]


class Handing:
    """One hand-over to one recipient."""

    def __init__(self, desk: HandingDesk, recipient: Recipient) -> None:
        self.tally = HandingTally()
        self._desk = desk
        self._recipient = recipient

    def carry_out(self, wanted: Wanted) -> None:
        """Hand over `most` documents, or all there are; for one that cannot be had or is refused
        the next one is taken. It ends where none of a thousand can be had.

        Raises DiskFullError, StoreError, ArchiveQueryError, and what the recipient raises.
        """
        self.tally.wanted = wanted.most
        tried = set(self._desk.notes.known())
        while (wanting := wanted.most - self.tally.given) > 0:
            part = Wanted(min(wanting, _TOGETHER), wanted.least, wanted.where)
            chosen = choose_doubtful(self._desk.queries, part, tried)
            if not chosen:
                return
            tried |= {document.sha256 for document in chosen}
            for told in self._recipient.receive(self._parcels(chosen)):
                self._take(told)
            if self.tally.missing >= _IN_VAIN and not self.tally.given:
                return

    def _parcels(self, chosen: tuple[Doubtful, ...]) -> Iterator[Parcel]:
        for found in fetch_again(chosen, self._desk.folder, self._desk.max_bytes):
            if isinstance(found, Parcel):
                yield found
                continue
            self._miss(found)

    def _miss(self, missing: Missing) -> None:
        self.tally.missing += 1
        self.tally.count_fault(MISSING, f"{missing.uri}: {missing.reason}")
        self._desk.watch(self.tally)

    def _take(self, told: Receipt | Refusal) -> None:
        if isinstance(told, Refusal):
            self.tally.refused += 1
            self.tally.count_fault(told.code, f"{told.document.name}: {told.message}")
        else:
            self._desk.notes.note(told.document.sha256, told.name)
            self.tally.handed += not told.known
            self.tally.known += told.known
            self.tally.size += told.document.size
        self._desk.watch(self.tally)
