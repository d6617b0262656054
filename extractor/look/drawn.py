"""Which edges of a lattice are drawn with ink. In a table that draws its borders, an edge without
any is none: only the texts around it look as if cells parted there."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Pixels
from extractor.geometry import points_to_pixels
from extractor.look.boundaries import MapScale
from models.table_structure.decode import Edges, Lattice, stretch_means

_RULED = 0.85
"""Share of the length of its inner edges that is drawn, from which a table draws its borders."""
_BARE = 0.2
"""Share of an edge that is drawn, up to which it is blank paper."""
_LINE_POINTS = 4.0
"""Dark strokes up to this thickness may be lines."""
_REACH_POINTS = 2.0
"""A line lies this far from its place at most."""
_RUN_POINTS = 5.0
"""Ink shorter than this is no line."""
_CONTRAST = 18
"""Grey levels by which a line is darker than what lies beside it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLines:
    """Where thin dark lines run along x and along y: (H, W) and, turned, (W, H), 0 or 1, each
    spread by the distance at which it still counts."""

    across: Pixels
    down: Pixels


def drawn_lines(image: PageImage) -> DrawnLines:
    """The thin lines of a flat page; red ones are not seen."""
    red = np.ascontiguousarray(image.pixels[:, :, 0])
    return DrawnLines(
        _lines_across(red, image.dpi), _lines_across(np.ascontiguousarray(red.T), image.dpi)
    )


def without_undrawn(lattice: Lattice, lines: DrawnLines, scale: MapScale) -> Lattice:
    """The lattice without the lone blank edges inside of it, where nearly all others are drawn."""
    across, down = _edge_shares(lattice, lines, scale)
    parts = _inner_parts(lattice, (across, down), scale)
    length = float(sum(weights.sum() for _, weights in parts))
    if length == 0 or float(sum(drawn @ w for drawn, w in parts)) / length < _RULED:
        return lattice
    kept_across, kept_down = lattice.across.copy(), lattice.down.copy()
    kept_across[1:-1] &= ~_alone(lattice.across[1:-1] & (across[1:-1] <= _BARE))
    kept_down[1:-1] &= ~_alone(lattice.down[1:-1] & (down[1:-1] <= _BARE))
    return replace(lattice, across=kept_across, down=kept_down)


def drawn_part(lattice: Lattice, lines: DrawnLines, scale: MapScale) -> float:
    """Share of the length of the inner edges that is drawn, the lesser of those along x and of
    those along y: rows are long, and where only they are drawn they would outvote all columns. 0
    where there are none."""
    parts = _inner_parts(lattice, _edge_shares(lattice, lines, scale), scale)
    return min((float(drawn @ w / w.sum()) for drawn, w in parts if w.size), default=0.0)


def _inner_parts(
    lattice: Lattice, shares: tuple[Floats, Floats], scale: MapScale
) -> tuple[tuple[Floats, Floats], ...]:
    """Whether each existing inner edge is drawn (0 or 1), and its length; along x, then along y."""
    found = []
    for edges, share, stops in (
        (lattice.across[1:-1], shares[0][1:-1], lattice.columns),
        (lattice.down[1:-1], shares[1][1:-1], lattice.rows),
    ):
        lengths = np.broadcast_to(np.diff(scale.pixels(stops)), edges.shape)[edges]
        found.append(((share[edges] > _BARE).astype(np.float64), lengths))
    return tuple(found)


def _edge_shares(lattice: Lattice, lines: DrawnLines, scale: MapScale) -> tuple[Floats, Floats]:
    """The drawn share of each edge, existing or not, along x and along y."""
    rows, columns = scale.pixels(lattice.rows), scale.pixels(lattice.columns)
    return _shares(lines.across, rows, columns), _shares(lines.down, columns, rows)


def _alone(blank: Edges) -> Edges:
    """The blank edges without a blank one before or behind them on the same boundary.

    Where a scanner or a fax machine lost a line, it lost it over several cells.
    """
    framed = np.pad(blank, ((0, 0), (1, 1)))
    alone: Edges = blank & ~framed[:, :-2] & ~framed[:, 2:]
    return alone


def _lines_across(gray: Pixels, dpi: float) -> Pixels:
    thick = max(3, round(points_to_pixels(_LINE_POINTS, dpi)))
    run = max(3, round(points_to_pixels(_RUN_POINTS, dpi)))
    reach = max(1, round(points_to_pixels(_REACH_POINTS, dpi)))
    # Closing fills what is thinner than the kernel: what it changed was a thin dark stroke.
    filled = cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((thick + 1, 1), np.uint8))
    depth = cv2.blur(cv2.subtract(filled, gray), (run, 1))
    lines = (depth >= _CONTRAST).astype(np.uint8)
    spread: Pixels = cv2.dilate(lines, np.ones((2 * reach + 1, 1), np.uint8))
    return spread


def _shares(lines: Pixels, places: Floats, stops: Floats) -> Floats:
    """(len(places), len(stops) - 1): share of each edge that is drawn, clear of its ends."""
    margin = np.minimum(4.0, np.diff(stops) / 4)
    first = np.rint(stops[:-1] + margin).astype(int)
    last = np.maximum(np.rint(stops[1:] - margin).astype(int), first)
    return stretch_means(lines, places, first, last)
