"""Which second looks were asked for: each doubt once, until somebody else has judged the form.

second-look.jsonl   one doubt a line, with who had judged the form when it was asked
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotations.corrections import Aspect, Submission
from annotations.folders import one_at_a_time, write_whole
from annotations.second_look import Suspect


@dataclass(frozen=True, slots=True)
class Asked:
    """A doubt that was sent back. `authors` are those who had judged the form by then."""

    suspect: Suspect
    authors: tuple[str, ...]


class AskedAgain:
    """The doubts of a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "second-look.jsonl"

    def all(self) -> list[Asked]:
        """Everything that was ever asked, the oldest first."""
        if not self._path.is_file():
            return []
        return [_read(line) for line in self._path.read_text(encoding="utf-8").splitlines()]

    def ask(self, found: Iterable[Suspect], heads: Sequence[Submission], limit: int) -> int:
        """Keep up to `limit` doubts that were not asked before; returns how many."""
        authors = _authors(heads)
        with self._locked():
            asked = self.all()
            known = {entry.suspect.key for entry in asked}
            fresh = {one.key: one for one in found if one.key not in known}
            some = list(fresh.values())[:limit]
            new = [Asked(one, authors[one.document, one.form]) for one in some]
            if new:
                write_whole(self._path, "".join(map(_line, [*asked, *new])).encode())
        return len(new)

    def open(self, heads: Sequence[Submission]) -> list[Asked]:
        """Those whose form nobody else has judged yet; of documents that are kept no more none."""
        authors = _authors(heads)
        return [
            entry
            for entry in self.all()
            if (now := authors.get((entry.suspect.document, entry.suspect.form)))
            and set(now) <= set(entry.authors)
        ]

    def forget_documents(self, documents: Set[str]) -> None:
        """Remove what was asked of documents (SHA-256), their texts with it."""
        self._keep(lambda entry: entry.suspect.document not in documents)

    def forget_author(self, author: str) -> None:
        """Remove what was asked of the words of an author."""
        self._keep(lambda entry: author != entry.suspect.author and author not in entry.authors)

    def _keep(self, is_kept: Callable[[Asked], bool]) -> None:
        with self._locked():
            asked = self.all()
            kept = [entry for entry in asked if is_kept(entry)]
            if len(kept) < len(asked):
                write_whole(self._path, "".join(map(_line, kept)).encode())

    def _locked(self) -> AbstractContextManager[None]:
        """Nobody brings back what somebody else erases meanwhile."""
        return one_at_a_time(self._path.with_suffix(".lock"))


def _authors(heads: Sequence[Submission]) -> dict[tuple[str, int], tuple[str, ...]]:
    found: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for head in heads:
        found[head.document, head.form][head.author] = None
    return {form: tuple(authors) for form, authors in found.items()}


def _line(entry: Asked) -> str:
    told = asdict(entry.suspect) | {"authors": list(entry.authors)}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _read(line: str) -> Asked:
    told: dict[str, Any] = json.loads(line)
    authors = tuple(told.pop("authors"))
    return Asked(Suspect(**(told | {"aspect": Aspect(told["aspect"])})), authors)
