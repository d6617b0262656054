"""The standard taxonomy of indicators: what a level-3 text means, wherever and however written."""

from extractor.taxonomy.catalog import TAXONOMY_VERSION, Taxonomy, load_taxonomy
from extractor.taxonomy.concept import Concept, Direction, Home, ValueType

__all__ = [
    "TAXONOMY_VERSION",
    "Concept",
    "Direction",
    "Home",
    "Taxonomy",
    "ValueType",
    "load_taxonomy",
]
