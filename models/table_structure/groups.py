"""Which ridges belong to one table."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.ridges import Floats, RidgeLines, Whole

_REACH = 5.0
"""Gap, in pixels of the maps, up to which a ridge still belongs to the one it points at."""
_HELD = 0.9
"""Share of a group's box from which it lies within another's."""


def group_ridges(
    rows: RidgeLines, columns: RidgeLines, shape: tuple[int, ...]
) -> tuple[Whole, Whole]:
    """The number of the table that each ridge along x, and each along y, belongs to.

    Ridges that meet belong together, and so do groups that overlap. A table that lies wholly
    inside another's cell without meeting its boundaries stays apart.
    """
    labels = _touching((rows, columns), shape)
    count = int(max(label.max(initial=0) for label in labels)) + 1
    boxes = _boxes(labels, (rows, columns), count)
    whole = np.minimum(*(np.bincount(label, minlength=count) for label in labels)) >= 2
    target = _merged(boxes, whole)
    return target[labels[0]], target[labels[1]]


def _touching(lines: tuple[RidgeLines, RidgeLines], shape: tuple[int, ...]) -> list[Whole]:
    """Connected component, from 1, of each ridge stretched at both ends."""
    canvas = np.zeros(shape, np.uint8)
    middles = []
    for own, order in zip(lines, (1, -1), strict=True):
        rise = own.slope * (own.length / 2 + _REACH)
        low = np.stack([own.start - _REACH, own.at - rise], 1)
        high = np.stack([own.end + _REACH, own.at + rise], 1)
        ends = np.rint(np.stack([low, high], 1)[:, :, ::order]).astype(int)
        for first, last in ends.tolist():
            cv2.line(canvas, first, last, 1, 3)
        middle = np.stack([own.at, (own.start + own.end) / 2], 1)[:, ::order]
        middles.append(np.clip(np.rint(middle).astype(int), 0, np.array(shape) - 1))
    labels = cv2.connectedComponents(canvas)[1]
    return [labels[middle[:, 0], middle[:, 1]] for middle in middles]


def _boxes(labels: Sequence[Whole], lines: tuple[RidgeLines, RidgeLines], count: int) -> Floats:
    """(count, 4): x0, top, x1, bottom of the ridges of each label."""
    boxes = np.tile([np.inf, np.inf, -np.inf, -np.inf], (count, 1))
    for label, own, along in zip(labels, lines, (0, 1), strict=True):
        np.minimum.at(boxes[:, along], label, own.start)
        np.maximum.at(boxes[:, along + 2], label, own.end)
        np.minimum.at(boxes[:, 1 - along], label, own.at)
        np.maximum.at(boxes[:, 3 - along], label, own.at)
    return boxes


def _merged(boxes: Floats, whole: NDArray[np.bool_]) -> Whole:
    """The label that each label goes into.

    Args:
        whole: which groups are tables of their own; the others are pieces of what is around them.
    """
    target = np.arange(len(boxes))
    size = np.maximum(boxes[:, 2] - boxes[:, 0], 1) * np.maximum(boxes[:, 3] - boxes[:, 1], 1)
    order = [int(i) for i in np.argsort(-size) if np.isfinite(size[i])]
    for place, small in enumerate(order):
        for large in order[:place]:
            a, b = boxes[small], boxes[large]
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            if wide < 0 or high < 0:
                continue
            inside = max(wide, 1.0) * max(high, 1.0) >= _HELD * size[small]
            if inside != bool(whole[small]) and (inside or min(wide, high) >= _REACH):
                target[target == target[small]] = target[large]
                break
    return target
