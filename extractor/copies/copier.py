"""Makes the copy of a document from what was seen and read of its pages."""

import math
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pikepdf import PdfError

from extractor.copies.pdf_a import GREATEST_SIDE, LEAST_SIDE, ArchivalPdf
from extractor.copies.reading_order import lines_in_order
from extractor.copies.text_layer import PlacedText
from extractor.document import Page
from extractor.errors import IngestError
from extractor.geometry import BBox
from extractor.ingest.affine import Affine, displayed_frame
from extractor.ingest.opening import Ingested, Pictures
from extractor.ports import Sight, WayBack

_A4 = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: its bytes, None where there is none. `trouble` says why it could not be made, empty
    also where none was needed, because no page was recognised from its picture."""

    data: bytes | None
    trouble: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """How a page stood before it was made flat: its size in points as displayed, and the way
    back."""

    width: float
    height: float
    back: WayBack | None
    is_known: bool


class Copier:
    """Collects the pages of one document, see PageCopier. The pictures are fetched when all of it
    was read, so that a copy takes nothing from the reading. Pages that could not be read are blank.

    Args:
        seconds: from now on, after which no more pages are added and there is no copy: whoever
            watches over the reading would end it, and the document be lost with its copy.
    """

    def __init__(self, seconds: float = math.inf) -> None:
        self.copy = Copy(None)
        self._until = time.monotonic() + seconds
        self._looks: dict[int, _Look] = {}
        self._pages: dict[int, Page] = {}

    def saw(self, page: Page, seen: Sight) -> None:
        """A page was looked at: `page` as it was, and what was seen."""
        if page.image is not None:
            is_known = seen.back is not None or seen.page.skew == page.skew
            self._looks[page.number] = _Look(page.width, page.height, seen.back, is_known)

    def read(self, page: Page) -> None:
        """The words of a page are known."""
        self._pages[page.number] = page

    def finish(self, document: Ingested) -> None:
        """See PageCopier."""
        if self._looks:
            self.copy = self._made(document)

    def _made(self, document: Ingested) -> Copy:
        pictures = document.pictures
        if pictures is None or not all(look.is_known for look in self._looks.values()):
            return Copy(None, "页面图像不可用。 The pictures of its pages cannot be had.")
        try:
            with ArchivalPdf() as pdf:
                for number in range(1, document.page_count + 1):
                    if time.monotonic() > self._until:
                        return Copy(None, "没有时间。 There was no time left for a copy.")
                    self._add(pdf, number, pictures)
                return Copy(pdf.to_bytes(document.source.sha256))
        except IngestError as error:
            return Copy(None, str(error))
        except (PdfError, MemoryError, ValueError) as error:  # a way back that there is not, too
            return Copy(None, type(error).__name__)

    def _add(self, pdf: ArchivalPdf, number: int, pictures: Pictures) -> None:
        page = self._pages.pop(number, None)
        if page is None:
            pdf.add_page(_A4, (), ())
            return
        sheet = _sheet(page, self._looks.get(number))
        streams = pictures(number)
        placed = [(stream, stream.place.then(sheet.from_shares)) for stream in streams]
        texts = [
            PlacedText(word.text, sheet.corners(word.bbox))
            for line in lines_in_order(page)
            for word in line.words
        ]
        pdf.add_page(sheet.size, placed, texts)


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A page of the copy: its size, and the ways to it from the displayed page, whose sides are 1,
    and from the points of the flat one."""

    size: tuple[float, float]
    from_shares: Affine
    back: WayBack | None
    scale: float

    def corners(self, box: BBox) -> NDArray[np.float64]:
        """(4, 2): a box of the flat page in PDF space, from its top left on clockwise."""
        x0, top, x1, bottom = box.x0, box.top, box.x1, box.bottom
        corners = np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float64)
        if self.back is not None:
            corners = self.back(corners)
        upright: NDArray[np.float64] = corners * self.scale
        upright[:, 1] = self.size[1] - upright[:, 1]
        return upright


def _sheet(page: Page, look: _Look | None) -> _Sheet:
    """The page as it is displayed, turned as it was read."""
    sideways = page.rotation % 180 != 0
    width, height = (page.width, page.height) if look is None else (look.width, look.height)
    if look is None and sideways:
        width, height = height, width
    scale = min(1.0, GREATEST_SIDE / max(width, height))
    scale = max(scale, LEAST_SIDE / min(width, height))
    turned = displayed_frame(0.0, 0.0, 1.0, 1.0, -(page.rotation // 90))
    upright = (height, width) if sideways else (width, height)
    size = (_allowed(upright[0] * scale), _allowed(upright[1] * scale))
    upwards = Affine(1, 0, 0, -1, 0, 1)
    from_shares = upwards.then(turned.to_page).then(Affine(size[0], 0, 0, -size[1], 0, size[1]))
    return _Sheet(size, from_shares, None if look is None else look.back, scale)


def _allowed(side: float) -> float:
    """What rounding, or a page that is a mere line, has brought out of bounds."""
    return min(max(side, LEAST_SIDE), GREATEST_SIDE)
