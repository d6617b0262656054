"""Documents that are there twice: a form as a sheet and as a scan, or sent in again with a change.

Their bytes differ, so that each would be dealt by itself: one learned from, one held back.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annotations.gold import frozen_forms
from annotations.labels import Label
from annotations.truths import chosen_submissions
from annotations.workspace import Workspace
from extractor.form.rows import fold

_ALIKE = 0.7
"""Shared over joined texts from which two documents of one project are the same forms."""
_FEW = 4
"""Fewer texts tell no document from others."""
_PROJECT = "project_name"
_TOLD = (Label.LEVEL3.value, Label.VALUE.value)


@dataclass(slots=True)
class Said:
    """What the forms of a document say: their projects, and names and values of indicators."""

    projects: set[str] = field(default_factory=set)
    texts: set[tuple[str, str]] = field(default_factory=set)

    def is_like(self, other: "Said") -> bool:
        """Whether they are the same forms. Projects of one bureau often share all indicators."""
        if self.projects != other.projects or min(len(self.texts), len(other.texts)) < _FEW:
            return False
        return len(self.texts & other.texts) >= _ALIKE * len(self.texts | other.texts)

    def add(self, label: str, key: str | None, text: str) -> None:
        """One printed text."""
        if label == Label.FIELD.value and key == _PROJECT:
            self.projects.add(fold(text))
        elif label in _TOLD and fold(text):
            self.texts.add((label, fold(text)))


class Doubles:
    """Documents by what they say."""

    def __init__(self) -> None:
        self._known: defaultdict[frozenset[str], list[tuple[str, Said]]] = defaultdict(list)

    def add(self, document: str, said: Said) -> None:
        """Know a document from now on."""
        self._known[frozenset(said.projects)].append((document, said))

    def of(self, said: Said) -> str | None:
        """The first known document that says the same."""
        known = self._known.get(frozenset(said.projects), ())
        return next((document for document, other in known if said.is_like(other)), None)


def said_of_corrected(workspace: Workspace) -> Mapping[str, Said]:
    """What each corrected document says, by people. Raises StoreLineError."""
    found: defaultdict[str, Said] = defaultdict(Said)
    for submission in chosen_submissions(workspace):
        for correction in submission.corrections:
            if (became := correction.became) is not None:
                found[submission.document].add(became.label, became.key, became.text)
    return found


def said_of_frozen(workspace: Workspace) -> Mapping[str, Said]:
    """What each document of a gold set says. Raises StoreLineError."""
    found: defaultdict[str, Said] = defaultdict(Said)
    for _, form in frozen_forms(workspace):
        for label, key, text in _texts(form["record"]):
            found[str(form["document"])].add(label, key, text)
    return found


def _texts(record: Mapping[str, object]) -> Iterator[tuple[str, str | None, str]]:
    fields, rows = record.get("fields"), record.get("indicators")
    if isinstance(fields, Mapping):
        yield Label.FIELD.value, _PROJECT, str(fields.get(_PROJECT) or "")
    for row in rows if isinstance(rows, list) else ():
        for label in _TOLD:
            yield label, None, str(row[label] or "")
