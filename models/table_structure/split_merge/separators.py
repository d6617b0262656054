"""Probability of a boundary at each place along an axis → the boundaries."""

import numpy as np
from numpy.typing import NDArray

from models.table_structure.ridges import Floats

_LEAST, _STRONGEST = 0.2, 0.3
"""Value from which a boundary may lie at a place, and that it reaches somewhere."""
_APART = 2.5
"""Steps between two boundaries at least."""
_LONE = 4.0
"""Pixels of the maps from all separators at which a boundary that was seen is another one."""
STEP = 2
"""Pixels of the maps a step stands for."""


def separators(chance: NDArray[np.float32]) -> Floats:
    """Places (N,) of boundaries in pixels of the maps, ascending.

    Args:
        chance: (L,), 0–1 at every STEP pixels; high on the band in which a boundary lies.
    """
    framed = np.concatenate([[False], chance >= _LEAST, [False]])
    ends = np.flatnonzero(framed[1:] != framed[:-1])
    found: list[tuple[float, float]] = []
    for first, last in zip(ends[::2].tolist(), ends[1::2].tolist(), strict=True):
        mass = chance[first:last].astype(np.float64)
        if mass.max() < _STRONGEST:
            continue
        at = float((np.arange(first, last) * mass).sum() / mass.sum())
        weight = float(mass.max())
        if found and at - found[-1][0] < _APART:
            if weight > found[-1][1]:
                found[-1] = (at, weight)
            continue
        found.append((at, weight))
    return steps_to_pixels(np.array([at for at, _ in found]))


def steps_to_pixels(steps: Floats) -> Floats:
    """Places counted in steps, in pixels of the maps; centres lie at integers."""
    pixels: Floats = (steps + 0.5) * STEP - 0.5
    return pixels


def pixels_to_steps(pixels: Floats) -> Floats:
    """The other way round."""
    steps: Floats = (pixels + 0.5) / STEP - 0.5
    return steps


def all_places(chance: NDArray[np.float32], seen: Floats) -> Floats:
    """Separators, and the boundaries seen somewhere that are none of them: a boundary that few
    rows or columns have is seen there alone. Which of them part cells is told later.

    Args:
        chance: as `separators` takes it.
        seen: places of boundaries in pixels of the maps.
    """
    found = separators(chance)
    lone = [p for p in seen.tolist() if not len(found) or np.abs(found - p).min() > _LONE]
    return np.sort(np.concatenate([found, lone]))
