"""Kept tables → varied samples to train on, the same for the same generator."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.split_merge.decode import MARGIN
from models.table_structure.split_merge.planes import Planes, Region
from models.table_structure.split_merge.separators import pixels_to_steps
from training.split_merge.examples import SplitExample
from training.split_merge.truth_grid import Bands, Floats, TruthGrid

_MARGINS = (2, 22)
_SCALES = (0.8, 1.25)
_FAINT = (0.45, 1.0)
_ERASED = 3
"""Patches at most in which boundaries are lost."""


@dataclass(frozen=True, slots=True, eq=False)
class TableSample:
    """`planes` (4, H, W) float32, 0–1; places of `grid` are pixels of them."""

    planes: Planes
    grid: TruthGrid


def plain_sample(example: SplitExample, margin: int = MARGIN) -> TableSample:
    """An example as the networks see it when they are used."""
    return _cut(example, example.region, margin)


def varied_sample(example: SplitExample, rng: np.random.Generator) -> TableSample:
    """An example cut a little differently, of another size, with fainter and lost boundaries."""
    region = example.region if rng.random() < 0.7 else _own_region(example)
    sample = _cut(example, region, int(rng.integers(*_MARGINS)))
    sample = _scaled(sample, rng.uniform(*_SCALES), rng.uniform(*_SCALES))
    planes = sample.planes.copy()
    planes[:2] *= rng.uniform(*_FAINT)
    _, height, width = planes.shape
    for _ in range(int(rng.integers(0, _ERASED + 1))):
        high, wide = (int(rng.integers(4, max(5, side // 3))) for side in (height, width))
        top = int(rng.integers(0, max(1, height - high)))
        left = int(rng.integers(0, max(1, width - wide)))
        kept = rng.uniform(0.0, 0.5)
        planes[int(rng.integers(0, 2)), top : top + high, left : left + wide] *= kept
    return TableSample(planes, sample.grid)


def band_targets(bands: Bands, count: int) -> NDArray[np.float32]:
    """(count,): 1 at steps on the bands, in part at their ends."""
    band = pixels_to_steps(bands.band)
    places = np.arange(count)[None]
    low, high = band[:, :1], band[:, 1:]
    covered = np.clip(np.minimum(places + 0.5, high) - np.maximum(places - 0.5, low), 0, 1)
    targets: NDArray[np.float32] = covered.max(axis=0).astype(np.float32)
    return targets


def owners_at(grid: TruthGrid, rows: Floats, columns: Floats) -> NDArray[np.intp]:
    """The number of the printed cell in the middle of each found one; -1 outside of the table."""
    row = np.searchsorted(grid.rows.at, (rows[:-1] + rows[1:]) / 2) - 1
    column = np.searchsorted(grid.columns.at, (columns[:-1] + columns[1:]) / 2) - 1
    framed = np.pad(grid.owners, ((1, 1), (1, 1)), constant_values=-1)
    owners: NDArray[np.intp] = framed[np.ix_(row + 1, column + 1)]
    return owners


def jittered_places(bands: Bands, length: int, rng: np.random.Generator) -> Floats:
    """Boundaries found a little off, with some that are none."""
    low, high = bands.band[:, 0], bands.band[:, 1]
    middle, half = (low + high) / 2, (high - low) / 2
    places = middle + rng.normal(0, 0.35, len(middle)) * half
    extra = rng.uniform(0, length - 1, int(rng.integers(0, 3)))
    clear = [p for p in extra.tolist() if np.abs(middle - p).min() > 5]
    return np.unique(np.clip(np.concatenate([places, clear]), 0, length - 1))


def _own_region(example: SplitExample) -> Region:
    rows, columns = example.grid.rows.at, example.grid.columns.at
    height, width = example.planes.shape[1:]
    left, top = max(0, int(columns[0])), max(0, int(rows[0]))
    return Region(left, top, min(width, int(columns[-1]) + 1), min(height, int(rows[-1]) + 1))


def _cut(example: SplitExample, region: Region, margin: int) -> TableSample:
    box = region.grown(margin, example.planes.shape[1:])
    cut = example.planes[:, box.top : box.bottom, box.left : box.right]
    grid = example.grid
    moved = TruthGrid(grid.rows.moved(box.top), grid.columns.moved(box.left), grid.owners)
    return TableSample(cut.astype(np.float32) / np.float32(255), moved)


def _scaled(sample: TableSample, wide: float, high: float) -> TableSample:
    _, height, width = sample.planes.shape
    size = (max(16, round(width * wide)), max(16, round(height * high)))
    planes = np.stack([cv2.resize(p, size, interpolation=cv2.INTER_LINEAR) for p in sample.planes])
    grid = sample.grid
    rows = grid.rows.moved(0.0, size[1] / height)
    columns = grid.columns.moved(0.0, size[0] / width)
    return TableSample(planes, TruthGrid(rows, columns, grid.owners))
