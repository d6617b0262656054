"""What Label Studio asks of "read this cell again": a region of a task → the results that it shows.

All that comes in is another's word: it is checked against the run that the task was made of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from annotations.cells import Cell
from annotations.corrections import Reading, Spot
from annotations.crops import Crop, read_picture
from annotations.errors import UnknownRegionError, UnknownRunError
from annotations.interface import Interface
from annotations.labels import LABEL_WORDS, Label, code_of
from annotations.reread import ReadAgain, read_box
from annotations.row_texts import row_texts
from annotations.runs import Sheet
from annotations.tasks import cell_results
from annotations.workspace import Workspace
from extractor.document import Pixels
from extractor.engines import Engines
from extractor.export.json_text import encodable
from extractor.pipeline import form_to_record
from extractor.record import Classification
from extractor.verbatim import Form, FormType, IndicatorRow, Panel, Printed

JsonObject = dict[str, Any]

_LONGEST_ID = 100
_SIDES = ("x", "y", "width", "height")
_ROW = ("level1", "level2", "level3", "value")


@dataclass(frozen=True, slots=True)
class AskedRegion:
    """A box of a picture: `run` and `form` name the sheet, `picture` its picture, from 0, `percent`
    is x, y, width and height of it; `label` is our code of what the cell is."""

    run: str
    form: int
    picture: int
    percent: tuple[float, float, float, float]
    label: str
    id: str


def asked_region(task: object, results: object) -> AskedRegion:
    """The region that a task and the results of a context name: the last one with a box.

    Raises:
        UnknownRegionError: they name none.
    """
    data = task.get("data") if isinstance(task, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(results, list):
        raise UnknownRegionError("no task, or no results")
    boxed = [(entry, sides) for entry in results if (sides := _percent(entry)) is not None]
    if not boxed:
        raise UnknownRegionError("no box")
    region, percent = boxed[-1]
    run, form, picture = data.get("run"), data.get("form"), region.get("item_index", 0)
    if not isinstance(run, str) or not isinstance(form, int) or not isinstance(picture, int):
        raise UnknownRegionError("no run, form or picture")
    given = region.get("id")
    identity = encodable(given)[:_LONGEST_ID] if isinstance(given, str) and given else "again"
    return AskedRegion(run, form, picture, percent, _label(results, given), identity)


def read_region(
    asked: AskedRegion, workspace: Workspace, engines: Engines, interface: Interface
) -> list[JsonObject]:
    """The results of a region that was read again: its box, and text and concept as they are read
    now, each with its confidence.

    Raises:
        UnknownRegionError: its picture is not there.
        UnknownRunError, OcrError, and what the classifier raises.
    """
    sheet, crop = _picture_of(asked, workspace)
    box = crop.to_points(*asked.percent)
    found = read_box(_pixels(workspace, crop), crop, box, engines.ocr)
    reading = Reading(asked.label, found.text, spot=Spot(crop.page, box))
    meant = _concept(asked, reading, sheet, engines)
    if meant is not None:
        reading = replace(reading, concept=meant.concept)
    return _results(asked, reading, (found, meant), crop, interface)


def _results(
    asked: AskedRegion,
    reading: Reading,
    read: tuple[ReadAgain, Classification | None],
    crop: Crop,
    interface: Interface,
) -> list[JsonObject]:
    found, meant = read
    cell = Cell(asked.id, reading, (), found.confidence, meant.confidence if meant else None)
    results = list(cell_results(cell, asked.picture, crop, interface))
    x, y, width, height = asked.percent
    for result in results:  # the box stays as it was drawn, to the last digit
        result["value"] |= {"x": x, "y": y, "width": width, "height": height}
    return results


def _picture_of(asked: AskedRegion, workspace: Workspace) -> tuple[Sheet, Crop]:
    try:
        sheet = workspace.runs.get(asked.run).sheet(asked.form)
    except UnknownRunError as error:
        raise UnknownRegionError(asked.run) from error
    if sheet is None or not 0 <= asked.picture < len(sheet.crops):
        raise UnknownRegionError(f"{asked.run}: form {asked.form}, picture {asked.picture}")
    return sheet, sheet.crops[asked.picture]


def _pixels(workspace: Workspace, crop: Crop) -> Pixels:
    try:
        return read_picture(workspace.pages / crop.image)
    except OSError as error:
        raise UnknownRegionError(crop.image) from error


def _concept(
    asked: AskedRegion, reading: Reading, sheet: Sheet, engines: Engines
) -> Classification | None:
    """What an indicator of level 3 means now, beside what stands in its row; None for others."""
    if engines.matcher is None or asked.label != Label.LEVEL3 or not reading.text:
        return None
    others = {cell.id: cell.reading for cell in sheet.cells if cell.id != asked.id}
    row = dict(row_texts((), {**others, asked.id: reading})[asked.id])
    texts = {name: Printed(text) for name, text in row.items()}
    level1, level2, level3, value = (texts.get(name) for name in _ROW)
    entry = IndicatorRow(Panel.ANNUAL, level1, level2, level3, value)
    form = Form(FormType.UNKNOWN, None, None, indicators=(entry,))
    return engines.matcher.match(form_to_record(form)).indicators[0].classification


def _percent(entry: object) -> tuple[float, float, float, float] | None:
    value = entry.get("value") if isinstance(entry, Mapping) else None
    if not isinstance(value, Mapping) or value.get("rotation"):
        return None
    try:
        x, y, width, height = (_number(value.get(side)) for side in _SIDES)
    except (TypeError, ValueError, OverflowError):
        return None
    x0, top, x1, bottom = max(x, 0.0), max(y, 0.0), min(x + width, 100.0), min(y + height, 100.0)
    if x1 <= x0 or bottom <= top:
        return None
    return x0, top, x1 - x0, bottom - top


def _number(side: object) -> float:
    """Raises TypeError, ValueError, OverflowError for what is no number that is worth a box."""
    if not isinstance(side, int | float):
        raise TypeError(type(side).__name__)
    number = float(side)  # of a whole number of 400 digits there is none
    if not isfinite(number):
        raise ValueError(number)
    return number


def _label(results: Sequence[object], region: object) -> str:
    """The label that a region has among the results; unassigned where it has none of ours."""
    for entry in results:
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if isinstance(entry, Mapping) and isinstance(value, Mapping) and entry.get("id") == region:
            words = value.get("rectanglelabels")
            if isinstance(words, list) and words:
                return code_of(LABEL_WORDS, str(words[0])) or Label.UNASSIGNED.value
    return Label.UNASSIGNED.value
