"""Borders of a black-and-white page that were seen in part: mended by the ink and the texts left.

A fax machine loses pieces of lines, sometimes all but a few dots; its paper jitters, so that one
line is seen as two; and it draws strokes of its own through the print.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Quads, Ruling
from extractor.geometry import pixels_to_points, points_to_pixels
from extractor.tables.cells import CellGrid, rulings_to_grids
from extractor.tables.join import SNAP, join_rulings
from extractor.tables.paired_rows import FREE, rows_parted_by_text

_NARROW = 0.55
"""Of the height of a line of text: no cell is as narrow."""
_MIDDLE = 0.25
"""Share of a line's height at its top and bottom that a border may touch."""
_TALL = 1.5
"""Of the usual height of a line: a higher box may hold several lines."""
_RUN_POINTS = 6.0
"""Shorter runs of ink are no pieces of a border."""
_BESIDE_POINTS = 2.0
_TRACE = 0.04
"""Least share of ink along a border that goes on in cells beside it."""
_HALF = 0.4
"""Least share of ink along a border that was not seen at all."""
_FEW = 2
"""Lines of a label. Of a paragraph whose lines were found in pieces, more stand side by side."""
_ACROSS, _DOWN = 0, 1

Floats = NDArray[np.float64]
Boxes = Floats
"""(N, 4): x0, top, x1, bottom in points."""
_Box = tuple[float, float, float, float]


def mend_borders(rulings: Sequence[Ruling], image: PageImage, lines: Quads) -> tuple[Ruling, ...]:
    """Joined rulings of the tables on a page.

    Args:
        rulings: what was seen, in points.
        image: the black-and-white page, upright.
        lines: (N, 4, 2) text lines in pixels of the image.
    """
    boxes = _boxes(lines, image.dpi)
    if not len(boxes):
        return join_rulings(rulings)
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    joined = join_rulings(rulings, snap=max(SNAP, _NARROW * height))
    kept = [piece for ruling in joined for piece in _not_struck(ruling, joined, boxes, height)]
    grids = rulings_to_grids(kept)
    lost = [r for axis in (_ACROSS, _DOWN) for r in _lost(grids, kept, axis, boxes, image)]
    mended = join_rulings((*kept, *lost))
    parted = tuple(r for grid in rulings_to_grids(mended) for r in rows_parted_by_text(grid, boxes))
    return join_rulings((*mended, *parted)) if parted else mended


def _boxes(lines: Quads, dpi: float) -> Boxes:
    corners = np.concatenate([lines.min(axis=1), lines.max(axis=1)], axis=1).astype(np.float64)
    points: Boxes = corners.reshape(-1, 4) * pixels_to_points(1.0, dpi)
    return points


def _not_struck(
    ruling: Ruling, joined: Sequence[Ruling], boxes: Boxes, height: float
) -> Iterator[Ruling]:
    """What is left of a ruling along x without the cells where it runs through print."""
    if not ruling.is_horizontal:
        yield ruling
        return
    at = ruling.top
    tall = boxes[:, 3] - boxes[:, 1]
    slack = _MIDDLE * tall
    struck = boxes[
        (boxes[:, 1] + slack < at)
        & (at < boxes[:, 3] - slack)
        & (boxes[:, 0] < ruling.x1)
        & (boxes[:, 2] > ruling.x0)
        & (tall <= _TALL * height)
    ]
    walls = sorted(
        {ruling.x0, ruling.x1}
        | {
            r.x0
            for r in joined
            if not r.is_horizontal and r.top < at < r.bottom and ruling.x0 < r.x0 < ruling.x1
        }
    )
    for left, right in pairwise(walls):
        shared = np.minimum(struck[:, 2], right) - np.maximum(struck[:, 0], left)
        if not (shared > 0.5 * (struck[:, 2] - struck[:, 0])).any():
            yield Ruling(left, at, right, at)


@dataclass(frozen=True, slots=True, eq=False)
class _Evidence:
    """What tells of borders along x; all of it is turned for those along y.

    `strokes` are (at, start, end) of the rulings, `places` the table's boundaries, in points; `ink`
    is (H, W), 1 where ink runs along the axis, at `scale` pixels a point. On one side of a border
    stand `most` texts at most.
    """

    strokes: tuple[tuple[float, float, float], ...]
    places: tuple[float, ...]
    boxes: Boxes
    ink: NDArray[np.uint8]
    scale: float
    most: float


def _lost(
    grids: Sequence[CellGrid],
    rulings: Sequence[Ruling],
    axis: int,
    boxes: Boxes,
    image: PageImage,
) -> Iterator[Ruling]:
    """Borders along one axis that are missing inside of cells, where ink tells of them."""
    ink = _runs(image, axis)
    turned = boxes if axis == _ACROSS else boxes[:, [1, 0, 3, 2]]
    strokes = tuple(
        (r.top, r.x0, r.x1) if axis == _ACROSS else (r.x0, r.top, r.bottom)
        for r in rulings
        if r.is_horizontal == (axis == _ACROSS)
    )
    scale, most = points_to_pixels(1.0, image.dpi), math.inf if axis == _ACROSS else _FEW
    for grid in grids:
        places = grid.rows if axis == _ACROSS else grid.columns
        evidence = _Evidence(strokes, places, turned, ink, scale, most)
        for span in grid.spans:
            box = grid.box(span)
            if axis == _ACROSS:
                for at in _parting((box.x0, box.top, box.x1, box.bottom), evidence):
                    yield Ruling(box.x0, at, box.x1, at)
            else:
                for at in _parting((box.top, box.x0, box.bottom, box.x1), evidence):
                    yield Ruling(at, box.top, at, box.bottom)


def _runs(image: PageImage, axis: int) -> NDArray[np.uint8]:
    """(H, W), turned for _DOWN: 1 where ink runs along the axis."""
    ink = (image.pixels[:, :, 0] < 128).astype(np.uint8)
    ink = np.ascontiguousarray(ink if axis == _ACROSS else ink.T)
    run = max(3, round(points_to_pixels(_RUN_POINTS, image.dpi)))
    found: NDArray[np.uint8] = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    return found


def _parting(cell: _Box, evidence: _Evidence) -> Iterator[float]:
    """Where a cell (x0, top, x1, bottom) is parted along x between texts: at boundaries of the
    table that go on in it, leave a trace of ink or lie between two short texts; elsewhere where
    half of a line is drawn."""
    x0, top, x1, bottom = cell
    boxes = evidence.boxes
    inside = boxes[
        (np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0) > 1)
        & (boxes[:, 1] < bottom)
        & (boxes[:, 3] > top)
    ]
    if not len(inside):
        return
    share = _shares(cell, inside, evidence)
    found: list[float] = []
    for at in (place for place in evidence.places if top + 1 < place < bottom - 1):
        low = max(0, round((at - top - _BESIDE_POINTS) * evidence.scale))
        high = round((at - top + _BESIDE_POINTS) * evidence.scale)
        is_traced = share[low:high].max(initial=0.0) >= _TRACE
        goes_on = _ruled_share(cell, at, evidence.strokes) >= _HALF
        is_told = is_traced or goes_on or (evidence.most > _FEW and _two_short(inside, x1 - x0))
        if is_told and _stand_apart(inside, at, evidence.most):
            found.append(at)
    ends = np.flatnonzero(np.diff((share >= _HALF).astype(np.int8), prepend=0, append=0)).tolist()
    for first, last in zip(ends[::2], ends[1::2], strict=True):
        at = top + (first + last) / 2 / evidence.scale
        clear = all(abs(at - other) > 2 * SNAP for other in (top, bottom, *found))
        if clear and _stand_apart(inside, at, evidence.most):
            found.append(at)
    yield from found


def _two_short(boxes: Boxes, width: float) -> bool:
    """Whether a cell holds two lines, neither of which fills it: they are no one text."""
    free = width - (boxes[:, 2] - boxes[:, 0])
    return len(boxes) == 2 and bool((free >= FREE * (boxes[:, 3] - boxes[:, 1])).all())


def _ruled_share(cell: _Box, at: float, strokes: Sequence[tuple[float, float, float]]) -> float:
    """Share of a cell's width that has rulings along x at a place."""
    x0, _, x1, _ = cell
    ruled = sum(
        max(0.0, min(end, x1) - max(start, x0))
        for place, start, end in strokes
        if abs(place - at) <= SNAP
    )
    return ruled / max(x1 - x0, 1.0)


def _shares(cell: _Box, inside: Boxes, evidence: _Evidence) -> Floats:
    """Share of a cell's width that has runs of ink at each of its rows of pixels, those above and
    below counted in; texts count as blank."""
    x0, top, x1, bottom = (max(0, round(edge * evidence.scale)) for edge in cell)
    part = evidence.ink[top:bottom, x0:x1].copy()
    for box in np.rint(inside * evidence.scale).astype(int) - [x0, top, x0, top]:
        left, upper, right, lower = np.maximum(box, 0)
        part[upper:lower, left:right] = 0
    if not part.size:
        return np.zeros(0)
    shares: Floats = cv2.dilate(part, np.ones((3, 1), np.uint8)).mean(axis=1)
    return shares


def _stand_apart(boxes: Boxes, at: float, most: float) -> bool:
    """Whether texts stand above and below a line along x, and none on it; at most `most` of them
    on one of its sides."""
    slack = _MIDDLE * (boxes[:, 3] - boxes[:, 1])
    above, below = boxes[:, 3] - slack <= at, boxes[:, 1] + slack >= at
    fewer = min(int(above.sum()), int(below.sum()))
    return 0 < fewer <= most and bool((above | below).all())
