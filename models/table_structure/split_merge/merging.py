"""How surely neighbouring cells part → cells that are rectangles, cover all and never overlap."""

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.table_structure.ridges import Floats, Whole

_CERTAIN = 1e-4


@dataclass(frozen=True, slots=True)
class Block:
    """Rows top to bottom and columns left to right, the last ones outside."""

    top: int
    left: int
    bottom: int
    right: int


def merge_cells(apart_below: Floats, apart_right: Floats) -> Whole:
    """Join cells as long as the sides between two are more likely none, the likeliest first, where
    both together are a rectangle.

    Args:
        apart_below: (R - 1, C), probability that a cell ends at the boundary below row r.
        apart_right: (R, C - 1), probability that it ends at the boundary right of column c.
    Returns:
        (R, C), the number of the block that each cell belongs to.
    """
    return _Merger(_evidence(apart_below), _evidence(apart_right)).merged()


def _evidence(apart: Floats) -> Floats:
    """Logarithm of the odds that two cells are one."""
    chance = np.clip(apart.astype(np.float64), _CERTAIN, 1 - _CERTAIN)
    evidence: Floats = np.log((1 - chance) / chance)
    return evidence


class _Merger:
    def __init__(self, below: Floats, right: Floats) -> None:
        rows, columns = right.shape[0], below.shape[1]
        self._sum_below = np.hstack([np.zeros((rows - 1, 1)), np.cumsum(below, axis=1)])
        self._sum_right = np.vstack([np.zeros((1, columns - 1)), np.cumsum(right, axis=0)])
        self._owner = np.arange(rows * columns).reshape(rows, columns)
        self._blocks = {
            row * columns + column: Block(row, column, row + 1, column + 1)
            for row in range(rows)
            for column in range(columns)
        }
        self._heap: list[tuple[float, int, int]] = []
        self._next = rows * columns

    def merged(self) -> NDArray[np.intp]:
        """The owners when nothing more is to be joined."""
        for number in list(self._blocks):
            self._offer(number, ("below", "right"))
        while self._heap:
            _, one, other = heapq.heappop(self._heap)
            if one in self._blocks and other in self._blocks:
                self._join(one, other)
        return self._owner

    def _join(self, one: int, other: int) -> None:
        a, b = self._blocks.pop(one), self._blocks.pop(other)
        block = Block(
            min(a.top, b.top),
            min(a.left, b.left),
            max(a.bottom, b.bottom),
            max(a.right, b.right),
        )
        number, self._next = self._next, self._next + 1
        self._blocks[number] = block
        self._owner[block.top : block.bottom, block.left : block.right] = number
        self._offer(number, ("above", "below", "left", "right"))

    def _offer(self, number: int, sides: tuple[str, ...]) -> None:
        block = self._blocks[number]
        for side in sides:
            other = self._beside(block, side)
            if other is None:
                continue
            gain = self._gain(block, side)
            if gain > 0:
                heapq.heappush(self._heap, (-gain, number, other))

    def _beside(self, block: Block, side: str) -> int | None:
        """The block whose whole side is this one's whole side."""
        row = {"above": block.top - 1, "below": block.bottom}.get(side, block.top)
        column = {"left": block.left - 1, "right": block.right}.get(side, block.left)
        if not (0 <= row < self._owner.shape[0] and 0 <= column < self._owner.shape[1]):
            return None
        other = int(self._owner[row, column])
        found = self._blocks[other]
        if side in ("above", "below"):
            fits = (found.left, found.right) == (block.left, block.right)
        else:
            fits = (found.top, found.bottom) == (block.top, block.bottom)
        return other if fits else None

    def _gain(self, block: Block, side: str) -> float:
        """Mean evidence along the side, so that long sides are no surer than short ones."""
        if side in ("above", "below"):
            sums = self._sum_below[block.top - 1 if side == "above" else block.bottom - 1]
            first, last = block.left, block.right
        else:
            sums = self._sum_right[:, block.left - 1 if side == "left" else block.right - 1]
            first, last = block.top, block.bottom
        return float(sums[last] - sums[first]) / (last - first)
