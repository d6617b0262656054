"""What is on the paper: pages with words, rulings and, where needed, pixels."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from extractor.geometry import BBox

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]
"""(H, W) of an image: true where something lies."""
Quad = NDArray[np.float32]
"""(4, 2) x, y in pixels of an image: top left, top right, bottom right, bottom left."""
Quads = NDArray[np.float32]
"""(N, 4, 2): one Quad a line of text."""


class TextSource(StrEnum):
    """Where a text was read."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document came from. `media_type` follows the bytes, never the name."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a text stands: page (1-based), box in points, or line of a text file (1-based)."""

    page: int
    bbox: BBox | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """One run of text on a page: a line or a part of one. `confidence` is 0–1. `unaided` is what
    the recogniser alone would have read, where a lexicon decided otherwise."""

    text: str
    bbox: BBox
    confidence: float = 1.0
    source: TextSource = TextSource.TEXT_LAYER
    stamped: bool = False
    unaided: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A horizontal or vertical line segment in points; `x0 <= x1` and `top <= bottom`."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        """Whether it runs along x rather than y."""
        return (self.x1 - self.x0) >= (self.bottom - self.top)


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """Pixels of a page: (H, W, 3) uint8 RGB at `dpi`."""

    pixels: Pixels
    dpi: float

    @property
    def width(self) -> float:
        """Page width in points."""
        return float(self.pixels.shape[1]) * 72.0 / self.dpi

    @property
    def height(self) -> float:
        """Page height in points."""
        return float(self.pixels.shape[0]) * 72.0 / self.dpi


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page. `image` is None where the text layer is trusted; `rotation` is the clockwise
    quarter turn in degrees and `skew` the clockwise angle in degrees that were taken out. `seals`
    is the share (0–1) of the image under seal ink, None for a page that was not read from one."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    image: PageImage | None = None
    rotation: int = 0
    skew: float = 0.0
    seals: float | None = None
