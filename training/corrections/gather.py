"""What people corrected, of a workspace → corrected forms, and concepts that people chose."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from annotations.errors import UnknownOriginalError
from annotations.lessons import concept_lessons
from annotations.truths import TrueForm, chosen_submissions, true_forms
from annotations.workspace import Workspace
from extractor.engines import Engines
from extractor.errors import IngestError
from extractor.form.rows import fold
from extractor.form.tagged.cells import segment_to_cells
from extractor.form.tagged.forms import tagged_segments
from extractor.grid import Sheet
from training.corrections.forms import CorrectedForm
from training.corrections.sheets import KeptSheets
from training.indicator_classifier.lessons import taxonomy_of

JsonObject = dict[str, Any]

log = logging.getLogger(__name__)

_FITS = 0.5
"""How much of the best part of a sheet the part of a form's own number must hold of its names."""


def workspace_forms(
    workspace: Workspace, engines: Engines, tell: Callable[[str], object] = log.warning
) -> Iterator[CorrectedForm]:
    """Each form that people judged, with the cells of its document as these engines read them.

    Sheets are kept in the workspace, so that only the first time takes long. A document that
    cannot be read any more, and a form that its sheet does not hold, are told and left out.

    Args:
        tell: called with a line for people about each form that is left out.
    Raises:
        StoreLineError: the store is broken.
        OcrError: there is no engine that reads pictures.
    """
    sheets = KeptSheets(workspace.sheets, workspace.originals, engines)
    document, sheet = "", None
    for truth in true_forms(workspace, taxonomy_of(engines)):
        if truth.document != document:
            document, sheet = truth.document, _sheet(sheets, truth.document, tell)
        if sheet is None:
            continue
        number = _number(sheet, truth)
        if number is None:
            tell(
                f"{document[:12]}: 重读后没有第 {truth.form + 1} 张表。 "
                f"Read again it holds no form {truth.form + 1}."
            )
            continue
        identity = f"{document}-{truth.form}"
        yield CorrectedForm(
            identity, truth.family, sheet, truth.record_form, number, truth.source.value
        )


def chosen_concepts(workspace: Workspace) -> Iterator[JsonObject]:
    """What the indicator classifier learns from: the concepts that people chose or confirmed, each
    {level3, level2, value, concept}; concept None says there is none."""
    return concept_lessons(chosen_submissions(workspace))


def _sheet(sheets: KeptSheets, document: str, tell: Callable[[str], object]) -> Sheet | None:
    try:
        return sheets.get(document)
    except (UnknownOriginalError, IngestError) as error:
        tell(f"{document[:12]}: 无法重读。 It cannot be read again: {error.code} {error}")
        return None


def _number(sheet: Sheet, truth: TrueForm) -> int | None:
    """The part of the sheet that the form is: that of its own number, unless another one holds
    far more of its indicators; None where no part does."""
    parts = tagged_segments(sheet)
    if len(parts) < 2:
        return truth.form if truth.form < len(parts) else None
    names = {fold(row["level3"]) for row in truth.record_form["indicators"] if row["level3"]}
    held = [len(names & {fold(c.text) for c in segment_to_cells(p).seen}) for p in parts]
    best = max(range(len(parts)), key=lambda number: held[number])
    if truth.form < len(parts) and held[truth.form] >= _FITS * held[best]:
        return truth.form
    return best if held[best] else None
