"""The engines behind the ports. Nothing heavy is loaded until a page needs it."""

from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

from extractor.document import Page, Word
from extractor.ports import OcrEngine


class LazyOcr:
    """PaddleOCR, loaded at the first page that has no text of its own."""

    @cached_property
    def _engine(self) -> OcrEngine:
        from extractor.ocr import PaddleEngine

        return PaddleEngine()

    def recognise(self, page: Page) -> tuple[Word, ...]:
        """See OcrEngine."""
        return self._engine.recognise(page)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine a port."""

    ocr: OcrEngine = field(default_factory=LazyOcr)


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
