"""Lattices found on the maps of a flat page → its rulings in points."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Ruling
from extractor.geometry import pixels_to_points, points_to_pixels
from models.table_structure import STRIDE
from models.table_structure.decode import Lattice

_BESIDE_POINTS = 2.0
"""How far beside its place a drawn border is looked for, and its paper beyond."""
_CONTRAST = 25.0
"""Grey levels by which a drawn border is darker than the paper on both of its sides."""
_DRAWN, _UNDRAWN = 0.6, 0.3
"""Share of a border's pixels, from which it is drawn and below which it is not."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MapScale:
    """`factor` pixels of the page's image at `dpi` for one of the pixels the network saw."""

    factor: float
    dpi: float

    def pixels(self, places: Floats) -> Floats:
        """Places on the maps, whose centres lie at integers, in pixels of the page's image."""
        scaled: Floats = (places + 0.5) * (STRIDE * self.factor)
        return scaled

    def points(self, places: Floats) -> Floats:
        """Places on the maps in points."""
        scaled: Floats = self.pixels(places) * pixels_to_points(1.0, self.dpi)
        return scaled


def lattices_to_rulings(lattices: Sequence[Lattice], scale: MapScale) -> tuple[Ruling, ...]:
    """The longest straight stretches of existing edges, in points."""
    return tuple(ruling for lattice in lattices for ruling in _rulings(lattice, scale))


def _rulings(lattice: Lattice, scale: MapScale) -> Iterator[Ruling]:
    rows, columns = scale.points(lattice.rows).tolist(), scale.points(lattice.columns).tolist()
    for at, edges in zip(rows, lattice.across, strict=True):
        for first, last in _runs(edges):
            yield Ruling(columns[first], at, columns[last], at)
    for at, edges in zip(columns, lattice.down, strict=True):
        for first, last in _runs(edges):
            yield Ruling(at, rows[first], at, rows[last])


def _runs(edges: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """(first, end) of each run of true values."""
    ends = np.flatnonzero(np.diff(edges.astype(np.int8), prepend=0, append=0)).tolist()
    yield from zip(ends[::2], ends[1::2], strict=True)


def open_at_breaks(lattice: Lattice, image: PageImage, scale: MapScale) -> Lattice:
    """The lattice without a top or bottom border that is not drawn, where the others are.

    The network tells where cells end, drawn or not. That a page break cuts the table there is
    known by the missing ink.
    """
    if len(lattice.rows) < 2 or len(lattice.columns) < 2:
        return lattice
    shares = [_drawn_share(lattice, row, image, scale) for row in range(len(lattice.rows))]
    down = float(lattice.down.any(axis=1).sum())
    inner = [share for share in shares[1:-1] if share is not None]
    if down < 2 or not inner or float(np.median(inner)) < _DRAWN:
        return lattice
    across = lattice.across.copy()
    for row in (0, -1):
        share = shares[row]
        if share is not None and share < _UNDRAWN:
            across[row] = False
    return replace(lattice, across=across)


def _drawn_share(lattice: Lattice, row: int, image: PageImage, scale: MapScale) -> float | None:
    """Share (0–1) of a row boundary's edges under which a line is drawn; None without edges."""
    pixels = image.pixels
    reach = max(2, round(points_to_pixels(_BESIDE_POINTS, image.dpi)))
    middle = round(float(scale.pixels(lattice.rows[row : row + 1])[0]))
    columns = np.rint(scale.pixels(lattice.columns)).astype(int)
    top, bottom = max(0, middle - 2 * reach), min(pixels.shape[0], middle + 2 * reach + 1)
    strip = pixels[top:bottom, :, 0]
    if len(strip) < 2 * reach or not lattice.across[row].any():
        return None
    under = np.zeros(pixels.shape[1], np.bool_)
    for first, last in _runs(lattice.across[row]):
        under[max(0, columns[first] + reach) : columns[last] - reach] = True
    if not under.any():
        return None
    part = cv2.blur(np.ascontiguousarray(strip[:, under]), (2 * reach + 1, 1))
    inside = slice(middle - top - reach, middle - top + reach + 1)
    dark = part[inside].min(axis=0).astype(np.float64)
    paper = np.minimum(part[:reach].max(axis=0), part[-reach:].max(axis=0))
    return float((paper - dark >= _CONTRAST).mean())
