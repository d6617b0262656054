"""Pages whose boxes people moved, added, removed or left: what the structure head learns from.

Boxes come from Label Studio alone: the review page of the service edits rows and values, and says
of no box where it ends.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from annotations.corrections import Aspect, Correction, Source, Submission, Verdict
from annotations.crops import Crop
from annotations.errors import UnknownRunError
from annotations.labels import Label
from annotations.truths import chosen_heads
from annotations.workspace import Workspace
from extractor.document import Pixels
from extractor.geometry import POINTS_PER_INCH, BBox
from training.corrections.forms import CorrectionError
from training.table_structure.cell_sides import KnownBox, table_cells
from training.table_structure.known_targets import PlacedCells, place_cells

log = logging.getLogger(__name__)

_WEAK = 0.4
"""Weight of a box that was left as it was on a page somebody submitted."""
_FEW = 2
"""Fewer cells on a page show no table."""
_WITH_BOXES = (Source.LABEL_STUDIO, Source.ADJUDICATION)


@dataclass(frozen=True, slots=True)
class CorrectedPage:
    """A picture of a page, or of the part of it that shows one form, and the cells on it.

    `boxes` are in points of the picture, whose `dpi` is its resolution; `touched` says whether
    somebody moved, added or removed one.
    """

    document: str
    form: int
    page: int
    picture: Path
    dpi: float
    boxes: tuple[KnownBox, ...]
    touched: bool

    @property
    def identity(self) -> str:
        """The same for the same part of the same page."""
        return f"{self.document[:16]} {self.form} {self.page}"

    def pixels(self) -> Pixels:
        """(H, W, 3) uint8 RGB. Raises CorrectionError for a picture that is lost or broken."""
        try:
            data = np.frombuffer(self.picture.read_bytes(), np.uint8)
        except OSError as error:
            name = self.picture.name
            raise CorrectionError(f"{name}: 图片丢失。 The picture is lost.") from error
        found = cv2.imdecode(data, cv2.IMREAD_COLOR) if data.size else None
        if found is None:
            raise CorrectionError(f"{self.picture.name}: 图片损坏。 The picture is broken.")
        pixels: Pixels = cv2.cvtColor(found, cv2.COLOR_BGR2RGB)
        return pixels

    def placed(self, pixels: Pixels) -> PlacedCells:
        """Its cells with the places of their sides on the picture."""
        return place_cells(pixels, self.dpi, table_cells(self.boxes))


def corrected_pages(workspace: Workspace) -> list[CorrectedPage]:
    """The pages of all forms that were submitted, in order; none of frozen gold.

    Raises:
        StoreLineError: the store is broken.
    """
    found: list[CorrectedPage] = []
    heads = chosen_heads(workspace, _WITH_BOXES)
    for submission in workspace.corrections.get([head.id for head in heads]):
        found += _pages(submission, workspace)
    return sorted(found, key=lambda page: page.identity)


def digest_of(pages: Sequence[CorrectedPage]) -> str:
    """Which boxes they are: a hex digest."""
    told = [(page.identity, page.boxes, page.touched) for page in pages]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _pages(submission: Submission, workspace: Workspace) -> Iterator[CorrectedPage]:
    try:
        sheet = workspace.runs.get(submission.run).sheet(submission.form)
    except UnknownRunError:
        log.warning("boxes.lost", extra={"document": submission.document[:12]})
        return
    for crop in sheet.crops if sheet is not None else ():
        own = [one for one in submission.corrections if _page_of(one) == crop.page]
        boxes = tuple(box for one in own if (box := _box(one, crop)) is not None)
        if len(boxes) >= _FEW:
            dpi = crop.width * POINTS_PER_INCH / (crop.box[2] - crop.box[0])
            yield CorrectedPage(
                submission.document,
                submission.form,
                crop.page,
                workspace.pages / crop.image,
                dpi,
                boxes,
                any(_moves(one) for one in own),
            )


def _page_of(correction: Correction) -> int | None:
    reading = correction.became or correction.shown
    return reading.spot.page if reading is not None and reading.spot is not None else None


def _box(correction: Correction, crop: Crop) -> KnownBox | None:
    """The box of a cell in points of the picture; None where no cell is left."""
    became = correction.became
    if became is None or became.spot is None or became.label == Label.TITLE:
        return None
    x0, top, x1, bottom = crop.clipped(became.spot.box)
    if x1 <= x0 or bottom <= top:
        return None
    left, above = crop.box[:2]
    box = BBox(x0 - left, top - above, x1 - left, bottom - above)
    weight = _WEAK if correction.verdict is Verdict.UNTOUCHED else 1.0
    return KnownBox(box, weight, _moves(correction))


def _moves(correction: Correction) -> bool:
    """Whether a box was moved, added or removed."""
    whole = correction.verdict in (Verdict.ADDED, Verdict.REMOVED)
    return whole or Aspect.BOX in correction.changed
