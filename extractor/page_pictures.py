"""Pictures of the pages while a document is read: upright and flat, as the boxes see them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from extractor.document import Page, PageImage
from extractor.errors import IngestError
from extractor.ingest import Decoder, Ingested, render_page
from extractor.ingest.limits import Limits
from extractor.ports import PageSight, Sight

Picture = Callable[[int, PageImage], None]


class PageCopier(Protocol):
    """Makes a copy of a document while that is read."""

    def saw(self, page: Page, seen: Sight) -> None:
        """A page was looked at: `page` as it was before."""
        ...

    def read(self, page: Page) -> None:
        """The words of a page are known."""
        ...

    def finish(self, document: Ingested) -> None:
        """All pages were read; those that could not be were left out. Raises nothing that has to
        do with the document."""
        ...


@dataclass(frozen=True, slots=True)
class CopiedSight:
    """A sight whose looks a copier is told of."""

    sight: PageSight
    copier: PageCopier

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        seen = self.sight.look(page)
        self.copier.saw(page, seen)
        return seen


@dataclass(frozen=True, slots=True)
class ShownSight:
    """A sight that shows every page it made upright and flat before that is read."""

    sight: PageSight
    picture: Picture

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        seen = self.sight.look(page)
        if seen.page.image is not None:
            self.picture(page.number, seen.page.image)
        return seen


def text_page_picture(data: bytes, page: Page, limits: Limits, decoder: Decoder) -> PageImage:
    """A page whose text layer was read, rendered and turned as it was. Raises IngestError."""
    image = render_page(data, page.number, limits.dpi, limits, decoder)
    turned = np.ascontiguousarray(np.rot90(image.pixels, page.rotation // 90))
    return PageImage(turned, image.dpi)


class MissingPictures:
    """Shows the pages that no sight looked at, because their text layer was trusted.

    A page that cannot be rendered has no picture; that is no fault of the document.
    """

    def __init__(self, data: bytes, limits: Limits, decoder: Decoder, picture: Picture) -> None:
        self._data = data
        self._limits = limits
        self._decoder = decoder
        self._picture = picture
        self._shown: set[int] = set()

    def show(self, number: int, image: PageImage) -> None:
        """Show a page that was looked at."""
        self._shown.add(number)
        self._picture(number, image)

    def add(self, page: Page) -> None:
        """Show `page`, unless it was."""
        if page.number in self._shown:
            return
        with suppress(IngestError):
            image = text_page_picture(self._data, page, self._limits, self._decoder)
            self.show(page.number, image)
