"""Boundaries and text lines seen on a page → the warp that makes it flat."""

from dataclasses import replace

import numpy as np

from extractor.look.bend import Traces, find_bend
from extractor.look.level import Stretches, level_matrix
from extractor.look.warp import Points, Warp, fitted
from models.table_structure import STRIDE
from models.table_structure.ridges import Map, Ridges, fit_lines, trace_ridges

_SHORTEST = 12.0
"""Pixels of the maps. Shorter ridges tell no direction."""
_STRAIGHT = 0.75
"""Pixels. A page on which nothing would move further is left as it is."""


def find_warp(across: Map, down: Map, texts: Stretches, size: tuple[int, int]) -> Warp | None:
    """What makes a page flat that stands upright and leans by less than some 8 degrees.

    Args:
        across, down: maps of the page at 1 / STRIDE of its pixels.
        texts: its text lines, in its pixels.
        size: (width, height) of the page in pixels.
    Returns:
        A warp in pixels of the page; None for a page that is flat.
    """
    rows, columns = trace_ridges(across), trace_ridges(down.T)
    row_stretches = _joined(_stretches(rows, 1), texts)
    matrix = level_matrix(row_stretches, _stretches(columns, -1), size)
    warp = fitted(matrix, *size)
    found = [find_bend(_traces(rows, 1, warp), 1), find_bend(_traces(columns, -1, warp), 0)]
    bends = tuple(bend for bend in found if bend is not None)
    if not bends and _greatest_move(warp, size) < _STRAIGHT:
        return None
    return replace(warp, bends=bends)


def map_to_page(points: Points) -> Points:
    """Places on a map, whose centres lie at integers, in pixels of its page."""
    moved: Points = (points + 0.5) * STRIDE
    return moved


def _stretches(ridges: Ridges, order: int) -> Stretches:
    """Ridges as straight stretches in pixels of the page; order -1 for ridges along y."""
    lines = fit_lines(ridges)
    lines = lines.picked(lines.length >= _SHORTEST)
    rise = lines.slope * (lines.end - lines.start) / 2
    start = np.stack([lines.start, lines.at - rise], 1)[:, ::order]
    end = np.stack([lines.end, lines.at + rise], 1)[:, ::order]
    return Stretches(map_to_page(start), map_to_page(end), 0.5 * STRIDE * lines.thickness)


def _joined(first: Stretches, second: Stretches) -> Stretches:
    return Stretches(
        np.concatenate([first.start, second.start]),
        np.concatenate([first.end, second.end]),
        np.concatenate([first.off, second.off]),
    )


def _traces(ridges: Ridges, order: int, warp: Warp) -> Traces:
    """Points of thin ridges on the level page."""
    thin = ridges.thickness <= 2 * np.median(ridges.thickness) if ridges.count else slice(None)
    points = np.stack([ridges.along[thin], ridges.at[thin]], 1)[:, ::order]
    return Traces(warp.forward(map_to_page(points)), ridges.ridge[thin])


def _greatest_move(warp: Warp, size: tuple[int, int]) -> float:
    """How far a corner moves against the middle, in pixels."""
    width, height = size
    places = np.array(
        [[0, 0], [width, 0], [width, height], [0, height], [width / 2, height / 2]], np.float64
    )
    moves = warp.forward(places) - places
    return float(np.abs(moves[:4] - moves[4]).max())
