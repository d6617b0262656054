"""Page image → words: seals lightened, lines read.

The order of use: `clean_page`, rulings from `CleanPage.page`, `read_words`.
"""

from extractor.ocr.detector import PaddleDetector
from extractor.ocr.fast import FastEngine
from extractor.ocr.paddle import PaddleEngine
from extractor.ocr.paddle_modules import available_threads
from extractor.ocr.reading import read_words
from extractor.ocr.stamps import CleanPage, clean_page, mark_stamped

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
