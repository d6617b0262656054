"""Submissions counted: of each its values by what became of them. A segment of the store is read
once, and again only after an erasure wrote it anew."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock

from annotations.correction_lines import Touch, read_touches
from annotations.correction_store import CorrectionStore
from annotations.corrections import Aspect, Source, Submission, Verdict, usable
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


Counted = tuple[int, int]
"""How many values there are, and how many of them were wrong."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the values of one submission: counted by fate, by the aspect that was changed,
    and by label; `touched` are those that somebody changed, added or removed. Only what a record
    consists of counts, but for `touched` and `aspects`."""

    fates: Mapping[Fate, int]
    aspects: Mapping[Aspect, int]
    labels: Mapping[str, Counted]
    touched: int

    @property
    def values(self) -> Counted:
        """Over all labels."""
        return sum(self.fates.values()), sum(self.fates.values()) - self.fates.get(Fate.RIGHT, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """A submission without its corrections, but counted."""

    head: Submission
    counts: Counts


State = tuple[tuple[str, int, int], ...]


class TallyBook:
    """The tallies of a store, kept between looks."""

    def __init__(self, store: CorrectionStore) -> None:
        self._store = store
        self._lock = Lock()
        self._counts: dict[tuple[str, int, int], Mapping[str, Counts]] = {}

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
        return [Tally(head, of_id[head.id]) for head in heads]

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
            people[tally.head.document, tally.head.form].append(tally.head)
    twice = (heads for heads in people.values() if len({head.author for head in heads}) > 1)
    return [head for heads in twice for head in heads]


def fate_of(touch: Touch) -> Fate:
    """What became of a value."""
    match touch.verdict:
        case Verdict.ADDED:
            return Fate.MISSED
        case Verdict.REMOVED:
            return Fate.INVENTED
        case Verdict.CORRECTED if set(touch.changed) - {Aspect.BOX}:
            return Fate.CHANGED
        case _:
            return Fate.RIGHT


def _weight(tally: Tally) -> tuple[bool, bool, str]:
    head = tally.head
    return head.source is Source.ADJUDICATION, head.final, head.made_at


def _counted(path: Path) -> dict[str, Counts]:
    return {head.id: _count(touches) for head, touches in read_touches(path)}


def _count(touches: Sequence[Touch]) -> Counts:
    labelled = Counter((touch.label, fate_of(touch)) for touch in touches)
    fates: Counter[Fate] = Counter()
    labels: dict[str, Counted] = {}
    for (label, fate), count in labelled.items():
        if label in COUNTED:
            values, wrong = labels.get(label, (0, 0))
            labels[label] = (values + count, wrong + (count if fate is not Fate.RIGHT else 0))
            fates[fate] += count
    corrected = (touch for touch in touches if touch.verdict is Verdict.CORRECTED)
    aspects = Counter(aspect for touch in corrected for aspect in touch.changed)
    touched = sum(count for (_, fate), count in labelled.items() if fate is not Fate.RIGHT)
    return Counts(fates, aspects, labels, touched)


def _state(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return path.name, status.st_mtime_ns, status.st_ino
