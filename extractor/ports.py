"""The seams where engines are exchanged: one method each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, Quads, Ruling, Word

WayBack = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""(N, 2) points (1/72 inch) of the flat page → where they lay on the upright page before."""


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What was seen on a page image.

    `page` stands upright and lies flat; its rulings are boundaries of cells, drawn or not. `lines`
    are its lines of text in pixels of `page.image`. `back` leads from there to the page that was
    not flat yet; None where it was, or where the way is not known: then `page.skew` has changed.
    """

    page: Page
    lines: Quads
    back: WayBack | None = None


class PageSight(Protocol):
    """Looks at a page image before it is read."""

    def look(self, page: Page) -> Sight:
        """The page turned upright and made flat, with its boundaries and lines of text. A page
        without an image comes back as it is. Raises OcrError."""
        ...


class OcrEngine(Protocol):
    """Reads the words of an upright, flat page image."""

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        """Words of the lines (N, 4, 2), in pixels of `page.image`, in points. Lines that run
        through a ruling of `page.rulings` are split there. Raises OcrError."""
        ...


class StructureModel(Protocol):
    """Finds the cell boundaries of a page image."""

    def boundaries(self, page: Page) -> tuple[Ruling, ...]:
        """Horizontal and vertical boundaries, drawn or not, in points."""
        ...
