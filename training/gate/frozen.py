"""The frozen gold sets of a workspace as cases of the gate."""

import json
from collections.abc import Iterator

from annotations.errors import StoreLineError
from annotations.gold import gold_is_whole, gold_sets
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
    seen: set[str] = set()
    sheets = KeptSheets(workspace.sheets, workspace.originals, engines)
    for gold in gold_sets(workspace):
        folder = workspace.gold / gold.name
        if not gold_is_whole(folder):
            raise StoreLineError(f"{gold.name}: 金标准已被改动。 The gold set was changed.")
        for path in sorted(folder.glob("*-f*.json")):
            told = json.loads(path.read_text(encoding="utf-8"))
            document, number = str(told["document"]), int(told["form"])
            if path.name in seen or not workspace.originals.has(document):
                continue
            seen.add(path.name)
            sheet = sheets.get(document)
            rows = told["record"]["indicators"]
            slices = (GOLD, f"{GOLD} {gold.name}")
            yield GateCase(f"gold {document}-{number}", slices, sheet, rows, number)
