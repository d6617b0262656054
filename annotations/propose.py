"""An extraction and the pictures of its pages → a run: one sheet a form, ready to be labelled."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from io import BytesIO

from PIL import Image

from annotations.cells import Cell, record_cells
from annotations.corrections import Box
from annotations.crops import Crop, crop_box, crop_pixels, form_band
from annotations.runs import Run, Sheet, run_id
from extractor.document import PageImage, Pixels
from extractor.export.contract import extraction_to_dict
from extractor.record import Extraction, Record

Keep = Callable[[str, bytes], None]
"""Stores a picture (JPEG) under a name."""

_QUALITY = 82  # of the JPEG: characters of 8 points stay clean at 200 dpi
_NO_INDICATOR = 0.0  # the confidence of a form without any: the most urgent


def propose(extraction: Extraction, images: Mapping[int, PageImage], keep: Keep) -> Run:
    """What annotators are shown of a document.

    Args:
        extraction: the reading.
        images: pictures of pages by number, as the boxes see them; forms on pages without one
            have no sheet.
        keep: called with each picture that the sheets name.
    """
    record = extraction_to_dict(extraction)
    record["source"]["name"] = ""  # names of files may name people; the hash says which it is
    identity = run_id(record)
    cells = [record_cells(r, form, identity) for form, r in enumerate(extraction.records)]
    sheets = []
    for form, entry in enumerate(extraction.records):
        pages = [page for page in _pages(entry, cells[form]) if page in images]
        if not pages:
            continue
        crops = tuple(
            _keep_crop(images[page], _region(page, form, cells, images[page]), page, keep, identity)
            for page in pages
        )
        shown = _with_known_parents(_clipped(cells[form], crops))
        sheets.append(Sheet(form, crops, shown, confidence(entry, shown)))
    engine = record["engine"]
    versions = {"version": engine["version"]} | {k: v for k, v in engine["models"].items() if v}
    document = extraction.source.sha256
    return Run(identity, document, tuple(versions.items()), record, tuple(sheets))


def confidence(record: Record, cells: Sequence[Cell]) -> float:
    """That of the most doubtful value of a form (0–1): rows, texts and concepts."""
    rows = [indicator.row.confidence for indicator in record.indicators]
    texts = [cell.score for cell in cells]
    concepts = [cell.concept_score for cell in cells if cell.concept_score is not None]
    if not rows:
        return _NO_INDICATOR
    return round(min([*rows, *texts, *concepts]), 4)


def _pages(record: Record, cells: Sequence[Cell]) -> list[int]:
    seen = {cell.reading.spot.page for cell in cells if cell.reading.spot is not None}
    return sorted(seen | set(record.pages))


def _region(page: int, form: int, cells: Sequence[Sequence[Cell]], image: PageImage) -> Box:
    on_page = [_boxes(entry, page) for entry in cells]
    others = [boxes for number, boxes in enumerate(on_page) if number != form and boxes]
    band = form_band(on_page[form], others, image.height)
    return crop_box(image, band, on_page[form])


def _boxes(cells: Sequence[Cell], page: int) -> list[Box]:
    spots = (cell.reading.spot for cell in cells)
    return [spot.box for spot in spots if spot is not None and spot.page == page]


def _keep_crop(image: PageImage, box: Box, page: int, keep: Keep, run: str) -> Crop:
    pixels, shown = crop_pixels(image, box)
    left, top = round(shown[0]), round(shown[1])
    name = f"{run}/{page:04d}-{left}-{top}.jpg"
    keep(name, _jpeg(pixels))
    return Crop(page, shown, int(pixels.shape[1]), int(pixels.shape[0]), name)


def _jpeg(pixels: Pixels) -> bytes:
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


def _clipped(cells: Sequence[Cell], crops: Sequence[Crop]) -> list[Cell]:
    """The cells on the pictures, their boxes no larger: what is shown is what is compared."""
    by_page = {crop.page: crop for crop in crops}
    found = []
    for cell in cells:
        spot = cell.reading.spot
        crop = by_page.get(spot.page) if spot is not None else None
        if spot is not None and crop is not None:
            box = crop.clipped(spot.box)
            if box[0] < box[2] and box[1] < box[3]:
                reading = replace(cell.reading, spot=replace(spot, box=box))
                found.append(replace(cell, reading=reading))
    return found


def _with_known_parents(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Cells that name a parent on a page without a picture name none."""
    known = {cell.id for cell in cells}
    return tuple(
        cell
        if cell.reading.parent is None or cell.reading.parent in known
        else replace(cell, reading=replace(cell.reading, parent=None))
        for cell in cells
    )
