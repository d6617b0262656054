"""Submissions counted: of each its values by what became of them. A segment of the store is read
once, and again only after an erasure wrote it anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock

from annotations.correction_lines import read_lines
from annotations.correction_store import CorrectionStore
from annotations.corrections import Aspect, Correction, Source, Submission, Verdict, usable
from annotations.labels import Label

COUNTED = (
    Label.TITLE,
    Label.FIELD,
    Label.FUNDING,
    Label.TASK,
    Label.GOAL,
    Label.LEVEL1,
    Label.LEVEL2,
    Label.LEVEL3,
    Label.VALUE,
    Label.COLUMN,
)
"""What a record consists of; printed labels, empty rows and stamps are no values."""


class Fate(StrEnum):
    """What became of a value of the machine's."""

    RIGHT = "right"  # left alone, confirmed, or only its box was moved
    CHANGED = "changed"
    MISSED = "missed"  # the machine had not seen it
    INVENTED = "invented"  # there is no such value


@dataclass(frozen=True, slots=True)
class Tally:
    """A submission without its corrections; `fates` counts its values by label and fate, `aspects`
    how often which aspect of one was changed."""

    head: Submission
    fates: Mapping[tuple[str, Fate], int]
    aspects: Mapping[Aspect, int]

    @property
    def touched(self) -> int:
        """Values that somebody changed, added or removed."""
        return sum(count for (_, fate), count in self.fates.items() if fate is not Fate.RIGHT)

    def values(self, labels: Iterable[str] = COUNTED) -> tuple[int, int]:
        """How many values of these labels there are, and how many of them were wrong."""
        counts = [(fate, self.fates.get((label, fate), 0)) for label in labels for fate in Fate]
        wrong = sum(count for fate, count in counts if fate is not Fate.RIGHT)
        return sum(count for _, count in counts), wrong


@dataclass(frozen=True, slots=True)
class _Counts:
    fates: Mapping[tuple[str, Fate], int]
    aspects: Mapping[Aspect, int]


State = tuple[tuple[str, int, int], ...]


class TallyBook:
    """The tallies of a store, kept between looks."""

    def __init__(self, store: CorrectionStore) -> None:
        self._store = store
        self._lock = Lock()
        self._counts: dict[tuple[str, int, int], Mapping[str, _Counts]] = {}

    def state(self) -> State:
        """What changes whenever the store does; cheap."""
        notices = self._store.folder / "notices.jsonl"
        paths = [*self._segments(), *((notices,) if notices.is_file() else ())]
        return tuple(_state(path) for path in paths)

    def tallies(self) -> list[Tally]:
        """Of all submissions that count, withdrawn and outdated ones left out. Raises
        StoreLineError."""
        with self._lock:
            known = {}
            for path in self._segments():
                state = _state(path)
                found = self._counts.get(state)
                known[state] = _counted(path) if found is None else found
            self._counts = known
        of_id = {identity: counts for found in known.values() for identity, counts in found.items()}
        heads = (head for head in usable(self._store.heads()) if head.id in of_id)
        return [Tally(head, of_id[head.id].fates, of_id[head.id].aspects) for head in heads]

    def whole(self, heads: Iterable[Submission]) -> list[Submission]:
        """The submissions of some heads with their corrections."""
        return list(self._store.get([head.id for head in heads]))

    def _segments(self) -> list[Path]:
        return sorted((self._store.folder / "segments").glob("[0-9]*.jsonl"))


def one_each(tallies: Sequence[Tally]) -> list[Tally]:
    """One judgement of each form as a run read it: what was decided between people, else what was
    marked as the truth, else what was said last."""
    best: dict[tuple[str, str, int], Tally] = {}
    for tally in sorted(tallies, key=_weight):
        best[tally.head.document, tally.head.run, tally.head.form] = tally
    return list(best.values())


def judged_twice(tallies: Sequence[Tally]) -> list[Submission]:
    """Heads of the judgements of forms that two people judged."""
    people: dict[tuple[str, int], list[Submission]] = defaultdict(list)
    for tally in tallies:
        if tally.head.source is not Source.ADJUDICATION:
            people[tally.head.run, tally.head.form].append(tally.head)
    twice = (heads for heads in people.values() if len({head.author for head in heads}) > 1)
    return [head for heads in twice for head in heads]


def fate_of(correction: Correction) -> Fate:
    """What became of a value."""
    match correction.verdict:
        case Verdict.ADDED:
            return Fate.MISSED
        case Verdict.REMOVED:
            return Fate.INVENTED
        case Verdict.CORRECTED if set(correction.changed) - {Aspect.BOX}:
            return Fate.CHANGED
        case _:
            return Fate.RIGHT


def _weight(tally: Tally) -> tuple[bool, bool, str]:
    head = tally.head
    return head.source is Source.ADJUDICATION, head.final, head.made_at


def _counted(path: Path) -> dict[str, _Counts]:
    return {entry.id: _count(entry.corrections) for entry in read_lines(path)}


def _count(corrections: Iterable[Correction]) -> _Counts:
    fates: Counter[tuple[str, Fate]] = Counter()
    aspects: Counter[Aspect] = Counter()
    for correction in corrections:
        reading = correction.shown or correction.became
        if reading is not None:
            fates[reading.label, fate_of(correction)] += 1
        if correction.verdict is Verdict.CORRECTED:
            aspects.update(correction.changed)
    return _Counts(fates, aspects)


def _state(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return path.name, status.st_mtime_ns, status.st_ino
