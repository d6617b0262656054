"""What is known of the corrections as they stand: counted, put beside their kinds of form, and
compared where two people judged the same. Made anew when they change, while the former is shown."""

import logging
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from annotations.adjudicate import open_questions
from annotations.agreement import FieldAgreement, agreement, pairs
from annotations.choose import Reason
from annotations.corrections import Source, Submission
from annotations.errors import UnknownRunError
from annotations.queue import Queue
from annotations.tasks import form_key
from annotations.workspace import Workspace
from serve.learning.tallies import Tally, TallyBook, judged_twice

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_PATIENCE = 0.1
"""Seconds that a reader waits for figures that are newer than those there are."""


@dataclass(frozen=True, slots=True)
class Study:
    """All submissions that count. `families` is the type of a judged form by run and form, as far
    as its run is kept; `drawn` are the ids of judgements of forms that chance chose; `doubly` are
    forms that two people judged, `disputed` of them those with questions that nobody has decided;
    `unjudged` of the runs that were shown in Label Studio nobody judged yet."""

    tallies: tuple[Tally, ...]
    families: Mapping[tuple[str, int], str]
    drawn: frozenset[str]
    agreement: tuple[FieldAgreement, ...]
    doubly: int
    disputed: int
    unjudged: int


class Student:
    """Makes the study of a workspace; what it has read it does not read again."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._book = TallyBook(workspace.corrections)
        self._families: dict[str, tuple[str, ...]] = {}
        self._twice: tuple[frozenset[str], tuple[FieldAgreement, ...], int] | None = None

    def state(self) -> Hashable:
        """What changes whenever the study does; cheap."""
        places = (self._workspace.runs.folder, self._workspace.folder / "queue.jsonl")
        changed = (place.stat().st_mtime_ns if place.exists() else 0 for place in places)
        return self._book.state(), *changed

    def study(self) -> Study:
        """The study of now. Raises StoreLineError."""
        tallies = tuple(self._book.tallies())
        twice = judged_twice(tallies)
        agreed, disputed = self._agreement(tallies, twice)
        runs = set(self._workspace.runs.ids())
        return Study(
            tallies,
            {key: name for key, name in map(self._family, tallies) if name},
            self._drawn(tallies),
            agreed,
            len(pairs(twice)),
            disputed,
            len(runs - {tally.head.run for tally in tallies}),
        )

    def _agreement(
        self, tallies: tuple[Tally, ...], twice: list[Submission]
    ) -> tuple[tuple[FieldAgreement, ...], int]:
        """Agreement per field and how many forms are disputed; worked out anew only when there are
        other judgements of the same forms."""
        forms = {(head.document, head.form) for head in twice}
        heads = [t.head for t in tallies if (t.head.document, t.head.form) in forms]
        ids = frozenset(head.id for head in heads)
        if self._twice is None or self._twice[0] != ids:
            whole = self._book.whole(heads)
            questions = {(question.document, question.form) for question in open_questions(whole)}
            self._twice = ids, tuple(agreement(whole)), len(questions)
        return self._twice[1], self._twice[2]

    def _drawn(self, tallies: tuple[Tally, ...]) -> frozenset[str]:
        """Judgements of forms that were queued by chance: what such forms show is true of all.
        What somebody opened in the review page was chosen, whatever the queue says of it."""
        queued = Queue(self._workspace.folder).picks().values()
        keys = {pick.key for pick in queued if pick.reason is Reason.RANDOM}
        heads = (tally.head for tally in tallies if tally.head.source is not Source.REVIEW)
        return frozenset(head.id for head in heads if form_key(head.document, head.form) in keys)

    def _family(self, tally: Tally) -> tuple[tuple[str, int], str]:
        head = tally.head
        if head.run not in self._families:
            try:
                forms = self._workspace.runs.get(head.run).record["forms"]
            except UnknownRunError:
                forms = []
            self._families[head.run] = tuple(str(form["form_type"]) for form in forms)
        names = self._families[head.run]
        return (head.run, head.form), names[head.form] if head.form < len(names) else ""


class Fresh(Generic[_T]):
    """A value that takes long to make: made in the background when its state changes, and until
    it is there the former one is given."""

    def __init__(self, make: Callable[[], _T], state: Callable[[], Hashable]) -> None:
        self._make, self._state = make, state
        self._lock = Lock()
        self._kept: tuple[Hashable, _T] | None = None
        self._coming: Future[_T] | None = None

    def get(self) -> _T:
        """The value; the first time it is waited for. Raises what making it raises."""
        with self._lock:
            state = self._state()
            if self._kept is not None and self._kept[0] == state:
                return self._kept[1]
            if self._coming is None or self._coming.done():
                self._coming = self._begin(state)
            coming, former = self._coming, self._kept
        if former is None:
            return coming.result()
        try:
            return coming.result(_PATIENCE)
        except TimeoutError:
            return former[1]

    def prepare(self) -> None:
        """Begin to make it, for the first who asks."""
        with self._lock:
            if self._kept is None and self._coming is None:
                self._coming = self._begin(self._state())

    def _begin(self, state: Hashable) -> Future[_T]:
        """Make it in a thread of its own, which ends with it."""
        maker = ThreadPoolExecutor(1, thread_name_prefix="study")
        coming = maker.submit(self._keep, state)
        maker.shutdown(wait=False)
        return coming

    def _keep(self, state: Hashable) -> _T:
        value = self._make()
        with self._lock:
            self._kept = state, value
        return value
