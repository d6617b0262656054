"""Split and merge: all rows and columns of a table at once, then the cells that span several."""

from models.table_structure.split_merge.decode import (
    SplitMergeNetworks,
    Splitters,
    found_places,
    split_region,
    split_table,
)
from models.table_structure.split_merge.planes import Region, page_planes, table_regions
from models.table_structure.split_merge.session import SplitMergeSessions

__all__ = [
    "Region",
    "SplitMergeNetworks",
    "SplitMergeSessions",
    "Splitters",
    "found_places",
    "page_planes",
    "split_region",
    "split_table",
    "table_regions",
]
