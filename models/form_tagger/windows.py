"""Long forms → overlapping windows of whole rows."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `first` up to `end` are looked at, `kept_first` up to `kept_end` are decided."""

    first: int
    end: int
    kept_first: int
    kept_end: int


def windows(rows: NDArray[np.int64], limit: int, overlap: int) -> tuple[Window, ...]:
    """Windows that decide every token once.

    Args:
        rows: (N,) row of each token.
        limit: tokens of a window.
        overlap: tokens that two windows share about; fewer than `limit`.
    """
    count = len(rows)
    if count <= limit:
        return (Window(0, count, 0, count),)
    ends = [limit]
    while ends[-1] < count:
        ends.append(min(ends[-1] + limit - overlap, count))
    spans = [(max(0, end - limit), end) for end in ends]
    cuts = [0]
    for (_, end), (first, _) in pairwise(spans):
        cuts.append(_row_start(rows, (first + end) // 2, max(cuts[-1], first)))
    cuts.append(count)
    return tuple(
        Window(first, end, cuts[number], cuts[number + 1])
        for number, (first, end) in enumerate(spans)
    )


def _row_start(rows: NDArray[np.int64], place: int, lowest: int) -> int:
    """The place where the row of the token at `place` begins, but not before `lowest`."""
    while place > lowest and rows[place - 1] == rows[place]:
        place -= 1
    return place
