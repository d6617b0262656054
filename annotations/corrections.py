"""What people made of what the machine read: one shape for the review page and Label Studio.

A Submission is one person's judgement of one form of one document, and holds one Correction for
every value it says something of. `shown` is what the person saw, `became` what it is now. Values
that were left as they were on a page somebody submitted are weak positives: UNTOUCHED.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points of the page, origin top left."""

_LEVELS = {"level1": 1, "level2": 2, "level3": 3}


class Source(StrEnum):
    """Where a judgement was given."""

    REVIEW = "review"  # the review page of the service
    LABEL_STUDIO = "label_studio"
    ADJUDICATION = "adjudication"  # somebody decided between annotators


class Verdict(StrEnum):
    """What a person did to a value."""

    CORRECTED = "corrected"
    CONFIRMED = "confirmed"  # said to be right as shown
    ADDED = "added"  # the machine had not seen it
    REMOVED = "removed"  # there is no such value
    UNTOUCHED = "untouched"  # left as it was on a page that was submitted: a weak positive


class Aspect(StrEnum):
    """What of a value was changed."""

    TEXT = "text"
    LABEL = "label"  # what the cell is, its level included
    BOX = "box"
    CONCEPT = "concept"
    FLAGS = "flags"
    PARENT = "parent"


class Outcome(StrEnum):
    """What a person said of the form as a whole."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"  # 合格
    RESCAN = "rescan"  # 退回重扫
    NO_FORM = "no_form"  # 非绩效目标表
    SKIPPED = "skipped"


TRUSTED = (Outcome.SUBMITTED, Outcome.ACCEPTED)
"""Outcomes after which the values of a form count."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the paper; `page` is 1-based."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as somebody sees it.

    `label` is what it is (see `annotations.labels.Label`), `key` the contract's own name within
    that: a field, a column, a line of the funding. `concept` is the id of a standard indicator.
    `parent` is the id of the cell on an earlier page that it belongs to. None: does not apply.
    """

    label: str
    text: str = ""
    key: str | None = None
    spot: Spot | None = None
    concept: str | None = None
    flags: tuple[str, ...] = ()
    parent: str | None = None

    @property
    def level(self) -> int | None:
        """1, 2 or 3 for a cell of the indicator tree."""
        return _LEVELS.get(self.label)


@dataclass(frozen=True, slots=True)
class Correction:
    """What became of one value.

    `cell` is its stable id (`run.page.cell` where it was shown), `paths` the JSON pointers in the
    contract object of the run that print it: several for a merged cell, none for an ADDED one.
    `shown` is None for ADDED, `became` None for REMOVED; of UNTOUCHED and CONFIRMED ones both are
    the same. `confidence` is the machine's (0–1). `row` are the texts of the indicator row it
    belongs to, after the judgement, by level1, level2, level3 and value. `confirmed` are aspects
    that somebody said are right; empty where all of the value was judged as one.
    """

    cell: str
    paths: tuple[str, ...]
    verdict: Verdict
    shown: Reading | None
    became: Reading | None
    changed: tuple[Aspect, ...] = ()
    confidence: float | None = None
    row: tuple[tuple[str, str], ...] = ()
    confirmed: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One person's judgement of one form.

    `document` is the SHA-256 of the file, `form` the index in the `forms` of the run's record,
    `engine` the (name, version) of what read it. `author` is an id, never a name. `made_at` is ISO
    8601 in UTC. `reference` names the thing at the source that was judged, so that a later
    judgement there replaces this one. `final` where it was marked as the truth. `seconds` is the
    time it took, if known. `withdrawn` where the author or the owner of the document took back
    the consent: kept, but never learned from. `contributors` are others whose judgement is part of
    this one: who takes back theirs takes back this.
    """

    document: str
    form: int
    run: str
    engine: tuple[tuple[str, str], ...]
    source: Source
    author: str
    made_at: str
    reference: str
    outcome: Outcome = Outcome.SUBMITTED
    corrections: tuple[Correction, ...] = ()
    interface: str = ""
    seconds: float | None = None
    final: bool = False
    withdrawn: bool = False
    contributors: tuple[str, ...] = ()

    @property
    def upload(self) -> str | None:
        """The document of the service that was judged, by the id it has there; None where the
        judgement is not of the review page."""
        return self.reference.partition("/")[0] if self.source is Source.REVIEW else None

    @property
    def id(self) -> str:
        """The same for the same judgement, however often it is fetched."""
        parts = (self.source.value, self.reference, self.made_at)
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]

    @property
    def corrected(self) -> tuple[Correction, ...]:
        """The values that somebody had something to say of."""
        return tuple(c for c in self.corrections if c.verdict is not Verdict.UNTOUCHED)

    @property
    def untouched(self) -> tuple[Correction, ...]:
        """The weak positives."""
        return tuple(c for c in self.corrections if c.verdict is Verdict.UNTOUCHED)


def newest(submissions: Sequence[Submission]) -> list[Submission]:
    """Of the judgements of one thing at the source only the last, in the order given."""
    last: dict[tuple[Source, str], Submission] = {}
    for submission in submissions:
        key = (submission.source, submission.reference)
        known = last.get(key)
        if known is None or known.made_at <= submission.made_at:
            last[key] = submission
    kept = {id(submission) for submission in last.values()}
    return [submission for submission in submissions if id(submission) in kept]


def usable(submissions: Sequence[Submission]) -> list[Submission]:
    """What may be learned from: the newest ones, not withdrawn, of forms that were accepted."""
    return [s for s in newest(submissions) if not s.withdrawn and s.outcome in TRUSTED]
