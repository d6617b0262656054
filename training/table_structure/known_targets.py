"""The cells of a corrected page → the maps that a head shall give, and what of them is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels
from extractor.geometry import BBox, points_to_pixels
from models.table_structure.config import MAPS, STRIDE
from training.synthesis.truth import Direction
from training.table_structure.cell_sides import JITTER, KnownBox, Side, cell_sides
from training.table_structure.seen_lines import Place, SeenLines
from training.table_structure.targets import Maps

_REACH = 8.0
"""Points of empty space beside a boundary that is not drawn; as in `targets`, at 110 dpi."""
_SHIFT = 4
"""Fractional bits of drawn coordinates."""
_INSIDE = 1.0
"""Points beside its edges up to which a cell's inside is not sure."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownMaps:
    """`targets` and `known` (4, H / 2, W / 2), in the order of `MAPS`: 0–1, and the weight of each
    place in the loss, 0 where nobody knows."""

    targets: Maps
    known: Maps


@dataclass(frozen=True, slots=True, eq=False)
class PlacedSide:
    """A side and where the picture shows it; None where text stands all over it."""

    side: Side
    place: Place | None


@dataclass(frozen=True, slots=True, eq=False)
class PlacedCells:
    """Cells in points of a picture, with their sides in its pixels; `size` is its (width, height)
    in pixels."""

    cells: tuple[KnownBox, ...]
    sides: tuple[PlacedSide, ...]
    size: tuple[int, int]
    dpi: float


def place_cells(pixels: Pixels, dpi: float, cells: Sequence[KnownBox]) -> PlacedCells:
    """Find on a picture (H, W, 3) where the sides of its cells are."""
    seen = SeenLines(pixels, dpi)
    sides = cell_sides([known.box for known in cells])
    placed = tuple(PlacedSide(side, seen.place(side, _REACH)) for side in sides)
    return PlacedCells(tuple(cells), placed, (pixels.shape[1], pixels.shape[0]), dpi)


def known_maps(placed: PlacedCells, scale: float) -> KnownMaps:
    """The maps of the picture `scale` times as large.

    Inside of cells there is no boundary; on their sides there is one: a ridge where it is visible,
    a band as wide as the empty space where it is not. All else is unknown: beside cells that nobody
    saw, where boxes overlap, sides that run through text.
    """
    width, height = (-(-round(side * scale) // STRIDE) for side in placed.size)
    canvas = _Canvas(np.zeros((len(MAPS), height, width), np.float32), placed.dpi, scale)
    known = np.zeros_like(canvas.targets)
    for cell in placed.cells:
        inside = canvas.box(cell.box, -_INSIDE)
        if inside is not None:
            known[(slice(0, 3), *inside)] = np.maximum(known[(slice(0, 3), *inside)], cell.weight)
            canvas.targets[(2, *inside)] = 1.0
    for one in placed.sides:
        weight = placed.cells[one.side.number].weight
        channel = 0 if one.side.direction is Direction.ACROSS else 1
        if one.place is None:
            _forget(known[channel], canvas, one.side)
        else:
            drawn = canvas.drawn(one.side, one.place)
            canvas.targets[channel] = np.maximum(canvas.targets[channel], drawn)
            known[channel] = np.maximum(known[channel], np.where(drawn > 0, weight, 0.0))
    for box in _shared_boxes([cell.box for cell in placed.cells]):
        inside = canvas.box(box, JITTER)
        if inside is not None:
            known[(slice(None), *inside)] = 0.0
    return KnownMaps(canvas.targets, known)


@dataclass(frozen=True, slots=True, eq=False)
class _Canvas:
    """The maps while they are drawn, and the way from points to their pixels."""

    targets: Maps
    dpi: float
    scale: float

    def place(self, pixels: float) -> float:
        """Pixels of the picture → places on the maps, whose centres lie at integers."""
        return pixels * self.scale / STRIDE - 0.5

    def box(self, box: BBox, beyond: float) -> tuple[slice, slice] | None:
        """The pixels of a box and so many points around; None where there are none."""
        edges = (box.top - beyond, box.bottom + beyond, box.x0 - beyond, box.x1 + beyond)
        found = [round(self.place(points_to_pixels(edge, self.dpi)) + 0.5) for edge in edges]
        top, bottom, left, right = (max(0, edge) for edge in found)
        return (slice(top, bottom), slice(left, right)) if top < bottom and left < right else None

    def drawn(self, side: Side, place: Place) -> NDArray[np.float32]:
        """A map with one boundary."""
        start, end = (self.place(points_to_pixels(p, self.dpi)) for p in (side.start, side.end))
        low, high = self.place(place.low), self.place(place.high)
        drawn = np.zeros(self.targets.shape[1:], np.uint8)
        order = slice(None) if side.direction is Direction.ACROSS else slice(None, None, -1)
        if place.low == place.high:
            line = np.array([(start, low), (end, low)])[:, order]
            cv2.polylines(drawn, [_fixed(line)], False, 255, 2, cv2.LINE_AA, _SHIFT)
        else:
            corners = [(start, low), (end, low), (end, high), (start, high)]
            band = np.array(corners)[:, order]
            cv2.fillPoly(drawn, [_fixed(band)], 255, cv2.LINE_AA, _SHIFT)
        found: NDArray[np.float32] = drawn.astype(np.float32) / np.float32(255)
        return found


def _fixed(points: NDArray[np.float64]) -> NDArray[np.int32]:
    fixed: NDArray[np.int32] = np.round(points * (1 << _SHIFT)).astype(np.int32)
    return fixed


def _forget(known: NDArray[np.float32], canvas: _Canvas, side: Side) -> None:
    """Nothing is known where a side runs through text."""
    box = BBox(side.start, side.low, side.end, side.high)
    if side.direction is Direction.DOWN:
        box = BBox(side.low, side.start, side.high, side.end)
    inside = canvas.box(box, 0.0)
    if inside is not None:
        known[inside] = 0.0


def _shared_boxes(boxes: Sequence[BBox]) -> list[BBox]:
    """Where two boxes lie over each other by more than hands tremble."""
    found = []
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            x0, top = max(one.x0, other.x0), max(one.top, other.top)
            x1, bottom = min(one.x1, other.x1), min(one.bottom, other.bottom)
            if x1 - x0 > 2 * JITTER and bottom - top > 2 * JITTER:
                found.append(BBox(x0, top, x1, bottom))
    return found
