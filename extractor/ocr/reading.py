"""Words of a cleaned page."""

from dataclasses import replace

from extractor.document import Page
from extractor.ocr.stamps import CleanPage, mark_stamped
from extractor.ports import OcrEngine


def read_words(clean: CleanPage, engine: OcrEngine) -> Page:
    """The page with its words and its rulings, and the image as it was scanned.

    Rulings come from `clean.page`: put there what the table stage found before reading.
    Words under a seal are marked. Raises OcrError.
    """
    words = mark_stamped(engine.recognise(clean.page), clean)
    return replace(clean.page, words=words, image=clean.scanned.image)
