"""Documents and their corrected records → corrected forms, and concepts that people chose."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.engines import Engines
from extractor.export.contract_reading import validate_contract
from extractor.grid import Sheet
from extractor.ingest import open_document
from extractor.ingest.limits import Limits
from extractor.lost_pages import LostPages
from extractor.pipeline import document_to_sheet
from training.corrections.forms import CorrectedForm

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CorrectedDocument:
    """A file and the contract object that a person made of what was read."""

    path: Path
    record: JsonObject


def find_documents(records: Path, documents: Path) -> list[CorrectedDocument]:
    """The records of a folder (`*.json`) whose file is in the other one, whatever its name.

    Raises:
        ContractError: a record is no object of the contract.
    """
    files = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in sorted(documents.iterdir())
        if path.is_file()
    }
    found = []
    for path in sorted(records.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        validate_contract(told)
        file = files.get(told["source"]["sha256"])
        if file is not None:
            found.append(CorrectedDocument(file, told))
    return found


def corrected_forms(
    documents: Sequence[CorrectedDocument], engines: Engines, family: str | None
) -> Iterator[CorrectedForm]:
    """Each form of each document with the cells of its file, which is read again.

    Args:
        family: what kind of forms they are; None takes the type of each form.
    Raises:
        IngestError: a file cannot be read.
    """
    for document in documents:
        sheet = _sheet(document.path, engines)
        for number, form in enumerate(document.record["forms"]):
            identity = f"{document.record['source']['sha256']}-{number}"
            kind = family or str(form["form_type"])
            yield CorrectedForm(identity, kind, sheet, form, number)


def chosen_concepts(documents: Sequence[CorrectedDocument]) -> Iterator[JsonObject]:
    """What the indicator classifier learns from (`--corrections`): the concepts that people chose
    or confirmed, each {level3, level2, value, concept}; concept None says there is none."""
    for document in documents:
        for form in document.record["forms"]:
            sights = form["places"]["indicators"]
            for row, seen in zip(form["indicators"], sights, strict=True):
                if (seen.get("concept") or {}).get("reviewed") and row["level3"]:
                    yield {
                        "level3": row["level3"],
                        "level2": row["level2"],
                        "value": row["value"],
                        "concept": row["classification"]["concept"],
                    }


def _sheet(path: Path, engines: Engines) -> Sheet:
    with open_document(path.read_bytes(), path.name, Limits()) as document:
        lost = LostPages(document.page_count)
        return document_to_sheet(document, engines, lost, lambda page: None)
