"""The quarter turn in which a page stands, by its lines of text."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels, Quads
from extractor.look.quads import crop_line, quad_size

_VOTERS = 12
"""Lines, the longest of the page, that vote on which way up it stands."""
_SURE = 0.5


class DirectionVote(Protocol):
    """Tells which way up a line of text stands."""

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        """Probability (0–1) that each line image, wider than high, stands on its head: (N,)."""
        ...


def quarter_turn(pixels: Pixels, quads: Quads, vote: DirectionVote) -> int:
    """The clockwise turn (0, 90, 180 or 270 degrees) in which the page stands.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        quads: its lines of text, in its pixels.
    """
    long = [q for q in quads if max(quad_size(q)) >= 2 * min(quad_size(q))]
    if not long:
        return 0
    upward = sum(h for w, h in map(quad_size, long) if h > w)
    along = sum(w for w, h in map(quad_size, long) if w >= h)
    sideways = upward > along
    lines = [q for q in long if (quad_size(q)[1] > quad_size(q)[0]) == sideways]
    voters = sorted(lines, key=lambda q: -max(quad_size(q)))[:_VOTERS]
    crops = [crop_line(pixels, q) for q in voters]
    if sideways:
        crops = [np.ascontiguousarray(np.rot90(crop)) for crop in crops]
    on_its_head = float(np.mean(vote.upside_down(crops))) > _SURE
    return (90 if sideways else 0) + (180 if on_its_head else 0)


def text_slope(quads: Quads) -> float:
    """Clockwise slope of the long level lines, in degrees: the median by squared length; 0 where
    there is none."""
    rows = []
    for quad in quads:
        width, height = quad_size(quad)
        if width >= 4 * height:
            step = quad[1] - quad[0] + quad[2] - quad[3]
            rows.append((float(np.degrees(np.arctan2(step[1], step[0]))), width))
    if not rows:
        return 0.0
    angles = np.array(sorted(rows))
    heap = np.cumsum(angles[:, 1] ** 2)
    return float(angles[np.searchsorted(heap, heap[-1] / 2), 0])
