"""The frozen gold sets of a workspace as cases of the gate."""

from collections.abc import Iterator

from annotations.gold import frozen_forms
from annotations.workspace import Workspace
from extractor.engines import Engines
from training.corrections.sheets import KeptSheets
from training.gate.cases import GateCase
from training.gate.decision import GOLD


def frozen_cases(workspace: Workspace, engines: Engines) -> Iterator[GateCase]:
    """The forms of all gold sets whose documents are still kept, each once, with the cells of
    their files.

    Raises:
        StoreLineError: a set is not as it was frozen.
        IngestError, OcrError: a document cannot be read.
    """
    sheets = KeptSheets(workspace.sheets, workspace.originals, engines)
    for gold, form in frozen_forms(workspace):
        document, number = str(form["document"]), int(form["form"])
        rows = form["record"]["indicators"]
        slices = (GOLD, f"{GOLD} {gold.name}")
        yield GateCase(f"gold {document}-{number}", slices, sheets.get(document), rows, number)
