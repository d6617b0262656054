"""The boundaries of a flat page: those of ruled tables as traced, those of others as a whole."""

from collections.abc import Sequence

from extractor.document import PageImage
from extractor.look.boundaries import MapScale, open_at_breaks
from extractor.look.drawn import drawn_lines, is_ruled, without_undrawn
from extractor.look.flat_view import FlatView
from extractor.look.parted import parted_by_text
from models.table_structure.decode import Lattice, decode_lattices
from models.table_structure.split_merge import Region, SplitMergeNetworks, split_lattices

_SHARED = 0.5
"""Share of a lattice's area within a table's region from which it is of that table."""


def page_lattices(
    flat: FlatView, image: PageImage, scale: MapScale, networks: SplitMergeNetworks | None
) -> list[Lattice]:
    """The tables of a flat page.

    Traced boundaries are exact where they are drawn. Where they are not, a boundary is known by
    the whole table alone: such tables are split into rows and columns at once.

    Args:
        image: the flat page.
        scale: from the maps to its pixels.
        networks: None leaves all tables as traced.
    """
    drawn = drawn_lines(image)
    traced = [
        open_at_breaks(found, image, scale) for found in decode_lattices(flat.across, flat.down)
    ]
    split = []
    if networks is not None:
        found = split_lattices(flat.across, flat.down, flat.table, flat.lines, networks)
        split = [
            (region, open_at_breaks(lattice, image, scale))
            for region, lattice in found
            if not any(is_ruled(one, drawn, scale) for one in _within(traced, region))
        ]
    replaced = {id(one) for region, _ in split for one in _within(traced, region)}
    kept = [
        parted_by_text(without_undrawn(one, drawn, scale), flat.down, flat.lines)
        for one in traced
        if id(one) not in replaced
    ]
    return kept + [found for _, found in split]


def _within(lattices: Sequence[Lattice], region: Region) -> list[Lattice]:
    """The lattices that lie in a region for the most part."""
    return [one for one in lattices if _share(one, region) >= _SHARED]


def _share(lattice: Lattice, region: Region) -> float:
    low = (float(lattice.columns[0]), float(lattice.rows[0]))
    high = (float(lattice.columns[-1]), float(lattice.rows[-1]))
    wide = min(high[0], region.right) - max(low[0], region.left)
    tall = min(high[1], region.bottom) - max(low[1], region.top)
    own = max(high[0] - low[0], 1.0) * max(high[1] - low[1], 1.0)
    return max(wide, 1.0) * max(tall, 1.0) / own if wide >= 0 and tall >= 0 else 0.0
