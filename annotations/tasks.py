"""A sheet of a run → a task of Label Studio with its pre-annotation, and that of another run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from annotations.cells import Cell
from annotations.corrections import Reading
from annotations.crops import Crop
from annotations.interface import Interface
from annotations.labels import FLAG_WORDS, KEY_WORDS, LABEL_WORDS, LINK_WORDS, Flag, Label, LinkKind
from annotations.runs import Run, Sheet

JsonObject = dict[str, Any]
Address = Callable[[str], str]
"""The URL of a picture by its name, as Label Studio is to load it."""

PAGE, CELL, TEXT, CONCEPT, FLAG, OUTCOME = "page", "cell", "text", "concept", "flag", "outcome"
KEY_CONTROLS = {Label.FIELD: "field", Label.COLUMN: "column", Label.FUNDING: "amount"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Why a form was chosen; `score` orders the tasks: the lowest is served first."""

    score: float
    reason: str


def task_key(run: Run, sheet: Sheet) -> str:
    """The same for the same form of the same document, whichever run reads it."""
    return form_key(run.document, sheet.form)


def form_key(document: str, form: int) -> str:
    """The key of a form by the SHA-256 of its document and its place there."""
    return f"{document[:24]}-f{form}"


def sheet_to_task(run: Run, sheet: Sheet, address: Address, reason: str) -> JsonObject:
    """The task as it is imported, without a pre-annotation. `document`, `run` and `form` in its
    data say where an annotation made from nothing belongs, `reason` why it was chosen."""
    return {
        "data": {
            "pages": [address(crop.image) for crop in sheet.crops],
            "key": task_key(run, sheet),
            "document": run.document,
            "run": run.id,
            "form": sheet.form,
            "confidence": sheet.confidence,
            "chosen": reason,
        }
    }


def prediction(run: Run, sheet: Sheet, interface: Interface, choice: Choice) -> JsonObject:
    """What annotators start from."""
    return {
        "model_version": run.version,
        "score": choice.score,
        "result": [*_regions(sheet, interface), *_links(sheet)],
    }


def _regions(sheet: Sheet, interface: Interface) -> Iterator[JsonObject]:
    places = {crop.page: (index, crop) for index, crop in enumerate(sheet.crops)}
    for cell in sheet.cells:
        spot = cell.reading.spot
        if spot is not None and spot.page in places:
            index, crop = places[spot.page]
            yield from cell_results(cell, index, crop, interface)


def cell_results(cell: Cell, index: int, crop: Crop, interface: Interface) -> Iterator[JsonObject]:
    """The results of one cell: its box, and beside it what the cell has of text, concept, key and
    flags. `index` is that of its picture."""
    reading = cell.reading
    if reading.spot is None:
        return
    x, y, width, height = crop.to_percent(reading.spot.box)
    box = {"x": x, "y": y, "width": width, "height": height, "rotation": 0}

    def result(name: str, kind: str, value: JsonObject, score: float | None) -> JsonObject:
        return {
            "id": cell.id,
            "from_name": name,
            "to_name": PAGE,
            "type": kind,
            "item_index": index,
            "original_width": crop.width,
            "original_height": crop.height,
            "image_rotation": 0,
            "value": box | value,
            "score": score if score is not None else cell.score,
        }

    label = LABEL_WORDS[reading.label]
    yield result(CELL, "rectanglelabels", {"rectanglelabels": [label]}, cell.score)
    if reading.text:
        yield result(TEXT, "textarea", {"text": [reading.text]}, cell.score)
    if reading.concept is not None and reading.concept in interface.concepts:
        path = interface.concept_path(reading.concept)
        yield result(CONCEPT, "taxonomy", {"taxonomy": [path]}, cell.concept_score)
    if reading.key is not None:
        control = KEY_CONTROLS[Label(reading.label)]
        word = KEY_WORDS[reading.label][reading.key]
        yield result(control, "choices", {"choices": [word]}, cell.score)
    if reading.flags:
        words = [FLAG_WORDS[flag] for flag in reading.flags]
        yield result(FLAG, "choices", {"choices": words}, cell.score)


def _links(sheet: Sheet) -> Iterator[JsonObject]:
    for cell in sheet.cells:
        yield from link_results(cell.id, cell.reading)


def link_results(identity: str, reading: Reading) -> Iterator[JsonObject]:
    """The relation of a cell to the one on an earlier page that it belongs to, if it does."""
    if reading.parent is not None:
        is_part = Flag.CONTINUED.value in reading.flags
        kind = LinkKind.CONTINUES if is_part else LinkKind.PARENT
        yield {
            "type": "relation",
            "from_id": identity,
            "to_id": reading.parent,
            "direction": "right",
            "labels": [LINK_WORDS[kind]],
        }
