"""A folder of submissions that needs no server: segments of JSON Lines that are only added to.

    segments/000001.jsonl   submissions; a segment is there whole or not at all
    notices.jsonl           what was withdrawn or erased, one object a line

Withdrawing keeps the lines and marks them when they are read. Erasing writes the segments anew
without them and remembers a hash, so that a later pull does not bring them back.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from annotations.correction_lines import read_chosen, read_heads, read_lines, write_lines
from annotations.corrections import Submission, usable
from annotations.errors import StoreLineError
from annotations.folders import one_at_a_time, write_whole

_SEGMENT = re.compile(r"\d{6}\.jsonl")


class Subject(StrEnum):
    """Whom a withdrawal or an erasure is about."""

    DOCUMENT = "document"  # all that was said of a file, by its SHA-256
    AUTHOR = "author"
    UPLOAD = "upload"  # what the review page said of a document of the service, by its id there


class _Act(StrEnum):
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    ERASED = "erased"


Leaving = Callable[[Collection[str]], object]
"""Is told ids of submissions that are about to go."""


def _unheeded(ids: Collection[str]) -> None:
    """Nothing is kept by these ids elsewhere."""


@dataclass(frozen=True, slots=True)
class Notices:
    """What is withdrawn (names) and what was erased (hashes of names, and until when what was said
    of them is gone; None for ever)."""

    withdrawn: frozenset[tuple[str, str]] = frozenset()
    erased: Mapping[tuple[str, str], str | None] = field(default_factory=dict)

    def are_about(self, submission: Submission) -> bool:
        """Whether its document or its author was withdrawn."""
        return any(subject in self.withdrawn for subject in _subjects(submission))

    def erase(self, submission: Submission) -> bool:
        """Whether its document or its author was erased, and it was made before."""
        return any(
            (until := self.erased[about]) is None or submission.made_at <= until
            for kind, name in _subjects(submission)
            if (about := (kind, _hash(name))) in self.erased
        )


class CorrectionStore:
    """The submissions of a folder, which is made when something is added to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[tuple[str, int, int], frozenset[str]] = {}

    def add(self, submissions: Iterable[Submission]) -> int:
        """Store those that are not there yet, all or none; returns how many are new.

        What was erased stays away. Raises OSError, StoreLineError.
        """
        with self._locked():
            notices = self._notices()
            known = self.ids()
            fresh: dict[str, Submission] = {}
            for submission in submissions:
                if submission.id not in known and not notices.erase(submission):
                    fresh.setdefault(submission.id, submission)
            if fresh:
                self._write(self._next_segment(), fresh.values())
            return len(fresh)

    def submissions(self) -> list[Submission]:
        """All of them, the oldest segment first; withdrawn ones say so. Raises StoreLineError."""
        notices = self._notices()
        return [
            replace(submission, withdrawn=True) if notices.are_about(submission) else submission
            for submission in self._stored()
        ]

    def heads(self) -> list[Submission]:
        """As `submissions`, but without their corrections. Raises StoreLineError."""
        notices = self._notices()
        return [
            replace(head, withdrawn=True) if notices.are_about(head) else head
            for segment in self._segments()
            for head in read_heads(segment)
        ]

    def get(self, ids: Collection[str]) -> Iterator[Submission]:
        """Those of these ids, one in memory at a time. Raises StoreLineError."""
        wanted = frozenset(ids)
        for segment in self._segments() if wanted else ():
            if not wanted.isdisjoint(self._ids_of(segment)):
                yield from read_chosen(segment, wanted)

    def usable(self) -> list[Submission]:
        """What may be learned from; see `corrections.usable`."""
        return usable(self.submissions())

    def ids(self) -> frozenset[str]:
        """Ids of all submissions."""
        return frozenset().union(*map(self._ids_of, self._segments()))

    def withdraw(self, subject: Subject, name: str) -> int:
        """Learn no more from what is about a document or by an author; returns how many."""
        self.note_withdrawn(subject, (name,))
        return self._count(subject, name)

    def restore(self, subject: Subject, name: str) -> int:
        """Take a withdrawal back; returns how many submissions it is about."""
        self.note_restored(subject, (name,))
        return self._count(subject, name)

    def note_withdrawn(self, subject: Subject, names: Collection[str]) -> None:
        """As `withdraw`, for many at once."""
        self._note(_Act.WITHDRAWN, subject, names)

    def note_restored(self, subject: Subject, names: Collection[str]) -> None:
        """As `restore`, for many at once."""
        self._note(_Act.RESTORED, subject, names)

    def not_erased(self, submissions: Iterable[Submission]) -> list[Submission]:
        """Those that `add` would not keep away."""
        notices = self._notices()
        return [entry for entry in submissions if not notices.erase(entry)]

    def is_withdrawn(self, subject: Subject, name: str) -> bool:
        """Whether what is about it, or comes to be, is withdrawn."""
        return (subject.value, name) in self._notices().withdrawn

    def erase(
        self,
        subject: Subject,
        names: Collection[str],
        until: str | None = None,
        before: Leaving = _unheeded,
    ) -> tuple[str, ...]:
        """Remove what is about documents or by authors for good; the ids that are gone.

        What is added later of the same stays away, too; with `until` (ISO 8601 in UTC) only what
        was made before then. `before` is told ids that go next: what is kept by them elsewhere
        can be removed while they can still be found again.
        """
        act = {"act": _Act.ERASED.value, "subject": subject.value}
        when = {} if until is None else {"until": until}
        with self._locked():
            self._append_notices([act | {"name": _hash(name)} | when for name in names])
            return self._remove({(subject.value, name) for name in names}, before)

    def discard(
        self, subject: Subject, names: Iterable[str], before: Leaving = _unheeded
    ) -> tuple[str, ...]:
        """As `erase`, and remember nothing: it cannot come back by itself, or may."""
        with self._locked():
            return self._remove({(subject.value, name) for name in names}, before)

    def _remove(self, subjects: Set[tuple[str, str]], before: Leaving) -> tuple[str, ...]:
        gone: list[str] = []
        for part in (self.folder / "segments").glob(".*.part"):  # of a writer that was killed
            part.unlink(missing_ok=True)
        for segment in self._segments():
            about = {s.id for s in read_heads(segment) if not subjects.isdisjoint(_subjects(s))}
            if about:
                before(about)
                self._write(segment, [s for s in read_lines(segment) if s.id not in about])
                gone += sorted(about)
        return tuple(gone)

    def _ids_of(self, segment: Path) -> frozenset[str]:
        """Ids in a segment, which is parsed again only after an erasure wrote it anew."""
        status = segment.stat()
        state = (segment.name, status.st_mtime_ns, status.st_ino)
        if state not in self._known:
            self._known[state] = frozenset(entry.id for entry in read_heads(segment))
        return self._known[state]

    def _locked(self) -> AbstractContextManager[None]:
        return one_at_a_time(self.folder / "lock")

    def _stored(self) -> Iterable[Submission]:
        for segment in self._segments():
            yield from read_lines(segment)

    def _segments(self) -> list[Path]:
        folder = self.folder / "segments"
        if not folder.is_dir():
            return []
        return sorted(path for path in folder.iterdir() if _SEGMENT.fullmatch(path.name))

    def _next_segment(self) -> Path:
        segments = self._segments()
        number = int(segments[-1].stem) + 1 if segments else 1
        return self.folder / "segments" / f"{number:06d}.jsonl"

    def _write(self, segment: Path, submissions: Iterable[Submission]) -> None:
        write_whole(segment, "".join(write_lines(submissions)).encode())

    def _count(self, subject: Subject, name: str) -> int:
        return sum((subject.value, name) in _subjects(s) for s in self.heads())

    def _note(self, act: _Act, subject: Subject, names: Collection[str]) -> None:
        entries = [{"act": act.value, "subject": subject.value, "name": name} for name in names]
        with self._locked():
            self._append_notices(entries)

    def _append_notices(self, entries: Iterable[Mapping[str, str]]) -> None:
        path = self.folder / "notices.jsonl"
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines = "".join(f"{json.dumps(entry)}\n" for entry in entries)
        write_whole(path, f"{before}{lines}".encode())

    def _notices(self) -> Notices:
        path = self.folder / "notices.jsonl"
        if not path.is_file():
            return Notices()
        withdrawn: set[tuple[str, str]] = set()
        erased: dict[tuple[str, str], str | None] = {}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                entry = json.loads(line)
                act, about = _Act(entry["act"]), (Subject(entry["subject"]).value, entry["name"])
            except (KeyError, TypeError, ValueError) as error:
                raise StoreLineError(f"{path.name}:{number}: {error!r}") from error
            match act:
                case _Act.WITHDRAWN:
                    withdrawn.add(about)
                case _Act.RESTORED:
                    withdrawn.discard(about)
                case _Act.ERASED:
                    erased[about] = entry.get("until")
        return Notices(frozenset(withdrawn), erased)


def _subjects(submission: Submission) -> tuple[tuple[str, str], ...]:
    authors = (submission.author, *submission.contributors)
    upload = submission.upload
    return (
        (Subject.DOCUMENT.value, submission.document),
        *((Subject.AUTHOR.value, author) for author in authors),
        *(() if upload is None else ((Subject.UPLOAD.value, upload),)),
    )


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
