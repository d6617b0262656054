"""The way from a scanned page to a flat one, for points and for pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels

Floats = NDArray[np.float64]
Points = NDArray[np.float64]
"""(N, 2) x, y in pixels; the corner of the image is (0, 0), its first pixel's centre (½, ½)."""

_STEP = 32
"""Pixels between the nodes at which a bent page is followed."""
_ROUNDS = 4
_REACH = 1.1
"""A bend is known in a box of this half-width, in its own unit; beyond, it goes on as there."""
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """A smooth shift along one axis: Σ weights[k] · u^powers[k, 0] · v^powers[k, 1] pixels, with
    (u, v) = (point - middle) / unit, as far as ±1.1. `axis` is what is shifted: 0 for x, 1 for y.
    """

    axis: int
    powers: NDArray[np.intp]
    weights: Floats
    middle: Floats
    unit: Floats

    def shift(self, points: Points) -> Floats:
        """(N,): how far each point moves along `axis`, in pixels."""
        shifts: Floats = self.terms(points) @ self.weights
        return shifts

    def terms(self, points: Points) -> Floats:
        """(N, K): the products of powers at each point."""
        at = np.clip((points - self.middle) / self.unit, -_REACH, _REACH)
        products: Floats = at[:, :1] ** self.powers[:, 0] * at[:, 1:] ** self.powers[:, 1]
        return products


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """First `matrix` (3, 3), then the bends, each from where the matrix put a point. `size` is
    (width, height) of the flat page in pixels."""

    matrix: Floats
    size: tuple[float, float]
    bends: tuple[Bend, ...] = ()

    @property
    def angle(self) -> float:
        """Clockwise angle in degrees that the matrix takes out."""
        return float(np.degrees(np.arctan2(-self.matrix[1, 0], self.matrix[1, 1])))

    def then(self, later: "Warp | None") -> "Warp":
        """This warp, which has no bends, and a later one as one."""
        if later is None:
            return self
        return Warp(later.matrix @ self.matrix, later.size, later.bends)

    def forward(self, points: Points) -> Points:
        """Where points of the scanned page lie on the flat one."""
        return self._bent(_projected(self.matrix, points))

    def backward(self, points: Points) -> Points:
        """Where points of the flat page lie on the scanned one."""
        straight = points.astype(np.float64)
        for _ in range(_ROUNDS if self.bends else 0):
            straight = straight + (points - self._bent(straight))
        inverse: Floats = np.linalg.inv(self.matrix).astype(np.float64)
        return _projected(inverse, straight)

    def _bent(self, points: Points) -> Points:
        moved = points.astype(np.float64, copy=True)
        for bend in self.bends:
            moved[:, bend.axis] += bend.shift(points)
        return moved

    def flatten(self, pixels: Pixels, scale: float) -> Pixels:
        """The page image made flat, white where nothing was.

        Args:
            pixels: (H, W, 3) uint8, `scale` times as large as the pixels of this warp.
        """
        size = (max(1, round(self.size[0] * scale)), max(1, round(self.size[1] * scale)))
        flat: Pixels
        if self.bends:
            sources = _upsampled(self, size, scale)
            flat = cv2.remap(pixels, *sources, cv2.INTER_CUBIC, borderValue=_WHITE)
            return flat
        matrix = _centred(self.matrix, scale)
        if np.abs(matrix[2, :2]).max() * max(size) < 1e-6:
            flat = cv2.warpAffine(
                pixels, matrix[:2], size, flags=cv2.INTER_CUBIC, borderValue=_WHITE
            )
        else:
            flat = cv2.warpPerspective(
                pixels, matrix, size, flags=cv2.INTER_CUBIC, borderValue=_WHITE
            )
        return flat

    def flatten_maps(
        self, maps: Sequence[NDArray[np.float32]], scale: float
    ) -> list[NDArray[np.float32]]:
        """Maps (H, W), 0–1, made flat; 0 where nothing was. `scale` as in `flatten`."""
        size = (max(1, round(self.size[0] * scale)), max(1, round(self.size[1] * scale)))
        if self.bends:
            sources = _upsampled(self, size, scale)
            return [cv2.remap(plane, *sources, cv2.INTER_LINEAR) for plane in maps]
        matrix = _centred(self.matrix, scale)
        return [cv2.warpPerspective(plane, matrix, size, flags=cv2.INTER_LINEAR) for plane in maps]


def rotation(angle: float, width: float, height: float) -> Warp:
    """Turn a page of this size anticlockwise by `angle` degrees, on a page that holds all of it."""
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0), [0, 0, 1]])
    return fitted(matrix, width, height)


def fitted(matrix: Floats, width: float, height: float) -> Warp:
    """A warp by a matrix, moved so that a page of this size just fits on the flat one."""
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    moved = _projected(matrix, corners)
    low, high = moved.min(axis=0), moved.max(axis=0)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]], np.float64)
    return Warp(shift @ matrix, (float(high[0] - low[0]), float(high[1] - low[1])))


def _projected(matrix: Floats, points: Points) -> Points:
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    projected: Points = moved[:, :2] / moved[:, 2:]
    return projected


def _centred(matrix: Floats, scale: float) -> Floats:
    """The matrix between pixel indices, whose centres lie half a pixel in, of images `scale` times
    as large."""
    into = np.array([[1 / scale, 0, 0.5 / scale], [0, 1 / scale, 0.5 / scale], [0, 0, 1]])
    centred: Floats = np.linalg.inv(into) @ matrix @ into
    return centred


def _upsampled(
    warp: Warp, size: tuple[int, int], scale: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """x and y of the source pixel of every pixel of the flat image, for cv2.remap."""
    step = max(4, round(_STEP * scale))
    nodes = [(np.arange(-(-side // step) + 2) - 0.5) * step for side in size]
    grid = np.stack(np.meshgrid(*nodes), -1)
    sources = warp.backward(grid.reshape(-1, 2) / scale) * scale - 0.5
    shape = (grid.shape[1] * step, grid.shape[0] * step)
    planes = sources.reshape(grid.shape).astype(np.float32)
    width, height = size
    full = [
        cv2.resize(planes[:, :, axis], shape, interpolation=cv2.INTER_LINEAR) for axis in (0, 1)
    ]
    cut = [plane[step : step + height, step : step + width] for plane in full]
    return np.ascontiguousarray(cut[0]), np.ascontiguousarray(cut[1])
