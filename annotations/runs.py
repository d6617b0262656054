"""What was shown to annotators: each reading of a document is kept, and corrections are told from
it. A run is the record, its engine, and for each form the pictures and the cells."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotations.cells import Cell
from annotations.correction_lines import dict_to_reading, reading_to_dict
from annotations.crops import Crop
from annotations.errors import UnknownRunError
from annotations.folders import write_whole
from extractor.export.engine_names import engine_name
from extractor.export.json_text import object_to_json_line

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form as one task: its pictures in order of pages, and the cells on them.

    `confidence` is that of its most doubtful value (0–1), which says how urgently it is looked at.
    """

    form: int
    crops: tuple[Crop, ...]
    cells: tuple[Cell, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of one document. `record` is its contract object."""

    id: str
    document: str
    engine: tuple[tuple[str, str], ...]
    record: JsonObject
    sheets: tuple[Sheet, ...]

    @property
    def version(self) -> str:
        """The engine in one word, as Label Studio names what a prediction comes from."""
        return engine_version(self.engine)

    def sheet(self, form: int) -> Sheet | None:
        """The task of a form; None where it had no picture."""
        return next((sheet for sheet in self.sheets if sheet.form == form), None)


def engine_version(engine: tuple[tuple[str, str], ...]) -> str:
    """`0.1.0-3fa2c9`: the product's version and a hash of those of all models."""
    return engine_name(dict(engine))


def run_id(record: Mapping[str, Any]) -> str:
    """The id of a reading: the same document read alike is the same run."""
    data = json.dumps(record, sort_keys=True, ensure_ascii=False).encode(errors="replace")
    return "r" + hashlib.sha256(data).hexdigest()[:10]


class RunStore:
    """The runs of a folder, one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, run: Run) -> None:
        """Keep a run. Raises OSError."""
        write_whole(self._path(run.id), object_to_json_line(_run_to_dict(run)).encode())

    def get(self, identity: str) -> Run:
        """A run. Raises UnknownRunError."""
        path = self._path(identity)
        try:
            return _dict_to_run(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError as error:
            raise UnknownRunError(identity) from error
        except (KeyError, TypeError, ValueError) as error:
            raise UnknownRunError(f"{path.name}: {error!r}") from error

    def ids(self) -> tuple[str, ...]:
        """Ids of all runs, in order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path.stem for path in self.folder.glob("r*.json")))

    def all(self) -> Iterator[Run]:
        """All runs, one in memory at a time."""
        return (self.get(identity) for identity in self.ids())

    def remove(self, run: Run) -> None:
        """Forget a run."""
        self._path(run.id).unlink(missing_ok=True)

    def _path(self, identity: str) -> Path:
        if not identity.isalnum():
            raise UnknownRunError(identity)
        return self.folder / f"{identity}.json"


def _run_to_dict(run: Run) -> JsonObject:
    return {
        "id": run.id,
        "document": run.document,
        "engine": [list(pair) for pair in run.engine],
        "record": run.record,
        "sheets": [
            {
                "form": sheet.form,
                "confidence": sheet.confidence,
                "crops": [_crop_to_dict(crop) for crop in sheet.crops],
                "cells": [_cell_to_dict(cell) for cell in sheet.cells],
            }
            for sheet in run.sheets
        ],
    }


def _dict_to_run(entry: JsonObject) -> Run:
    return Run(
        entry["id"],
        entry["document"],
        tuple((name, version) for name, version in entry["engine"]),
        entry["record"],
        tuple(
            Sheet(
                sheet["form"],
                tuple(_dict_to_crop(crop) for crop in sheet["crops"]),
                tuple(_dict_to_cell(cell) for cell in sheet["cells"]),
                sheet["confidence"],
            )
            for sheet in entry["sheets"]
        ),
    )


def _crop_to_dict(crop: Crop) -> JsonObject:
    return {
        "page": crop.page,
        "box": list(crop.box),
        "width": crop.width,
        "height": crop.height,
        "image": crop.image,
    }


def _dict_to_crop(entry: JsonObject) -> Crop:
    x0, top, x1, bottom = entry["box"]
    return Crop(
        entry["page"], (x0, top, x1, bottom), entry["width"], entry["height"], entry["image"]
    )


def _cell_to_dict(cell: Cell) -> JsonObject:
    return {
        "id": cell.id,
        "reading": reading_to_dict(cell.reading),
        "paths": list(cell.paths),
        "score": cell.score,
        "concept_score": cell.concept_score,
    }


def _dict_to_cell(entry: JsonObject) -> Cell:
    reading = dict_to_reading(entry["reading"])
    return Cell(entry["id"], reading, tuple(entry["paths"]), entry["score"], entry["concept_score"])
