"""Which values that people gave are looked at again by somebody else.

Concepts are judged by the classifier of indicators that was shipped: it was fitted on none of the
corrections, whatever its successors have learned. What cells are is judged by the machine's
proposal and by other documents (see `cell_opinion`), texts by simple checks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotations.cell_opinion import SeenCell, out_of_sample
from annotations.corrections import Aspect, Correction, Reading, Submission
from annotations.label_quality import Floats, quality_of
from annotations.labels import LABEL_WORDS, Flag, Label
from annotations.text_checks import odd_text
from models.indicator_classifier.texts import IndicatorText

NONE = ""
"""The concept of an indicator that has none."""


class ConceptOpinion(Protocol):
    """Which concept an indicator means, by one that never saw what people said of it."""

    @property
    def concepts(self) -> Sequence[str]:
        """Ids of the columns but the last, which is for no concept."""
        ...

    def probabilities(self, texts: Sequence[IndicatorText]) -> NDArray[np.float32]:
        """(N, concepts + 1)"""
        ...


@dataclass(frozen=True, slots=True)
class Suspect:
    """A value that is probably wrong. `score` is the chance that it is right (0–1), `given` what
    the person said (a concept's id, a label, a text), `likelier` what is thought instead ('' where
    nothing is), `author` who said it, `reason` why it is doubted."""

    document: str
    form: int
    cell: str
    aspect: Aspect
    given: str
    likelier: str
    score: float
    reason: str
    author: str

    @property
    def key(self) -> str:
        """The same for the same doubt about the same word, whoever said it."""
        parts = (self.document, str(self.form), self.cell, self.aspect.value, self.given)
        return "|".join(parts)


@dataclass(frozen=True, slots=True)
class _Said:
    submission: Submission
    correction: Correction
    reading: Reading


def suspects(submissions: Iterable[Submission], opinion: ConceptOpinion) -> list[Suspect]:
    """The values that are to be looked at again, the least likely first.

    Args:
        submissions: the judgements that hold (`annotations.truths.chosen_submissions`).
    Raises:
        MissingPackageError: cleanlab is not installed.
    """
    said = [
        _Said(submission, correction, correction.became)
        for submission in submissions
        for correction in submission.corrections
        if correction.became is not None and Flag.CONTINUED.value not in correction.became.flags
    ]
    found = [*_concepts(said, opinion), *_labels(said), *_texts(said)]
    return sorted(found, key=lambda one: (one.score, one.key))


def _concepts(said: Sequence[_Said], opinion: ConceptOpinion) -> Iterator[Suspect]:
    names = (*opinion.concepts, NONE)
    known = frozenset(names)
    asked = [one for one in said if _concept(one.reading) in known]
    if not asked:
        return
    shares = np.asarray(opinion.probabilities([_text(one) for one in asked]), np.float64)
    given = [_concept(one.reading) or NONE for one in asked]
    for place, likelier, score in _odd(given, names, shares):
        one, name = asked[place], given[place]
        reason = (
            f"“{one.reading.text}”标为 {name or '无'}，分类器认为是 {likelier or '无'}。 "
            f"Filed as {name or 'none'}, the classifier thinks of {likelier or 'none'}."
        )
        yield _suspect(one, Aspect.CONCEPT, (name, likelier), score, reason)


def _labels(said: Sequence[_Said]) -> Iterator[Suspect]:
    asked = [one for one in said if one.reading.text and one.reading.label in LABEL_WORDS]
    if not asked:
        return
    labels = [one.reading.label for one in asked]
    names, shares = out_of_sample(list(_seen(asked)), labels)
    for place, likelier, score in _odd(labels, names, shares):
        one, label = asked[place], labels[place]
        reason = (
            f"“{one.reading.text}”标为{LABEL_WORDS[label]}，更像{LABEL_WORDS[likelier]}。 "
            f"Called {label}, looks more like {likelier}."
        )
        yield _suspect(one, Aspect.LABEL, (label, likelier), score, reason)


def _odd(
    given: Sequence[str], names: Sequence[str], shares: Floats
) -> Iterator[tuple[int, str, float]]:
    """The places of `given` that are odd, with the likelier name and the chance that the given one
    is right. `shares` (N, K) are the probabilities of `names`."""
    columns = {name: column for column, name in enumerate(names)}
    quality = quality_of([columns[name] for name in given], shares)
    for place in np.flatnonzero(quality.odd).tolist():
        likelier = names[int(shares[place].argmax())]
        if likelier != given[place]:
            yield place, likelier, float(quality.scores[place])


def _texts(said: Sequence[_Said]) -> Iterator[Suspect]:
    for one in said:
        odd = odd_text(one.correction)
        if odd is not None:
            likelier = one.correction.shown.text if one.correction.shown else ""
            yield _suspect(one, Aspect.TEXT, (one.reading.text, likelier), *odd)


def _suspect(
    one: _Said, aspect: Aspect, words: tuple[str, str], score: float, reason: str
) -> Suspect:
    submission = one.submission
    return Suspect(
        submission.document,
        submission.form,
        one.correction.cell,
        aspect,
        *words,
        round(score, 4),
        reason,
        submission.author,
    )


def _concept(reading: Reading) -> str | None:
    """The concept that was given, NONE where there is said to be none; None where nothing is."""
    if reading.label != Label.LEVEL3 or not reading.text:
        return None
    return NONE if Flag.NO_CONCEPT.value in reading.flags else reading.concept


def _text(one: _Said) -> IndicatorText:
    row = dict(one.correction.row)
    return IndicatorText(one.reading.text, row.get("level2", ""), row.get("value", ""))


def _seen(asked: Sequence[_Said]) -> Iterator[SeenCell]:
    widths: dict[tuple[str, int], float] = {}
    for one in asked:
        if one.reading.spot is not None:
            key = one.submission.document, one.reading.spot.page
            widths[key] = max(widths.get(key, 1.0), one.reading.spot.box[2])
    for one in asked:
        spot, shown = one.reading.spot, one.correction.shown
        across = wide = None
        if spot is not None:
            width = widths[one.submission.document, spot.page]
            across = (spot.box[0] + spot.box[2]) / 2 / width
            wide = (spot.box[2] - spot.box[0]) / width
        proposed = None if shown is None else shown.label
        sure = one.correction.confidence
        yield SeenCell(one.submission.document, one.reading.text, across, wide, proposed, sure)
