"""Looks at a page without the network of boundaries: drawn lines, and the text detector alone."""

from dataclasses import replace
from typing import Protocol

import numpy as np

from extractor.document import Page, PageImage, Quads
from extractor.look import LineCues, make_upright
from extractor.look.stamps import clean_page
from extractor.ports import Sight
from extractor.tables.join import join_rulings
from extractor.tables.rulings import pixels_to_rulings


class PageLines(LineCues, Protocol):
    """Finds the lines of text of a page and which way up they stand."""

    def page_lines(self, image: PageImage) -> Quads:
        """Text lines of a page: (N, 4, 2) pixels of `image`."""
        ...


class RuledSight:
    """Reads boundaries that are drawn, from the pixels. The page is turned and straightened."""

    def __init__(self, cues: PageLines) -> None:
        self._cues = cues

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        upright = make_upright(page, self._cues)
        cleaned = clean_page(upright)
        if upright.image is None or cleaned.page.image is None:
            return Sight(upright, np.zeros((0, 4, 2), np.float32))
        image = cleaned.page.image
        rulings = join_rulings(pixels_to_rulings(image, cleaned.stamps))
        lines = self._cues.page_lines(image)
        return Sight(replace(upright, rulings=rulings), lines)
