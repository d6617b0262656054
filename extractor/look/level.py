"""The projection that makes boundaries and text lines level: found by least squares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LENIENCE = (16.0, 8.0, 4.0, 2.0, 1.0, 1.0)
"""How often as far as usual a stretch may be off, round by round, before it counts half."""
_FAR = 0.2
"""A stretch whose slope is so far from the usual one is no boundary."""
_LEAST_EVIDENCE = 1e4
"""Sum of squared lengths over squared errors: enough for a slope to half a degree."""
_USUAL_SHEAR, _USUAL_PERSPECTIVE = 0.02, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Straight stretches that run along x or along y: (N, 2) start and end in pixels, and (N,) how
    many pixels their ends may be off."""

    start: Floats
    end: Floats
    off: Floats


def level_matrix(
    across: Stretches, down: Stretches, size: tuple[float, float]
) -> NDArray[np.float64]:
    """(3, 3): takes what runs along x to level lines and what runs along y to plumb ones.

    The middle of the page (width, height) stays, and the scale there. What little the stretches
    tell is filled up with: no shear, no perspective. The identity where there are none.
    """
    middle, unit = np.array(size) / 2, max(size) / 2
    rows = _equations(across, middle, unit, (0, 1))
    columns = _equations(down, middle, unit, (1, 0))
    tilt, lean = _usual_slope(rows), _usual_slope(columns)
    if tilt is None and lean is None:
        return np.eye(3)
    tilt = -(lean or 0.0) if tilt is None else tilt
    lean = -tilt if lean is None else lean
    for equations, start in ((rows, tilt), (columns, lean)):
        near = np.abs(equations[:, 2] - start * equations[:, 0]) < _FAR * np.abs(equations[:, 0])
        equations[~near, 3] = 0.0
    a, e, b, f = _solved(rows, columns, np.array([tilt, 0.0, lean, 0.0]))
    return _around(_matrix(a, e, b, f), middle, unit)


def _equations(lines: Stretches, middle: Floats, unit: float, axes: tuple[int, int]) -> Floats:
    """(N, 4): extent along, its moment, extent across, weight; the unknown slope s and vanishing
    point p of a stretch fulfil along · s + moment · p = across."""
    along, across = axes
    centre = ((lines.start + lines.end) / 2 - middle) / unit
    step = (lines.end - lines.start) / unit
    moment = step[:, across] * centre[:, along] - step[:, along] * centre[:, across]
    return np.stack([step[:, along], moment, step[:, across], unit / lines.off], 1)


def _usual_slope(equations: Floats) -> float | None:
    """Median slope, by squared length; None without long stretches."""
    weight = (equations[:, 0] * equations[:, 3]) ** 2
    if weight.sum() < _LEAST_EVIDENCE:
        return None
    slope = equations[:, 2] / equations[:, 0]
    order = np.argsort(slope)
    heap = np.cumsum(weight[order])
    return float(slope[order[np.searchsorted(heap, heap[-1] / 2)]])


def _solved(rows: Floats, columns: Floats, start: Floats) -> Floats:
    """Slope and vanishing point of rows, then of columns: reweighted least squares."""
    system = np.zeros((len(rows) + len(columns) + 3, 4))
    system[: len(rows), :2] = rows[:, :2]
    system[len(rows) : -3, 2:] = columns[:, :2]
    system[-3:] = [[1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    wanted = np.concatenate([rows[:, 2], columns[:, 2], [0.0, 0.0, 0.0]])
    prior = 1 / np.array([_USUAL_SHEAR, _USUAL_PERSPECTIVE, _USUAL_PERSPECTIVE])
    weight = np.concatenate([rows[:, 3], columns[:, 3], prior])
    found = start
    for lenience in _LENIENCE:
        miss = weight * (system @ found - wanted) / lenience
        trust = weight / (1 + miss**2)
        trust[-3:] = prior
        found = np.linalg.lstsq(system * trust[:, None], wanted * trust, rcond=None)[0]
    return found


def _matrix(a: float, e: float, b: float, f: float) -> Floats:
    """The projection around the origin that sends (1, a, e) and (b, 1, f) to infinity along x and
    along y."""
    area = 1 - a * b
    return np.array(
        [
            [np.hypot(1, a) / area, -b * np.hypot(1, a) / area, 0.0],
            [-a * np.hypot(1, b) / area, np.hypot(1, b) / area, 0.0],
            [(a * f - e) / area, (e * b - f) / area, 1.0],
        ]
    )


def _around(matrix: Floats, middle: Floats, unit: float) -> Floats:
    into = np.array([[1 / unit, 0, -middle[0] / unit], [0, 1 / unit, -middle[1] / unit], [0, 0, 1]])
    around: Floats = np.linalg.inv(into) @ matrix @ into
    return around
