"""How well the boundaries of a page's maps meet those of its truth, before any decoding."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

_LEVEL = 0.5
_NEAR = np.ones((3, 3), np.uint8)
"""One pixel of the maps, two of the page, to each side."""


@dataclass(frozen=True, slots=True)
class BoundaryScore:
    """Lengths in pixels of the maps: what was found and lies on a boundary, what was found,
    what of the boundaries was found, and what there was."""

    right: float
    found: float
    met: float
    there: float

    @property
    def f1(self) -> float:
        """1 where neither boundaries are there nor any were found."""
        if self.found == 0 and self.there == 0:
            return 1.0
        precision = self.right / self.found if self.found else 0.0
        recall = self.met / self.there if self.there else 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def boundary_score(
    maps: tuple[NDArray[np.float32], NDArray[np.float32]],
    targets: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> BoundaryScore:
    """Compare `across` and `down`, (H / 2, W / 2) each, with their targets; a boundary counts as
    met within two pixels of the page, an undrawn one within its band."""
    totals = np.zeros(4)
    for axis, (found, wanted) in enumerate(zip(maps, targets, strict=True)):
        height, width = (min(a, b) for a, b in zip(found.shape, wanted.shape, strict=True))
        seen, true = found[:height, :width] > _LEVEL, wanted[:height, :width] > _LEVEL
        if axis == 1:
            seen, true = seen.T, true.T
        seen_lines, true_lines = _centres(seen), _centres(true)
        near_true = cv2.dilate(true.astype(np.uint8), _NEAR) > 0
        near_seen = cv2.dilate(seen.astype(np.uint8), _NEAR) > 0
        totals += (
            float((seen_lines & near_true).sum()),
            float(seen_lines.sum()),
            float((true_lines & near_seen).sum()),
            float(true_lines.sum()),
        )
    return BoundaryScore(*totals.tolist())


def _centres(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The middle pixel of every run of true values in each column."""
    framed = np.zeros((mask.shape[0] + 2, mask.shape[1]), np.int8)
    framed[1:-1] = mask
    steps = np.diff(framed, axis=0).T
    columns, starts = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    centres = np.zeros(mask.shape, np.bool_)
    centres[(starts + ends - 1) // 2, columns] = True
    return centres
