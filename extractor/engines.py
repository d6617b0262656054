"""The engines behind the ports. Nothing heavy is loaded until a page needs it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Quads, Word
from extractor.errors import WeightsMissingError
from extractor.form.tagged.forms import FormReader
from extractor.form.tagged.reader import Tagger
from extractor.look import LearnedSight
from extractor.ocr import FastEngine, PaddleDetector, available_threads
from extractor.ocr.paddle_modules import as_ocr_error
from extractor.ports import OcrEngine, PageSight, Sight
from extractor.tables import RuledSight
from extractor.taxonomy.learned import indicator_matcher
from extractor.taxonomy.matcher import RecordMatcher
from models.form_tagger.session import FormTagger, FormTags
from models.form_tagger.tokens import FormToken
from models.ocr import LineDirection, WeightsNotFoundError
from models.table_structure import PageNetwork
from models.table_structure.split_merge import SplitMergeSessions


class LazySight:
    """The network of text and boundaries, loaded at the first page that has an image."""

    @cached_property
    def _sight(self) -> LearnedSight:
        threads = available_threads()
        try:
            return LearnedSight(
                PageNetwork(threads), LineDirection(threads), SplitMergeSessions(threads)
            )
        except WeightsNotFoundError as error:
            raise WeightsMissingError(str(error)) from error

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        with as_ocr_error():
            return self._sight.look(page)


class LazyOcr:
    """The recogniser, loaded at the first page that has an image."""

    @cached_property
    def _engine(self) -> FastEngine:
        return FastEngine()

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        """See OcrEngine."""
        return self._engine.recognise(page, lines)


class LazyDetector:
    """PaddleOCR's detector, loaded at the first page that has an image."""

    @cached_property
    def _detector(self) -> PaddleDetector:
        return PaddleDetector()

    def find_lines(self, pixels: Pixels) -> Quads:
        """See LineCues."""
        return self._detector.find_lines(pixels)

    def page_lines(self, image: PageImage) -> Quads:
        """See PageLines."""
        return self._detector.page_lines(image)

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        """See LineCues."""
        return self._detector.upside_down(lines)


class LazyTagger:
    """The network that says what the cells of a form are, loaded at the first form."""

    @cached_property
    def _tagger(self) -> FormTagger:
        try:
            return FormTagger(available_threads())
        except WeightsNotFoundError as error:
            raise WeightsMissingError(str(error)) from error

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        """See Tagger. Raises WeightsMissingError."""
        return self._tagger.tag(tokens)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine a port. Without a matcher indicators are not classified."""

    sight: PageSight = field(default_factory=LazySight)
    ocr: OcrEngine = field(default_factory=LazyOcr)
    tagger: Tagger = field(default_factory=LazyTagger)
    matcher: RecordMatcher | None = None


def default_engines() -> Engines:
    """The engines of a plain installation; indicators are classified."""
    return Engines(matcher=indicator_matcher())


def ruled_engines() -> Engines:
    """Engines that know only boundaries which are drawn: what the default is measured against."""
    return Engines(sight=RuledSight(LazyDetector()))


_FORM_READERS = {
    FormReader.RULES: "rules-1",
    FormReader.MODEL: "tags-1",
    FormReader.BOTH: "rules-1 tags-1",
}


def engine_versions(
    form_reader: FormReader, matcher: RecordMatcher | None = None
) -> tuple[tuple[str, str], ...]:
    """What read a document: (name, version) of the product and of its models."""
    try:
        own = version("jixiao")
    except PackageNotFoundError:
        own = "0"
    return (
        ("version", own),
        ("table_structure", "boundaries-2"),
        ("form_tagger", _FORM_READERS[form_reader]),
        ("indicator_classifier", matcher.version if matcher else "none"),
        ("ocr", "PP-OCRv6_small"),
    )
