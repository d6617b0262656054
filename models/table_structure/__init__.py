"""Where the cells of a page lie: a small head on the text detector's features.

One pass over a page gives the text and the structure.
"""

from models.table_structure.config import MAPS, STRIDE
from models.table_structure.encode import encode_page
from models.table_structure.session import PageMaps, PageNetwork, merged_graph

__all__ = [
    "MAPS",
    "STRIDE",
    "PageMaps",
    "PageNetwork",
    "encode_page",
    "merged_graph",
]
