"""Words → operators that write them, invisibly, over their ink."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.copies.blank_letters import DESCENT, BlankLetters
from extractor.ingest.pdf_images import number

FONT = "F0"
_INVISIBLE = 3
_LEAST_HEIGHT = 0.1
_FARTHEST = 1e5
"""Points: what lies farther away, or nowhere, is on no page and no number of PDF/A's."""
_MOST_BYTES = 32_000
"""Of one string: PDF/A allows 767 more."""
_TALL = 1.5
"""Times its width that a box of several characters is high where they run downwards."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedText:
    """A text and its corners in PDF space: (4, 2) points, y upwards: top left, top right, bottom
    right, bottom left of the letters as they stand on the page."""

    text: str
    corners: NDArray[np.float64]


def text_layer(texts: Iterable[PlacedText], letters: BlankLetters) -> bytes:
    """Operators that write the texts in this order."""
    written = [_written(text, letters) for text in texts]
    return f"BT {_INVISIBLE} Tr\n".encode() + b"".join(written) + b"ET\n"


def _written(placed: PlacedText, letters: BlankLetters) -> bytes:
    text = placed.text.strip()
    coded, length = letters.coded(text)
    if not coded or not bool((np.abs(placed.corners) < _FARTHEST).all()):
        return b""
    top_left, top_right, right, left = _along(placed.corners, len(text))
    run = right - left
    width = (_length(run) + _length(top_right - top_left)) / 2
    height = (_length(top_left - left) + _length(top_right - right)) / 2
    size = max(height, _LEAST_HEIGHT)
    start = left + DESCENT * (top_left - left)
    angle = math.atan2(run[1], run[0])
    cosine, sine = math.cos(angle), math.sin(angle)
    stretch = 100 * max(width, _LEAST_HEIGHT) / (size * length)
    place = " ".join(number(v) for v in (cosine, sine, -sine, cosine, start[0], start[1]))
    shown = f"/{FONT} {number(size)} Tf {number(stretch)} Tz {place} Tm "
    parts = (coded[at : at + _MOST_BYTES].hex() for at in range(0, len(coded), _MOST_BYTES))
    return (shown + " ".join(f"<{part}> Tj" for part in parts) + "\n").encode()


def _along(corners: NDArray[np.float64], characters: int) -> NDArray[np.float64]:
    """The corners as the text runs: one that runs down has its head to the right."""
    width = _length(corners[1] - corners[0])
    height = _length(corners[3] - corners[0])
    if characters > 1 and height > _TALL * width:
        return np.roll(corners, -1, axis=0)
    return corners


def _length(step: NDArray[np.float64]) -> float:
    return float(np.hypot(step[0], step[1]))
