"""Judged cells of a workspace → lines whose text is known."""

from collections.abc import Iterable, Iterator

from annotations.cell_lines import CellLine, cell_lines
from annotations.cell_pictures import pictured_cells
from annotations.corrections import Submission
from annotations.labels import Label
from annotations.workspace import Workspace
from extractor.engines import Engines
from models.ocr.recogniser import ChoiceReader
from training.recognition_lexicon.lines import TaughtLine

_NAMES = (Label.TITLE, Label.LABEL, Label.TASK, Label.LEVEL1, Label.LEVEL2, Label.LEVEL3)
_FIELDS = ("project_name", "department", "implementing_unit", "project_attribute")
"""Fields that name no person."""
_COLUMNS = ("unit", "direction", "operator")


def judged_lines(
    submissions: Iterable[Submission], workspace: Workspace, engines: Engines, reader: ChoiceReader
) -> Iterator[TaughtLine]:
    """The lines of forms that people judged, read anew.

    Raises:
        StoreLineError: the store is broken.
        OcrError, InferenceError: there is no engine for pictures, or it failed.
    """
    cells = pictured_cells(submissions, workspace, engines)
    for line in cell_lines(cells, reader):
        yield _taught(line)


def _taught(line: CellLine) -> TaughtLine:
    cell = line.cell
    names_nobody = (
        cell.label in _NAMES
        or (cell.label == Label.FIELD and cell.key in _FIELDS)
        or (cell.label == Label.COLUMN and cell.key in _COLUMNS)
    )
    phrase = "".join(cell.printed.split()) if names_nobody and line.number == 0 else ""
    slices = ("corrections", f"corrections {cell.source}")
    return TaughtLine(cell.document, line.choices, line.printed, phrase, cell.corrected, slices)
