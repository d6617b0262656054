"""Submissions of two people about the water-bureau form, for the tests of what is made of them."""

import copy
from collections.abc import Callable
from typing import Any

from annotations.corrections import Correction, Source, Submission
from annotations.diff import diff_sheet
from annotations.results import read_results
from annotations.runs import Run
from tests.annotations.shown import interface, results_of, river_run, sheet_of

Edit = Callable[[list[dict[str, Any]]], list[dict[str, Any]] | None]

RUN, _ = river_run()


def as_shown(results: list[dict[str, Any]]) -> None:
    """Submitted without a change."""


def judged(author: str, edit: Edit = as_shown, run: Run = RUN, **more: Any) -> Submission:
    """What a person submitted after editing the proposal."""
    results = copy.deepcopy(results_of(run))
    results = edit(results) or results
    sheet = sheet_of(run)
    annotated = read_results(results, sheet.crops, interface())
    assert not annotated.refusals
    given: dict[str, Any] = {
        "made_at": "2031-02-03T00:00:00Z",
        "source": Source.LABEL_STUDIO,
        "outcome": annotated.outcome,
        "corrections": diff_sheet(sheet, annotated),
    }
    return Submission(
        document=run.document,
        form=0,
        run=run.id,
        engine=run.engine,
        author=author,
        reference=f"{author}:{run.id}",
        **(given | more),
    )


def of_cell(submission: Submission, cell: str) -> Correction:
    return next(entry for entry in submission.corrections if entry.cell == cell)
