"""Where two people disagree somebody decides: questions out, decisions in, one more submission."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotations.agreement import PRESENCE, Pair, Unit, pair_units, pairs, partners
from annotations.corrections import (
    Aspect,
    Correction,
    Reading,
    Source,
    Submission,
    Verdict,
    usable,
)
from annotations.diff import changed_aspects
from annotations.errors import BadDecisionError
from annotations.labels import LABEL_WORDS
from extractor.taxonomy import Taxonomy

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One aspect of one cell on which two people disagree; an answer of None: no such cell."""

    id: str
    document: str
    form: int
    cell: str
    label: str
    aspect: str
    answers: tuple[tuple[str, str | None], ...]  # (author, what they said)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whose answer is right, or, where neither is, what is: a text, a label, a concept."""

    take: str | None = None
    value: str | None = None


def settled(submissions: Sequence[Submission]) -> list[Submission]:
    """Of each form what holds: what was decided or marked as the truth, else what its only
    annotator said, else what two people agree on. Forms with open questions have none."""
    found: dict[tuple[str, int], Submission] = {}
    for submission in sorted(usable(submissions), key=_rank):
        found[submission.document, submission.form] = submission
    for pair in pairs(submissions):
        key = (pair.first.document, pair.first.form)
        holds = found.get(key)
        is_open = holds is not None and not _is_settled(holds)
        if is_open and any(not unit.agrees for unit in pair_units(pair)):
            del found[key]
    return list(found.values())


def people(submissions: Sequence[Submission], document: str, form: int) -> int:
    """How many people judged a form."""
    authors = {
        s.author
        for s in usable(submissions)
        if (s.document, s.form) == (document, form) and s.source is not Source.ADJUDICATION
    }
    return len(authors)


def open_questions(submissions: Sequence[Submission]) -> list[Question]:
    """What two people disagree on and nobody has decided."""
    return [question for pair in _open_pairs(submissions) for question in _questions(pair)]


def questions_to_lines(questions: Iterable[Question]) -> Iterator[JsonObject]:
    """A line a question; `take` (an author) or `value` is to be filled in."""
    for question in questions:
        yield {
            "question": question.id,
            "document": question.document,
            "form": question.form,
            "cell": question.cell,
            "label": question.label,
            "aspect": question.aspect,
            "answers": dict(question.answers),
            "take": None,
            "value": None,
        }


def lines_to_decisions(lines: Iterable[str]) -> dict[str, Decision]:
    """Decisions by question; lines that are not filled in are left out. Raises BadDecisionError."""
    decisions: dict[str, Decision] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            take, value = entry.get("take"), entry.get("value")
            if take is not None or value is not None:
                decisions[str(entry["question"])] = Decision(take, value)
        except (KeyError, AttributeError, ValueError) as error:
            raise BadDecisionError(f"{number}: {error!r}") from error
    return decisions


def decide(
    submissions: Sequence[Submission],
    decisions: Mapping[str, Decision],
    author: str,
    made_at: str,
    taxonomy: Taxonomy,
) -> list[Submission]:
    """A submission for each form whose questions are all decided.

    Raises:
        BadDecisionError: a decision names nobody who answered, or a value that cannot be.
    """
    made = []
    for pair in _open_pairs(submissions):
        questions = list(_questions(pair))
        if questions and all(question.id in decisions for question in questions):
            made.append(_decided(pair, questions, decisions, taxonomy))
    return [replace(entry, author=author, made_at=made_at) for entry in made]


def _open_pairs(submissions: Sequence[Submission]) -> list[Pair]:
    closed = {(s.document, s.form) for s in usable(submissions) if _is_settled(s)}
    return [
        pair for pair in pairs(submissions) if (pair.first.document, pair.first.form) not in closed
    ]


def _is_settled(submission: Submission) -> bool:
    return submission.final or submission.source is Source.ADJUDICATION


def _rank(submission: Submission) -> tuple[bool, bool, bool, str]:
    """Of what is equally sure that of Label Studio comes first, as its boxes were judged, too."""
    is_decided = submission.source is Source.ADJUDICATION
    has_boxes = submission.source is not Source.REVIEW
    return is_decided, submission.final, has_boxes, submission.made_at


def _questions(pair: Pair) -> Iterator[Question]:
    for unit in pair_units(pair):
        if not unit.agrees:
            yield _question(pair, unit)


def _question(pair: Pair, unit: Unit) -> Question:
    first = pair.first
    parts = (first.run, first.form, unit.cell, unit.aspect, pair.first.id, pair.second.id)
    identity = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    answers = ((first.author, unit.first), (pair.second.author, unit.second))
    return Question(
        identity, first.document, first.form, unit.cell, unit.label, unit.aspect, answers
    )


def _decided(
    pair: Pair,
    questions: Sequence[Question],
    decisions: Mapping[str, Decision],
    taxonomy: Taxonomy,
) -> Submission:
    """The first person's judgement with the decisions in it."""
    corrections = {entry.cell: entry for entry in pair.first.corrections}
    of_second = {entry.cell: entry for entry in pair.second.corrections}
    others = of_second | {
        mine: replace(of_second[theirs], cell=mine, paths=_paths(corrections.get(mine)))
        for mine, theirs in partners(pair).items()
    }
    for question in questions:
        decision = decisions[question.id]
        mine = corrections.get(question.cell)
        theirs = others.get(question.cell)
        taken = _taken(pair, question, decision)
        if question.aspect == PRESENCE:
            present = mine if taken is pair.first else theirs
            corrections.pop(question.cell, None)
            if present is not None:
                corrections[question.cell] = present
        elif mine is not None and mine.became is not None:
            source = theirs if taken is pair.second else mine
            changed = _with_decision(mine.became, source, question, decision, taxonomy)
            corrections[question.cell] = _judged(mine, changed)
    first = pair.first
    return replace(
        first,
        source=Source.ADJUDICATION,
        reference=f"{first.reference}+{pair.second.reference}",
        corrections=tuple(corrections.values()),
        seconds=None,
        final=True,
        contributors=_contributors(pair),
    )


def _paths(correction: Correction | None) -> tuple[str, ...]:
    return () if correction is None else correction.paths


def _contributors(pair: Pair) -> tuple[str, ...]:
    """What was decided is made of both: it goes where either of them takes it back."""
    both = (pair.first, pair.second)
    return tuple(dict.fromkeys(a for s in both for a in (s.author, *s.contributors)))


def _taken(pair: Pair, question: Question, decision: Decision) -> Submission | None:
    if decision.take is None:
        if question.aspect in (PRESENCE, Aspect.BOX.value):
            raise BadDecisionError(f"{question.id}: {question.aspect}: take")
        return None
    for submission in (pair.first, pair.second):
        if submission.author == decision.take:
            return submission
    raise BadDecisionError(f"{question.id}: {decision.take}")


def _with_decision(
    reading: Reading,
    source: Correction | None,
    question: Question,
    decision: Decision,
    taxonomy: Taxonomy,
) -> Reading:
    taken = source.became if source is not None and source.became is not None else reading
    value = decision.value if decision.take is None else None
    match Aspect(question.aspect):
        case Aspect.TEXT:
            return replace(reading, text=taken.text if value is None else value)
        case Aspect.CONCEPT:
            if value is None:
                return replace(reading, concept=taken.concept)
            known = taxonomy.concept(value) if value else None
            if value and known is None:
                raise BadDecisionError(f"{question.id}: {value}")
            return replace(reading, concept=known.id if known else None)
        case Aspect.LABEL:
            if value is None:
                return replace(reading, label=taken.label, key=taken.key)
            label, _, key = value.partition(":")
            if label not in LABEL_WORDS:
                raise BadDecisionError(f"{question.id}: {value}")
            return replace(reading, label=label, key=key or None)
        case _:
            return replace(reading, spot=taken.spot)


def _judged(correction: Correction, became: Reading) -> Correction:
    if correction.shown is None:
        return replace(correction, became=became)
    changed = changed_aspects(correction.shown, became)
    verdict = Verdict.CORRECTED if changed else Verdict.CONFIRMED
    return replace(correction, verdict=verdict, became=became, changed=changed)
