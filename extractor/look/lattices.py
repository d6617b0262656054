"""The boundaries of a flat page: those of ruled tables as traced, of others as a whole."""

from collections.abc import Callable, Iterator, Sequence

from extractor.document import PageImage
from extractor.look.boundaries import MapScale, open_at_breaks
from extractor.look.drawn import drawn_lines, drawn_part, without_undrawn
from extractor.look.flat_view import FlatView
from extractor.look.parted import parted_by_text
from models.table_structure.decode import Lattice, count_cells, decode_lattices
from models.table_structure.split_merge import (
    Region,
    SplitMergeNetworks,
    page_planes,
    split_region,
    table_regions,
)

_THROUGHOUT, _RULED = 0.97, 0.85
"""Share of the inner edges that is drawn where all are, and where nearly all are."""
_WHOLE = 4
"""Least cells of a table of its own."""
_SHARED = 0.5
"""Share of a lattice's area within a table's region from which it is of that table."""


def page_lattices(
    flat: FlatView, image: PageImage, scale: MapScale, networks: SplitMergeNetworks | None
) -> list[Lattice]:
    """The tables of a flat page.

    Traced boundaries are exact where all of them are drawn, or nearly all and they show no fewer
    cells. One that is not drawn, or was lost, is known by the whole table alone: other tables are
    split into rows and columns at once.

    Args:
        image: the flat page.
        scale: from the maps to its pixels.
        networks: None leaves all tables as traced.
    """
    drawn = drawn_lines(image)
    traced = decode_lattices(flat.across, flat.down)
    chosen: list[tuple[Region, Lattice]] = []
    if networks is not None:
        chosen += _split_tables(flat, traced, lambda one: drawn_part(one, drawn, scale), networks)
    alone = [
        one for one in traced if not any(_share(one, region) >= _SHARED for region, _ in chosen)
    ]

    def checked(lattice: Lattice) -> Lattice:
        return without_undrawn(open_at_breaks(lattice, image, scale), drawn, scale)

    return [
        *(parted_by_text(checked(one), flat.down, flat.lines) for one in alone),
        *(checked(found) for _, found in chosen),
    ]


def _split_tables(
    flat: FlatView,
    traced: Sequence[Lattice],
    part_of: Callable[[Lattice], float],
    networks: SplitMergeNetworks,
) -> Iterator[tuple[Region, Lattice]]:
    """Tables that tracing does not show as well, split, with their regions.

    Args:
        part_of: how much of a lattice is drawn, 0–1.
    """
    planes = page_planes(flat.across, flat.down, flat.table, flat.lines)
    for region in table_regions(flat.table):
        own = [one for one in traced if _share(one, region) >= _SHARED]
        part = min(map(part_of, own), default=0.0)
        cells = [count_cells(one) for one in own]
        # Of several ruled tables in one region a split would make one.
        several = sum(count >= _WHOLE for count in cells) > 1
        if part >= _THROUGHOUT or (part >= _RULED and several):
            continue
        lattice = split_region(planes, region, networks)
        if lattice is None or (part >= _RULED and sum(cells) >= count_cells(lattice)):
            continue
        yield region, lattice


def _share(lattice: Lattice, region: Region) -> float:
    low = (float(lattice.columns[0]), float(lattice.rows[0]))
    high = (float(lattice.columns[-1]), float(lattice.rows[-1]))
    wide = min(high[0], region.right) - max(low[0], region.left)
    tall = min(high[1], region.bottom) - max(low[1], region.top)
    own = max(high[0] - low[0], 1.0) * max(high[1] - low[1], 1.0)
    return max(wide, 1.0) * max(tall, 1.0) / own if wide >= 0 and tall >= 0 else 0.0
