"""Page image → words: seals lightened, lines read.

The order of use: `clean_page`, rulings from `CleanPage.page`, `read_words`.
"""

from extractor.look.stamps import CleanPage, clean_page, mark_stamped
from extractor.ocr.detector import PaddleDetector
from extractor.ocr.fast import FastEngine
from extractor.ocr.paddle import PaddleEngine
from extractor.ocr.paddle_modules import available_threads
from extractor.ocr.reading import read_words

__all__ = [
    "CleanPage",
    "FastEngine",
    "PaddleDetector",
    "PaddleEngine",
    "available_threads",
    "clean_page",
    "mark_stamped",
    "read_words",
]
