"""What one pass saw of a page, moved to where it lies on the flat page."""

from dataclasses import dataclass

import numpy as np

from extractor.document import Quads
from extractor.look.baselines import text_stretches
from extractor.look.flatten import find_warp
from extractor.look.warp import Points, Warp
from models.table_structure import STRIDE, PageMaps
from models.table_structure.decode import within_tables
from models.table_structure.ridges import Map

_SEAL = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class FlatView:
    """Maps at 1 / STRIDE of the view's pixels and lines (N, 4, 2) in its pixels, on the flat page.
    `warp` takes points of the upright view there; None where it was flat."""

    across: Map
    down: Map
    table: Map
    lines: Quads
    warp: Warp | None


def flat_view(maps: PageMaps, lines: Quads, size: tuple[int, int], base: Warp | None) -> FlatView:
    """Make flat what was seen.

    Args:
        maps: of what the network saw.
        lines: text lines in its pixels.
        size: (width, height) of it in pixels.
        base: the warp, without bends, from the upright view to what the network saw.
    """
    # The ring of a seal that was not red is no boundary.
    bare = (maps.seal < _SEAL).astype(np.float32)
    across, down = (within_tables(found * bare, maps.table) for found in (maps.across, maps.down))
    warp = find_warp(across, down, text_stretches(maps.text), size)
    if warp is None:
        return FlatView(across, down, maps.table, lines, base)
    across, down, table = warp.flatten_maps([across, down, maps.table], 1 / STRIDE)
    whole = warp if base is None else base.then(warp)
    return FlatView(across, down, table, _moved(lines, warp), whole)


def _moved(lines: Quads, warp: Warp) -> Quads:
    corners: Points = lines.reshape(-1, 2).astype(np.float64)
    moved: Quads = warp.forward(corners).astype(np.float32).reshape(-1, 4, 2)
    return moved
