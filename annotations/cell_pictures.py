"""The cells that people judged, each with its pixels: cut from the pictures that were shown, or
from the document itself, read again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from annotations.corrections import Aspect, Box, Correction, Reading, Submission
from annotations.crops import Crop, read_picture
from annotations.errors import UnknownOriginalError, UnknownRunError
from annotations.folders import write_whole
from annotations.labels import Flag
from annotations.workspace import Workspace
from extractor.document import PageImage, Pixels
from extractor.engines import Engines
from extractor.errors import JixiaoError
from extractor.geometry import POINTS_PER_INCH
from extractor.look.stamps import without_stamps
from extractor.pipeline import Options, Watch, extract_document

_QUALITY = 90  # of the JPEG of a page that is kept
_LEAST_SIDE = 6  # pixels
_ALL = ".pages"  # of a file beside the pages of a document that says that all of them are kept


@dataclass(frozen=True, slots=True, eq=False)
class CellPicture:
    """A cell as it is printed: `pixels` (H, W, 3) RGB at `dpi`, seals lightened, and its text.

    `name` is the same for the same cell of the same judgement. `label` and `key` say what it is
    (see corrections.Reading), `corrected` that a person changed its text.
    """

    name: str
    document: str
    source: str
    label: str
    key: str | None
    printed: str
    pixels: Pixels
    dpi: float
    corrected: bool


Pictures = Mapping[int, tuple[Crop, Pixels]]
"""By page: the part of it that a picture shows, and the picture."""


def pictured_cells(
    submissions: Iterable[Submission], workspace: Workspace, engines: Engines
) -> Iterator[CellPicture]:
    """The cells of submissions that have text and one place on paper that can be seen.

    Args:
        engines: look at documents of which no picture was kept; the pictures are kept then.
    Raises:
        OcrError: there is no engine that looks at pictures.
    """
    for submission in submissions:
        pictures = _pictures(submission, workspace, engines)
        for number, correction in enumerate(submission.corrections):
            became = correction.became
            if became is not None and became.spot is not None and _has_text(became):
                found = pictures.get(became.spot.page)
                if found is not None:
                    yield from _cell(submission, number, correction, became.spot.box, found)


def _has_text(reading: Reading) -> bool:
    hidden = {Flag.UNREADABLE.value, Flag.CONTINUED.value} & set(reading.flags)
    return bool(reading.text.strip()) and not hidden


def _cell(
    submission: Submission,
    number: int,
    correction: Correction,
    box: Box,
    picture: tuple[Crop, Pixels],
) -> Iterator[CellPicture]:
    crop, shown = picture
    pixels = crop.cut(shown, box)
    became = correction.became
    if became is None or min(pixels.shape[:2]) < _LEAST_SIDE:
        return
    yield CellPicture(
        f"{submission.id}-{number:04d}",
        submission.document,
        submission.source.value,
        became.label,
        became.key,
        became.text,
        pixels,
        crop.dpi,
        Aspect.TEXT in correction.changed,
    )


def _pictures(submission: Submission, workspace: Workspace, engines: Engines) -> Pictures:
    try:
        sheet = workspace.runs.get(submission.run).sheet(submission.form)
    except UnknownRunError:
        sheet = None
    if sheet is None:
        return _page_pictures(submission.document, workspace, engines)
    found: dict[int, tuple[Crop, Pixels]] = {}
    for crop in sheet.crops:
        pixels = _read_picture(workspace.pages / crop.image)
        if pixels is not None:
            found[crop.page] = (crop, without_stamps(pixels, crop.dpi))
    return found


def _page_pictures(document: str, workspace: Workspace, engines: Engines) -> Pictures:
    """Whole pages of a document, as boxes see them. Raises OcrError."""
    if document.isalnum() and (workspace.sheets / f"{document}{_ALL}").is_file():
        paths = sorted(workspace.sheets.glob(f"{document}.page*.jpg"))
    else:
        paths = _keep_pages(document, workspace, engines)
    found: dict[int, tuple[Crop, Pixels]] = {}
    for path in paths:
        pixels = _read_picture(path)
        if pixels is not None:
            _, number, dpi, _ = path.name.rsplit(".", 3)
            page = int(number.removeprefix("page"))
            scale = POINTS_PER_INCH / int(dpi)
            high, wide = pixels.shape[:2]
            crop = Crop(page, (0.0, 0.0, wide * scale, high * scale), wide, high, path.name)
            found[page] = (crop, without_stamps(pixels, crop.dpi))
    return found


def _keep_pages(document: str, workspace: Workspace, engines: Engines) -> list[Path]:
    """Look at a document again; [] where it is not kept or cannot be read any more."""
    images: dict[int, PageImage] = {}
    try:
        data = workspace.originals.get(document)
        extract_document(data, document, engines, Options(), Watch(picture=images.__setitem__))
    except UnknownOriginalError:
        return []
    except JixiaoError:
        if not images:
            return []
    paths = []
    for number, image in sorted(images.items()):
        stream = BytesIO()
        Image.fromarray(image.pixels).save(stream, "JPEG", quality=_QUALITY)
        path = workspace.sheets / f"{document}.page{number:04d}.{round(image.dpi)}.jpg"
        write_whole(path, stream.getvalue())
        paths.append(path)
    whole = workspace.sheets / f"{document}{_ALL}"
    write_whole(whole, b"")
    if not workspace.originals.has(document):  # erased while it was looked at
        for path in (*paths, whole):
            path.unlink(missing_ok=True)
        return []
    return paths


def _read_picture(path: Path) -> Pixels | None:
    try:
        return read_picture(path)
    except OSError:
        return None
