"""Corrected forms: the cells that were read and the record that a person made of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.document import Provenance
from extractor.form.tagged.cells import FormCells, segment_to_cells
from extractor.form.tagged.forms import tagged_segments
from extractor.geometry import BBox
from extractor.grid import Block, Cell, Grid, Layout, Sheet, TextLine


class CorrectionError(ValueError):
    """There are no corrections to learn from or to compare on, or they are not what they should
    be."""

    remedy = (
        "先修正并收集：jixiao annotate pull 或 jixiao admin gather-corrections。 "
        "Correct documents, then fetch what was corrected with either command."
    )


@dataclass(frozen=True, slots=True)
class CorrectedForm:
    """One form; `identity` is that of its document, a dash and its number there. `family` groups
    forms of one kind (a collection, a bureau); `form` is the entry of `forms` of the contract as it
    was corrected, `number` its place in the sheet, `source` where it was judged ('' : unknown)."""

    identity: str
    family: str
    sheet: Sheet
    form: Mapping[str, Any]
    number: int = 0
    source: str = ""

    @property
    def document(self) -> str:
        """The identity of the file that it is a form of."""
        return self.identity.rpartition("-")[0] or self.identity

    def cells(self) -> FormCells | None:
        """Its cells as the tagger sees them; None where the sheet does not hold the form."""
        segments = tagged_segments(self.sheet)
        if not self.number < len(segments):
            return None
        return segment_to_cells(segments[self.number])


def write_corrected(forms: Iterable[CorrectedForm], path: Path) -> None:
    """One form a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for form in forms:
            file.write(corrected_line(form) + "\n")


def corrected_line(form: CorrectedForm) -> str:
    """A form as JSON in one line."""
    told = {
        "id": form.identity,
        "family": form.family,
        "number": form.number,
        "form": form.form,
        "sheet": sheet_to_dict(form.sheet),
    }
    return json.dumps(told, ensure_ascii=False)


def read_corrected(path: Path) -> tuple[CorrectedForm, ...]:
    """The forms of a file.

    Raises:
        CorrectionError: a line is no corrected form, or there is none.
        OSError: the file cannot be read.
    """
    found = tuple(_read(path))
    if not found:
        raise CorrectionError(f"{path.name}: 没有修正过的表。 No corrected form.")
    return found


def _read(path: Path) -> Iterator[CorrectedForm]:
    # not splitlines: texts may hold other line ends
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            sheet = dict_to_sheet(told["sheet"])
            yield CorrectedForm(
                told["id"], told["family"], sheet, told["form"], int(told.get("number", 0))
            )
        except (KeyError, TypeError, ValueError) as error:
            raise CorrectionError(
                f"{path.name}: 第 {number} 行不是修正过的表。 Line {number} is no corrected form."
            ) from error


def sheet_to_dict(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON."""
    return {"pages": sheet.pages, "blocks": [_block_to_dict(block) for block in sheet.blocks]}


def _block_to_dict(block: Block) -> dict[str, Any]:
    if isinstance(block, TextLine):
        return {"text": block.text, "where": _places(block.where), "confidence": block.confidence}
    return {
        "layout": block.layout.value,
        "rows": block.n_rows,
        "columns": block.n_columns,
        "breaks": list(block.breaks),
        "cells": [
            [
                cell.text,
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                _places(cell.where),
                cell.confidence,
            ]
            for cell in block.cells
        ],
    }


def dict_to_sheet(told: Mapping[str, Any]) -> Sheet:
    """The inverse of `sheet_to_dict`. Raises KeyError, TypeError or ValueError for others."""
    return Sheet(tuple(_dict_to_block(block) for block in told["blocks"]), told["pages"])


def _dict_to_block(told: Mapping[str, Any]) -> Block:
    if "text" in told:
        return TextLine(told["text"], _dicts_to_places(told["where"]), told["confidence"])
    cells = tuple(
        Cell(text, row, column, rows, columns, _dicts_to_places(where), confidence)
        for text, row, column, rows, columns, where, confidence in told["cells"]
    )
    breaks = tuple(told["breaks"])
    return Grid(cells, told["rows"], told["columns"], Layout(told["layout"]), breaks)


def _places(where: Iterable[Provenance]) -> list[list[Any]]:
    return [
        [
            place.page,
            place.line,
            None
            if place.bbox is None
            else [place.bbox.x0, place.bbox.top, place.bbox.x1, place.bbox.bottom],
        ]
        for place in where
    ]


def _dicts_to_places(told: Iterable[list[Any]]) -> tuple[Provenance, ...]:
    return tuple(
        Provenance(page, None if box is None else BBox(*box), line) for page, line, box in told
    )
