"""What the tests of the labelling loop show: the invented water-bureau form on two blank pages."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from annotations.corrections import Reading
from annotations.interface import Interface
from annotations.propose import propose
from annotations.runs import Run, Sheet
from annotations.tasks import Choice, prediction
from extractor.document import PageImage
from extractor.record import Classification, Extraction
from extractor.taxonomy import load_taxonomy
from tests.export.samples import extraction_of, river_record

CONCEPT = "QTY-020"
DPI = 72.0
LEVEL3 = "/forms/0/indicators/0/level3"
LEVEL1 = "/forms/0/indicators/0/level1"
VALUE = "/forms/0/indicators/0/value"


@cache
def interface() -> Interface:
    return Interface(load_taxonomy())


def river(version: str = "9.9") -> Extraction:
    """The form with a standard concept on its first indicator."""
    record = river_record()
    known = Classification(CONCEPT, "工程建设长度（里程）", None, None, True, 0.87)
    first = replace(record.indicators[0], classification=known)
    record = replace(record, indicators=(first, *record.indicators[1:]))
    engine = (("version", version), ("ocr", "fake-ocr"))
    return replace(extraction_of(record), engine=engine)


def blank_pages(count: int = 2) -> dict[int, PageImage]:
    """White A4 pages with a line of ink at the top and bottom of what is printed."""
    pages = {}
    for number in range(1, count + 1):
        pixels = np.full((842, 595, 3), 255, np.uint8)
        pixels[30, 40:400] = 0
        pages[number] = PageImage(pixels, DPI)
    return pages


def river_run(version: str = "9.9") -> tuple[Run, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    return propose(river(version), blank_pages(), files.__setitem__), files


def results_of(run: Run, form: int = 0) -> list[dict[str, Any]]:
    """The results that an annotator starts from."""
    sheet = sheet_of(run, form)
    return prediction(run, sheet, interface(), Choice(0.5, "test"))["result"]


def sheet_of(run: Run, form: int = 0) -> Sheet:
    sheet = run.sheet(form)
    assert sheet is not None
    return sheet


def cell_at(run: Run, path: str) -> str:
    """Id of the first cell that prints a path."""
    return next(cell.id for cell in sheet_of(run).cells if path in cell.paths)


def reading_at(run: Run, path: str) -> Reading:
    return next(cell.reading for cell in sheet_of(run).cells if path in cell.paths)


def change(
    results: list[dict[str, Any]], cell: str, control: str, edit: Callable[[dict[str, Any]], None]
) -> None:
    """Edit the value of one result in place, as an annotator would."""
    (found,) = [r for r in results if r.get("id") == cell and r.get("from_name") == control]
    edit(found["value"])


def without(results: list[dict[str, Any]], cell: str) -> list[dict[str, Any]]:
    """The results after a region was deleted."""
    return [
        r for r in results if r.get("id") != cell and cell not in (r.get("from_id"), r.get("to_id"))
    ]
