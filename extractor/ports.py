"""The seams where engines are exchanged: one method each."""

from typing import Protocol

from extractor.document import Page, Ruling, Word


class OcrEngine(Protocol):
    """Reads the words of an upright page image."""

    def recognise(self, page: Page) -> tuple[Word, ...]:
        """Words of `page.image`, in points. Lines that run through a vertical ruling of
        `page.rulings` are split there. Raises OcrError."""
        ...


class StructureModel(Protocol):
    """Finds the cell boundaries of a page image."""

    def boundaries(self, page: Page) -> tuple[Ruling, ...]:
        """Horizontal and vertical boundaries, drawn or not, in points."""
        ...
