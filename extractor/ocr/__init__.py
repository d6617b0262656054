"""Page image → words: turned upright, seals lightened, lines read.

The order of use: `make_upright`, `clean_page`, rulings from `CleanPage.page`, `read_words`.
"""

from extractor.ocr.paddle import PaddleEngine
from extractor.ocr.reading import read_words
from extractor.ocr.stamps import CleanPage, clean_page, mark_stamped
from extractor.ocr.upright import LineCues, make_upright

__all__ = [
    "CleanPage",
    "LineCues",
    "PaddleEngine",
    "clean_page",
    "make_upright",
    "mark_stamped",
    "read_words",
]
