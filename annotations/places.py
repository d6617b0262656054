"""Places on the paper compared."""

from collections.abc import Mapping

from annotations.corrections import Spot
from extractor.geometry import BBox

_SAME_CELL = 0.5  # of intersection over union, from which two boxes are of one cell
_SAME_EDGE = 1.0  # points that an edge may be off: what percents and the browser round


def same_place(one: Spot | None, other: Spot | None) -> bool:
    """Whether two places are one, but for rounding."""
    if one is None or other is None:
        return one is other
    edges = zip(one.box, other.box, strict=True)
    return one.page == other.page and all(abs(a - b) <= _SAME_EDGE for a, b in edges)


def overlap(one: Spot, other: Spot) -> float:
    """Intersection over union of two boxes, 0 on different pages."""
    if one.page != other.page:
        return 0.0
    return BBox(*one.box).overlap(BBox(*other.box))


def gap(one: Spot | None, other: Spot | None) -> float:
    """How far two boxes stand apart along x, in points; infinite where one has no place."""
    if one is None or other is None:
        return float("inf")
    return max(other.box[0] - one.box[2], one.box[0] - other.box[2], 0.0)


def best_match(spot: Spot | None, others: Mapping[str, Spot | None]) -> str | None:
    """The name of the place that is the same cell, None where there is none."""
    if spot is None:
        return None
    scores = {name: overlap(spot, other) for name, other in others.items() if other is not None}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= _SAME_CELL else None
