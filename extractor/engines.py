"""The engines behind the ports. Nothing heavy is loaded until a page needs it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, Pixels, Word
from extractor.ocr import LineCues, PaddleEngine
from extractor.ocr.lines import Quads
from extractor.ports import OcrEngine


class PageReader(OcrEngine, LineCues, Protocol):
    """Reads words, and knows enough of lines to turn a page upright."""


class LazyOcr:
    """PaddleOCR, loaded at the first page that has no text of its own."""

    @cached_property
    def _engine(self) -> PaddleEngine:
        return PaddleEngine()

    def recognise(self, page: Page) -> tuple[Word, ...]:
        """See OcrEngine."""
        return self._engine.recognise(page)

    def find_lines(self, pixels: Pixels) -> Quads:
        """See LineCues."""
        return self._engine.find_lines(pixels)

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        """See LineCues."""
        return self._engine.upside_down(lines)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine a port."""

    ocr: PageReader = field(default_factory=LazyOcr)


def default_engines() -> Engines:
    """The engines of a plain installation."""
    return Engines()


def engine_versions() -> tuple[tuple[str, str], ...]:
    """What read a document: (name, version) of the product and of its models."""
    try:
        own = version("jixiao")
    except PackageNotFoundError:
        own = "0"
    return (
        ("version", own),
        ("table_structure", "rulings-1"),
        ("form_tagger", "rules-1"),
        ("indicator_classifier", "none"),
        ("ocr", "PP-OCRv6_small"),
    )
