"""The engines behind the ports. Nothing heavy is loaded until a page needs it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Quads, Word
from extractor.form.tagged.forms import FormReader
from extractor.form.tagged.reader import Tagger
from extractor.loading import naming
from extractor.look import LearnedSight
from extractor.ocr import FastEngine, PaddleDetector, available_threads
from extractor.ocr.paddle_modules import as_ocr_error
from extractor.ports import OcrEngine, PageSight, Sight
from extractor.tables import RuledSight
from extractor.taxonomy.learned import indicator_matcher
from extractor.taxonomy.matcher import RecordMatcher
from models.champions import Champion, Champions
from models.form_tagger.config import WEIGHTS as TAGGER
from models.form_tagger.session import FormTagger, FormTags
from models.form_tagger.tokens import FormToken
from models.kinds import LEXICON, ModelKind
from models.network_file import NetworkFile
from models.ocr import Lexicon, LineDirection
from models.table_structure import PageNetwork
from models.table_structure.config import WEIGHTS as HEAD
from models.table_structure.split_merge import SplitMergeSessions

_SHIPPED: Champions = MappingProxyType({})
_TRIAL_SIDE = 64  # pixels of the blank page that a champion is tried on


class LazySight:
    """The network of text and boundaries, loaded at the first page that has an image.

    Args:
        champion: whose head looks for boundaries, instead of the one that is shipped.
    """

    def __init__(self, champion: Champion | None = None) -> None:
        self._champion = champion

    @cached_property
    def _sight(self) -> LearnedSight:
        threads = available_threads()
        with naming(self._champion):
            network = PageNetwork(threads, _file(self._champion, HEAD))
            if self._champion is not None:
                network.run(np.full((_TRIAL_SIDE, _TRIAL_SIDE, 3), 255, np.uint8))
        with naming(None):
            return LearnedSight(network, LineDirection(threads), SplitMergeSessions(threads))

    def load(self) -> None:
        """Load it now. Raises WeightsMissingError, ChampionError."""
        _ = self._sight

    def look(self, page: Page) -> Sight:
        """See PageSight."""
        with as_ocr_error():
            return self._sight.look(page)


class LazyOcr:
    """The recogniser, loaded at the first page that has an image.

    Args:
        champion: the lexicon that its readings are corrected by; none is shipped.
    """

    def __init__(self, champion: Champion | None = None) -> None:
        self._champion = champion

    @cached_property
    def _engine(self) -> FastEngine:
        return FastEngine(lexicon=self._lexicon)

    @cached_property
    def _lexicon(self) -> Lexicon | None:
        if self._champion is None:
            return None
        with naming(self._champion):
            return Lexicon.from_json(self._champion.files[LEXICON].read())

    def load(self) -> None:
        """Read the lexicon now; the recogniser itself waits for its first page. Raises
        ChampionError."""
        _ = self._lexicon

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
    """The network that says what the cells of a form are, loaded at the first form.

    Args:
        champion: what is used instead of the network that is shipped.
    """

    def __init__(self, champion: Champion | None = None) -> None:
        self._champion = champion

    @cached_property
    def _tagger(self) -> FormTagger:
        with naming(self._champion):
            tagger = FormTagger(available_threads(), _file(self._champion, TAGGER))
            if self._champion is not None:
                tagger.tag([FormToken("绩效目标", 0, 0)])
            return tagger

    def load(self) -> None:
        """Load it now. Raises WeightsMissingError, ChampionError."""
        _ = self._tagger

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        """See Tagger. Raises WeightsMissingError, ChampionError."""
        return self._tagger.tag(tokens)


@dataclass(frozen=True, slots=True)
class Engines:
    """One engine a port. Without a matcher indicators are not classified. `champions` are those of
    the registry that the engines were made of, so that records tell of them."""

    sight: PageSight = field(default_factory=LazySight)
    ocr: OcrEngine = field(default_factory=LazyOcr)
    tagger: Tagger = field(default_factory=LazyTagger)
    matcher: RecordMatcher | None = None
    champions: Champions = field(default_factory=dict)


def default_engines(champions: Champions = _SHIPPED) -> Engines:
    """The engines of a plain installation; indicators are classified.

    Args:
        champions: what is used instead of what is shipped; see `models.champions.read_champions`.
    """
    return Engines(
        sight=LazySight(champions.get(ModelKind.TABLE_STRUCTURE)),
        ocr=LazyOcr(champions.get(ModelKind.RECOGNITION_LEXICON)),
        tagger=LazyTagger(champions.get(ModelKind.FORM_TAGGER)),
        matcher=indicator_matcher(champions.get(ModelKind.INDICATOR_CLASSIFIER)),
        champions=champions,
    )


def ruled_engines() -> Engines:
    """Engines that know only boundaries which are drawn: what the default is measured against."""
    return Engines(sight=RuledSight(LazyDetector()))


_RULES, _TAGS, _BOUNDARIES = "rules-1", "tags-1", "boundaries-2"
_RECOGNISER = "PP-OCRv6_small"


def engine_versions(form_reader: FormReader, engines: Engines) -> tuple[tuple[str, str], ...]:
    """What reads a document: (name, version) of the product and of its models. A champion is named
    by its stamp, instead of the network that is shipped or beside what it is a part of."""
    try:
        own = version("jixiao")
    except PackageNotFoundError:
        own = "0"
    stamps = {kind: champion.stamp for kind, champion in engines.champions.items()}
    lexicon = stamps.get(ModelKind.RECOGNITION_LEXICON)
    return (
        ("version", own),
        ("table_structure", _words(_BOUNDARIES, stamps.get(ModelKind.TABLE_STRUCTURE))),
        ("form_tagger", _form_reader(form_reader, stamps.get(ModelKind.FORM_TAGGER, _TAGS))),
        ("indicator_classifier", engines.matcher.version if engines.matcher else "none"),
        ("ocr", _RECOGNISER),
        *(((ModelKind.RECOGNITION_LEXICON.value, lexicon),) if lexicon else ()),
    )


def _form_reader(form_reader: FormReader, tagger: str) -> str:
    match form_reader:
        case FormReader.RULES:
            return _RULES
        case FormReader.MODEL:
            return tagger
        case FormReader.BOTH:
            return _words(_RULES, tagger)


def _words(*names: str | None) -> str:
    return " ".join(name for name in names if name)


def _file(champion: Champion | None, shipped: NetworkFile) -> NetworkFile:
    return shipped if champion is None else champion.files[shipped.path.name]
