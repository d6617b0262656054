"""Corrections as the trainers read them: concepts of indicator texts, and texts read wrongly."""

from collections.abc import Iterable, Iterator
from typing import Any

from annotations.corrections import Aspect, Correction, Submission, Verdict
from annotations.labels import Flag, Label

JsonObject = dict[str, Any]


def concept_lessons(submissions: Iterable[Submission]) -> Iterator[JsonObject]:
    """{level3, level2, value, concept} of the indicators whose concept a person chose; a concept of
    None says that there is none."""
    for submission in submissions:
        for correction in submission.corrected:
            reading = correction.became
            if reading is None or reading.label != Label.LEVEL3 or not reading.text:
                continue
            has_none = Flag.NO_CONCEPT.value in reading.flags
            if has_none or (reading.concept is not None and _was_chosen(correction)):
                row = dict(correction.row)
                yield {
                    "level3": reading.text,
                    "level2": row.get("level2", ""),
                    "value": row.get("value", ""),
                    "concept": None if has_none else reading.concept,
                }


def text_lessons(submissions: Iterable[Submission]) -> Iterator[JsonObject]:
    """What was read and what is printed, with the place: {document, page, box, read, printed}."""
    for submission in submissions:
        for correction in submission.corrected:
            shown, became = correction.shown, correction.became
            if shown is None or became is None or Aspect.TEXT not in correction.changed:
                continue
            if Flag.UNREADABLE.value not in became.flags and became.spot is not None:
                yield {
                    "document": submission.document,
                    "page": became.spot.page,
                    "box": list(became.spot.box),
                    "read": shown.text,
                    "printed": became.text,
                }


def _was_chosen(correction: Correction) -> bool:
    """Where single aspects were confirmed (on the review page), the concept must be one of them."""
    if Aspect.CONCEPT in (*correction.changed, *correction.confirmed):
        return True
    whole = correction.verdict is Verdict.CONFIRMED and not correction.confirmed
    return whole or correction.verdict is Verdict.ADDED
