"""A box of a picture read again: its lines are found by their ink, and read by the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotations.corrections import Box
from annotations.crops import Crop
from extractor.document import Page, PageImage, Pixels, Quads, Word
from extractor.geometry import POINTS_PER_INCH
from extractor.look.stamps import without_stamps
from extractor.tables.lines import lines_to_text, words_to_lines

_DARKER = 60
"""Grey levels below the paper from which a pixel is ink."""
_RULE_SHARE = 0.85
"""Share of a row or column that is ink where a border of the cell runs."""
_BORDER_ZONE = 0.15
"""Share of a side, from each end, in which borders are looked for."""
_BORDER_POINTS = 4.0
"""How far from the ends they are looked for at most."""
_SPECK_SHARE = 0.004
"""Share of a row that may be dirt."""
_SLIM_LINE = 0.6
"""Height, against the highest line, below which a run of ink is a part of the line beside it."""
_AROUND = 2
"""Pixels of paper kept around a line."""


class BoxEngine(Protocol):
    """Reads lines of a page: an OcrEngine."""

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        """See extractor.ports.OcrEngine."""
        ...


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What stands in a box; `confidence` is that of its most doubtful line (0–1), 0 where nothing
    stands there."""

    text: str
    confidence: float


def read_box(picture: Pixels, crop: Crop, box: Box, engine: BoxEngine) -> ReadAgain:
    """Read one box of a picture.

    Args:
        picture: (H, W, 3) uint8 RGB, the picture of `crop`.
        box: in points of the page; what of it lies outside the picture is left out.
    Raises:
        OcrError: the engine fails.
    """
    dpi = crop.dpi
    pixels = crop.cut(without_stamps(picture, dpi), box)
    if not pixels.size:
        return ReadAgain("", 0.0)
    lines = text_lines(pixels, dpi)
    if not lines.size:
        return ReadAgain("", 0.0)
    image = PageImage(pixels, dpi)
    page = Page(number=1, width=image.width, height=image.height, image=image)
    words = engine.recognise(page, lines)
    if not words:
        return ReadAgain("", 0.0)
    text = lines_to_text(words_to_lines(words), image.width)
    return ReadAgain(text, round(float(min(word.confidence for word in words)), 4))


def text_lines(pixels: Pixels, dpi: float) -> Quads:
    """Lines of text of a cell, from top to bottom: (N, 4, 2) pixels. Borders along its edges are
    no ink."""
    ink = _ink(pixels, dpi)
    rows = ink.sum(axis=1) > max(1.0, _SPECK_SHARE * ink.shape[1])
    quads = []
    for top, bottom in _joined_runs(_runs(rows)):
        columns = np.flatnonzero(ink[top:bottom].any(axis=0))
        x0, x1 = int(columns[0]) - _AROUND, int(columns[-1]) + 1 + _AROUND
        x0, x1 = max(0, x0), min(ink.shape[1], x1)
        y0, y1 = max(0, top - _AROUND), min(ink.shape[0], bottom + _AROUND)
        quads.append([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    return np.array(quads, np.float32).reshape(-1, 4, 2)


def _ink(pixels: Pixels, dpi: float) -> NDArray[np.bool_]:
    grey = pixels.min(axis=2)
    ink: NDArray[np.bool_] = grey < float(np.percentile(grey, 90)) - _DARKER
    reach = _BORDER_POINTS * dpi / POINTS_PER_INCH
    for axis in (0, 1):
        side = ink.shape[axis]
        zone = round(min(_BORDER_ZONE * side, reach))
        for places in (range(zone), range(side - 1, side - 1 - zone, -1)):
            _without_border(ink, axis, places)
    return ink


def _without_border(ink: NDArray[np.bool_], axis: int, places: Sequence[int]) -> None:
    """Take away, from an edge inwards, all up to the innermost row or column of a border."""
    rules = [n for n, p in enumerate(places) if np.take(ink, p, axis=axis).mean() > _RULE_SHARE]
    if not rules:
        return
    for place in places[: rules[-1] + 2]:  # and the shade beside it
        if axis == 0:
            ink[place] = False
        else:
            ink[:, place] = False


def _runs(rows: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _joined_runs(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of ink that are lines: strokes of one character, as of 二, are put together."""
    if not runs:
        return []
    highest = max(bottom - top for top, bottom in runs)
    joined: list[tuple[int, int]] = []
    for top, bottom in runs:
        if joined and _belongs(joined[-1], (top, bottom), highest):
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined


def _belongs(above: tuple[int, int], below: tuple[int, int], highest: int) -> bool:
    slim = min(above[1] - above[0], below[1] - below[0]) < _SLIM_LINE * highest
    together = below[1] - above[0]
    return slim and together <= 1.25 * highest
