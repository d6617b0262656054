"""Submissions as the JSON of Label Studio, for its tools and for moving to another server."""

from collections.abc import Iterable, Iterator
from typing import Any

from annotations.cells import Cell
from annotations.corrections import Outcome, Submission
from annotations.errors import UnknownRunError
from annotations.interface import Interface
from annotations.labels import OUTCOME_WORDS
from annotations.runs import RunStore, Sheet
from annotations.tasks import (
    OUTCOME,
    PAGE,
    Address,
    Choice,
    cell_results,
    link_results,
    prediction,
    sheet_to_task,
)

JsonObject = dict[str, Any]


def to_label_studio(
    submissions: Iterable[Submission], runs: RunStore, interface: Interface, address: Address
) -> Iterator[JsonObject]:
    """One task a form with all annotations of it, as Label Studio exports and imports them.

    Forms whose run is not stored, and those of the review page without pictures, are left out.
    """
    by_form: dict[tuple[str, int], list[Submission]] = {}
    for submission in submissions:
        by_form.setdefault((submission.run, submission.form), []).append(submission)
    for (identity, form), entries in by_form.items():
        try:
            run = runs.get(identity)
        except UnknownRunError:
            continue
        sheet = run.sheet(form)
        if sheet is not None:
            task = sheet_to_task(run, sheet, address, "export")
            shown = prediction(run, sheet, interface, Choice(sheet.confidence, "export"))
            yield {
                **task,
                "predictions": [shown],
                "annotations": [_annotation(s, sheet, interface) for s in entries],
            }


def _annotation(submission: Submission, sheet: Sheet, interface: Interface) -> JsonObject:
    annotation: JsonObject = {
        "result": list(_results(submission, sheet, interface)),
        "was_cancelled": submission.outcome is Outcome.SKIPPED,
        "ground_truth": submission.final,
        "lead_time": submission.seconds,
        "created_at": submission.made_at,
    }
    source, _, number = submission.author.partition(":")
    if source == "label-studio" and number.isdigit():
        annotation["completed_by"] = int(number)
    return annotation


def _results(submission: Submission, sheet: Sheet, interface: Interface) -> Iterator[JsonObject]:
    places = {crop.page: (index, crop) for index, crop in enumerate(sheet.crops)}
    for correction in submission.corrections:
        reading = correction.became
        if reading is None or reading.spot is None or reading.spot.page not in places:
            continue
        index, crop = places[reading.spot.page]
        cell = Cell(correction.cell, reading, correction.paths, correction.confidence or 0.0)
        yield from cell_results(cell, index, crop, interface)
        yield from link_results(correction.cell, reading)
    if submission.outcome.value in OUTCOME_WORDS:
        word = OUTCOME_WORDS[submission.outcome.value]
        yield {
            "id": "outcome",
            "from_name": OUTCOME,
            "to_name": PAGE,
            "type": "choices",
            "value": {"choices": [word]},
        }
