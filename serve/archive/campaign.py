"""One run over an archive: walk, read what is new, write parts, until nothing is left.

    walk ─▶ known? ─▶ fetch, hash ─▶ engine ─▶ rows ─▶ part of the tables ─▶ sealed in the manifest

Wherever it is ended, a document is in the tables and in the manifest or in neither; the next run
finishes the part that was being put in place and goes on.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from serve.archive.cost_row import Effort, Hands, cost_row
from serve.archive.draft import Draft, Grain
from serve.archive.fetching import UNREADABLE, fetch
from serve.archive.manifest import Known, Manifest, PartState
from serve.archive.parts import PartFiles
from serve.archive.places import Choice, Found, Unreachable, Walk, matches
from serve.archive.runner import Fault, Item, Outcome, Runner
from serve.archive.tally import Tally
from serve.settings import MEBIBYTE

_TOGETHER = 500  # names that the manifest is asked for at once


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run takes. `first` are patterns of names that are read before all others; `most` is
    how many documents are read at most, None for all."""

    choice: Choice = field(default_factory=Choice)
    first: tuple[str, ...] = ()
    most: int | None = None
    max_bytes: int = 256 * MEBIBYTE
    grain: Grain = field(default_factory=Grain)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a run works with. `fetched` is a folder for the bytes of documents that are being
    read; `watch` is told after everything that happens; `hands` read."""

    run: str
    manifest: Manifest
    files: PartFiles
    fetched: Path
    watch: Callable[[Tally], None]
    hands: Hands = field(default_factory=Hands)


class Campaign:
    """One run over a source."""

    def __init__(self, desk: Desk, plan: Plan) -> None:
        self.tally = Tally()
        self._desk = desk
        self._plan = plan
        self._draft = Draft()
        self._reading: dict[str, float] = {}  # seconds that fetching each took
        self._writing: float | None = None  # seconds a document of the last part

    def finish_parts(self) -> None:
        """Put in place what an earlier run sealed, forget what it did not. What it sealed where
        this one has no files of it is read again. Raises StoreError."""
        manifest, files = self._desk.manifest, self._desk.files
        for part in manifest.unplaced():
            if part.state is PartState.SEALED and not files.holds(part):
                manifest.lose(part)
            elif part.state is PartState.SEALED:
                files.place(part)
                manifest.placed(part)
                files.discard(part)
            else:
                files.discard(part)
                manifest.drop(part)

    def carry_out(self, walk: Callable[[], Walk], runner: Runner) -> None:
        """Read what is new. What was read is written also where this is ended by an error.

        Args:
            walk: gives the files of the source, anew at each call.
        Raises:
            StoreError, DiskFullError, and whatever the walk raises.
        """
        self.finish_parts()
        try:
            runner.run(self._items(walk), self._take)
        finally:
            self._write()

    def _items(self, walk: Callable[[], Walk]) -> Iterator[Item]:
        for found in self._new_ones(_in_order(walk, self._plan)):
            if self._plan.most is not None and self.tally.taken >= self._plan.most:
                return
            item = self._item(found)
            if item is not None:
                self.tally.taken += 1
                self.tally.begin_reading()
                yield item

    def _new_ones(self, walk: Walk) -> Iterator[Found]:
        """Files that may have to be read. Those that are as they were are counted only: many at
        once, for there may be millions."""
        together: list[Found] = []
        for found in walk:
            self.tally.walked += 1
            if isinstance(found, Unreachable):
                self._miss(found)
                continue
            together.append(found)
            if len(together) >= _TOGETHER or not found.lasts:
                yield from self._without_known(together)
                together = []
        yield from self._without_known(together)

    def _without_known(self, together: list[Found]) -> Iterator[Found]:
        known = self._desk.manifest.known([found.uri for found in together])
        for found in together:
            entry = known.get(found.uri)
            if entry is not None and entry.is_read and entry.is_as(found):
                self.tally.skipped += 1
                self._desk.watch(self.tally)
            else:
                yield found

    def _item(self, found: Found) -> Item | None:
        """The file with its bytes; None where its document is known already."""
        started = time.perf_counter()
        path = self._desk.fetched / f"{self.tally.walked}-{self.tally.taken}"
        try:
            fetched = fetch(found, path, self._plan.max_bytes)
        except UNREADABLE as error:
            path.unlink(missing_ok=True)
            self._miss(Unreachable(found.uri, _in_words(error)))
            return None
        sha256, size = fetched.sha256, fetched.size
        if self._is_known(sha256):
            path.unlink()
            self.tally.doubles += 1
            self._draft.name(found.uri, Known(found.size, found.modified, sha256))
            self._write_if_full()
            return None
        item = Item(found.uri, found.name, sha256, size, found.modified, path)
        if size > self._plan.max_bytes:
            self._take(Outcome(item, None, _too_large(self._plan.max_bytes), 0.0))
            return None
        self._reading[sha256] = time.perf_counter() - started
        return item

    def _is_known(self, sha256: str) -> bool:
        if sha256 in self._reading or sha256 in self._draft.readings:
            return True
        return self._desk.manifest.state(sha256) is not None

    def _miss(self, found: Unreachable) -> None:
        self.tally.count_missed(found)
        self._draft.miss(found)
        self._desk.watch(self.tally)
        self._write_if_full()

    def _take(self, outcome: Outcome) -> None:
        """Keep a result. What failed through no fault of its own is left for the next run."""
        outcome.item.path.unlink(missing_ok=True)
        fetching = self._reading.pop(outcome.item.sha256, 0.0)
        fault = outcome.fault
        keeping = self._keep_copy(outcome)  # before anything tells of its document
        if fault is None or not fault.passing:
            started = time.thread_time()
            reading = self._draft.add(outcome)
            rows = time.thread_time() - started
            effort = Effort(self._desk.hands, fetching, rows, self._writing, keeping)
            self._draft.costs.append(cost_row(outcome, reading.document, effort))
            fault = reading.fault
            if fault is None:
                self.tally.count_record(reading.document, outcome.seconds)
                self.tally.count_copy(outcome)
        if fault is not None:
            self.tally.count_fault(fault)
        self._desk.watch(self.tally)
        self._write_if_full()

    def _keep_copy(self, outcome: Outcome) -> float:
        """Seconds that it took."""
        if outcome.copy is None:
            return 0.0
        started = time.perf_counter()
        self._desk.files.keep_copy(outcome.item.sha256, outcome.copy)
        return time.perf_counter() - started

    def _write_if_full(self) -> None:
        if self._draft.is_full(self._plan.grain):
            self._write()

    def _write(self) -> None:
        started = time.perf_counter()
        draft, self._draft = self._draft, Draft()
        draft.write(self._desk.run, self._desk.manifest, self._desk.files)
        if draft.readings:
            self._writing = (time.perf_counter() - started) / len(draft.readings)


def _in_order(walk: Callable[[], Walk], plan: Plan) -> Walk:
    """The files that are taken; those that go first are walked for before all others."""
    if plan.first:
        for found in walk():
            if isinstance(found, Found) and _is_first(found, plan) and plan.choice.takes(found):
                yield found
    for found in walk():
        is_next = isinstance(found, Found) and not _is_first(found, plan)
        if isinstance(found, Unreachable) or (is_next and plan.choice.takes(found)):
            yield found


def _is_first(found: Found, plan: Plan) -> bool:
    return matches(found.uri, plan.first)


def _in_words(error: Exception) -> str:
    lines = str(error).splitlines()
    return f"无法读取。 It cannot be read: {lines[0] if lines else type(error).__name__}"


def _too_large(max_bytes: int) -> Fault:
    mebibytes = max_bytes // MEBIBYTE
    return Fault(
        "ingest.too_large",
        f"文件超过 {mebibytes} MiB。 The file is over {mebibytes} MiB.",
        "用 --max-mebibytes 提高上限。 Raise the limit with --max-mebibytes.",
    )
