"""Between the two official schemes: where a concept belongs in each."""

from dataclasses import dataclass
from enum import StrEnum

from extractor.taxonomy.concept import Concept, Home


class Change(StrEnum):
    """What became of a concept's home from the scheme of 2015 to that of 2021."""

    SAME = "same"
    MOVED = "moved"  # costs left 产出指标
    ADDED = "added"  # 2015 had no such group
    FOLDED = "folded"  # 可持续影响 went into the benefit that it concerns
    OUTSIDE = "outside"  # in neither: budget management


@dataclass(frozen=True, slots=True)
class Crossing:
    """The homes of one concept in both schemes, None where a scheme has none."""

    home_2015: Home | None
    home_2021: Home | None
    change: Change


def cross(concept: Concept) -> Crossing:
    """Both homes of a concept and what changed between them."""
    old, new = concept.level2_2015, concept.level2_2021
    if new is None:
        change = Change.OUTSIDE
    elif old is None:
        change = Change.ADDED
    elif old.code != new.code:
        change = Change.FOLDED
    else:
        change = Change.SAME if old == new else Change.MOVED
    return Crossing(old, new, change)
