"""Where the points of a sheet go: bends of the paper, then one projection; pixels move once."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.synthesis.truth import Direction, Pixels, Points

Matrix = NDArray[np.float64]
_STEP = 8
"""Pixels between the points at which a bent sheet is traced back."""


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """A wave of the paper: points move at right angles to `direction` by `offsets`, given at
    `knots` along it (pixels). Across it the offset changes from its full size to
    (1 + `growth`) times over `reach` pixels. Exactly invertible."""

    direction: Direction
    knots: NDArray[np.float64]
    offsets: NDArray[np.float64]
    growth: float
    reach: float

    def forward(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 2) on the flat sheet → (N, 2) on the bent one."""
        across, offset = self._at(points)
        moved = points.copy()
        moved[:, across] += offset * (1 + self.growth * points[:, across] / self.reach)
        return moved

    def backward(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """The inverse of `forward`."""
        across, offset = self._at(points)
        moved = points.copy()
        moved[:, across] = (points[:, across] - offset) / (1 + self.growth * offset / self.reach)
        return moved

    def _at(self, points: NDArray[np.float64]) -> tuple[int, NDArray[np.float64]]:
        along = 0 if self.direction is Direction.ACROSS else 1
        return 1 - along, np.interp(points[:, along], self.knots, self.offsets)


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Bends one after another, then `matrix` (3 × 3), on a canvas of `size` (height, width).
    Pixel centres lie at integers."""

    bends: tuple[Bend, ...]
    matrix: Matrix
    size: tuple[int, int]

    def forward(self, points: Points) -> Points:
        """Points of the sheet → points of the canvas."""
        moved = points.astype(np.float64)
        for bend in self.bends:
            moved = bend.forward(moved)
        return _projected(moved, self.matrix).astype(np.float32)

    def backward(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the canvas → points of the sheet."""
        moved = _projected(points, np.asarray(np.linalg.inv(self.matrix), np.float64))
        for bend in reversed(self.bends):
            moved = bend.backward(moved)
        return moved

    def widened(self, points: Points) -> "Warp":
        """The canvas grown, where it must, to hold these points of it and a little more."""
        room = max(self.size) * 0.006
        low = np.minimum(points.min(axis=0) - room, 0.0)
        high = np.maximum(points.max(axis=0) + room, [self.size[1] - 1, self.size[0] - 1])
        width, height = (math.ceil(side) for side in high - low + 1)
        shift = np.array([[1.0, 0.0, -low[0]], [0.0, 1.0, -low[1]], [0.0, 0.0, 1.0]])
        return Warp(self.bends, shift @ self.matrix, (height, width))

    def onto(self, backdrop: Pixels, layers: tuple[Pixels, ...]) -> tuple[Pixels, ...]:
        """Each layer of the sheet on the canvas; the first one on `backdrop` (written to), the
        others, (H, W), on zeros."""
        height, width = self.size
        moved = []
        grid = self._grid() if self.bends else None
        for number, layer in enumerate(layers):
            target = backdrop if number == 0 else np.zeros((height, width), np.uint8)
            if number > 0 and not layer.any():
                pass
            elif grid is None:
                cv2.warpPerspective(
                    layer,
                    self.matrix,
                    (width, height),
                    dst=target,
                    flags=cv2.INTER_LINEAR,
                    borderMode=cv2.BORDER_TRANSPARENT,
                )
            else:
                cv2.remap(
                    layer,
                    grid[..., 0],
                    grid[..., 1],
                    cv2.INTER_LINEAR,
                    dst=target,
                    borderMode=cv2.BORDER_TRANSPARENT,
                )
            moved.append(target)
        return tuple(moved)

    def _grid(self) -> NDArray[np.float32]:
        """(H, W, 2): the point of the sheet under each pixel, interpolated between `_STEP`s."""
        height, width = self.size
        rows, columns = -(-height // _STEP) + 2, -(-width // _STEP) + 2
        middle = (_STEP - 1) / 2 - _STEP
        x = np.arange(columns) * _STEP + middle
        y = np.arange(rows) * _STEP + middle
        points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        coarse = self.backward(points).astype(np.float32).reshape(rows, columns, 2)
        fine = cv2.resize(coarse, (columns * _STEP, rows * _STEP), interpolation=cv2.INTER_LINEAR)
        grid: NDArray[np.float32] = fine[_STEP : _STEP + height, _STEP : _STEP + width]
        return grid


def scaling(before: tuple[int, int], after: tuple[int, int]) -> Matrix:
    """Resizing (height, width) to another, with pixel centres at integers."""
    vertical, across = after[0] / before[0], after[1] / before[1]
    return np.array(
        [
            [across, 0.0, (across - 1) / 2],
            [0.0, vertical, (vertical - 1) / 2],
            [0.0, 0.0, 1.0],
        ]
    )


def _projected(points: NDArray[np.float64], matrix: Matrix) -> NDArray[np.float64]:
    x, y = points[:, 0], points[:, 1]
    flat = [row[0] * x + row[1] * y + row[2] for row in matrix]
    result: NDArray[np.float64] = np.stack([flat[0] / flat[2], flat[1] / flat[2]], axis=1)
    return result
