"""Words of a cleaned page."""

from dataclasses import replace

from extractor.document import Page, Quads
from extractor.look.stamps import CleanPage, mark_stamped
from extractor.ports import OcrEngine


def read_words(clean: CleanPage, lines: Quads, engine: OcrEngine) -> Page:
    """The page with its words and its rulings, and the image as it was scanned.

    Rulings come from `clean.page`, lines are in pixels of its image. Words under a seal are
    marked. Raises OcrError.
    """
    words = mark_stamped(engine.recognise(clean.page, lines), clean)
    return replace(clean.page, words=words, image=clean.scanned.image)
