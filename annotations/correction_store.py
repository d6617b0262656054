"""A folder of submissions that needs no server: segments of JSON Lines that are only added to.

    segments/000001.jsonl   submissions; a segment is there whole or not at all
    notices.jsonl           what was withdrawn or erased, one object a line

Withdrawing keeps the lines and marks them when they are read. Erasing writes the segments anew
without them and remembers a hash, so that a later pull does not bring them back.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from annotations.correction_lines import read_lines, write_lines
from annotations.corrections import Submission, usable
from annotations.errors import StoreLineError
from annotations.folders import one_at_a_time, write_whole

_SEGMENT = re.compile(r"\d{6}\.jsonl")


class Subject(StrEnum):
    """Whom a withdrawal or an erasure is about."""

    DOCUMENT = "document"
    AUTHOR = "author"


class _Act(StrEnum):
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Notices:
    """What is withdrawn (names) and what was erased (hashes of names)."""

    withdrawn: frozenset[tuple[str, str]] = frozenset()
    erased: frozenset[tuple[str, str]] = frozenset()

    def are_about(self, submission: Submission) -> bool:
        """Whether its document or its author was withdrawn."""
        return any(subject in self.withdrawn for subject in _subjects(submission))

    def erase(self, submission: Submission) -> bool:
        """Whether its document or its author was erased."""
        return any((kind, _hash(name)) in self.erased for kind, name in _subjects(submission))


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

    def usable(self) -> list[Submission]:
        """What may be learned from; see `corrections.usable`."""
        return usable(self.submissions())

    def ids(self) -> frozenset[str]:
        """Ids of all submissions."""
        return frozenset().union(*map(self._ids_of, self._segments()))

    def withdraw(self, subject: Subject, name: str) -> int:
        """Learn no more from what is about a document or by an author; returns how many."""
        self._note(_Act.WITHDRAWN, subject, name)
        return sum((subject.value, name) in _subjects(s) for s in self._stored())

    def restore(self, subject: Subject, name: str) -> int:
        """Take a withdrawal back; returns how many submissions it is about."""
        self._note(_Act.RESTORED, subject, name)
        return sum((subject.value, name) in _subjects(s) for s in self._stored())

    def erase(self, subject: Subject, name: str) -> int:
        """Remove what is about a document or by an author for good; returns how many were."""
        gone = 0
        with self._locked():
            self._append_notice(_Act.ERASED, subject, _hash(name))
            for segment in self._segments():
                found = list(read_lines(segment))
                kept = [s for s in found if (subject.value, name) not in _subjects(s)]
                gone += len(found) - len(kept)
                if len(kept) != len(found):
                    self._write(segment, kept)
        return gone

    def _ids_of(self, segment: Path) -> frozenset[str]:
        """Ids in a segment, which is parsed again only after an erasure wrote it anew."""
        status = segment.stat()
        state = (segment.name, status.st_mtime_ns, status.st_ino)
        if state not in self._known:
            self._known[state] = frozenset(entry.id for entry in read_lines(segment))
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

    def _note(self, act: _Act, subject: Subject, name: str) -> None:
        with self._locked():
            self._append_notice(act, subject, name)

    def _append_notice(self, act: _Act, subject: Subject, name: str) -> None:
        path = self.folder / "notices.jsonl"
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        line = json.dumps({"act": act.value, "subject": subject.value, "name": name})
        write_whole(path, f"{before}{line}\n".encode())

    def _notices(self) -> Notices:
        path = self.folder / "notices.jsonl"
        if not path.is_file():
            return Notices()
        withdrawn: set[tuple[str, str]] = set()
        erased: set[tuple[str, str]] = set()
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
                    erased.add(about)
        return Notices(frozenset(withdrawn), frozenset(erased))


def _subjects(submission: Submission) -> tuple[tuple[str, str], ...]:
    return (
        (Subject.DOCUMENT.value, submission.document),
        (Subject.AUTHOR.value, submission.author),
    )


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
