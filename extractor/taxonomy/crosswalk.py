"""Between the two official schemes: where a concept belongs in each, and where it may be filed."""

from dataclasses import dataclass
from enum import StrEnum

from extractor.taxonomy.concept import Concept, Home
from extractor.taxonomy.level2 import filed_codes

_BENEFITS = ("BEC", "BSO", "BEN")
# Harm that the older scheme had no group for was written among costs or as a negative benefit.
_HARM_2015 = {"CSO": ("CST", "BSO"), "CEN": ("CST", "BEN")}


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


def may_be_filed_under(concept: Concept, label: str) -> bool | None:
    """Whether the group that a printed level-2 label names is one for the concept, in either
    scheme; None where the label is not known or the concept belongs into no group.

    A benefit may always be claimed as a lasting one, and a lasting one as the benefit it is.
    """
    codes = filed_codes(label)
    if not codes:
        return None
    allowed = {concept.code, *concept.also, *_HARM_2015.get(concept.code, ())}
    if concept.code in _BENEFITS:
        allowed.add("SUS")
    if concept.level2_2021 is not None:
        allowed.add(concept.level2_2021.code)
    fits = bool(allowed.intersection(codes))
    return None if concept.level2_2021 is None and not fits else fits
