"""Degraded synthetic pages as the page network sees them → tables to split, kept on disk."""

import pickle
import zlib
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage
from extractor.look import LearnedSight
from extractor.look.flat_view import FlatView
from models.ocr import LineDirection
from models.table_structure import PageNetwork
from models.table_structure.split_merge.planes import Region, page_planes, table_regions
from training.evaluation.structure.measured import overlap
from training.split_merge.truth_grid import TruthGrid, truth_grid
from training.synthesis.page_files import read_page
from training.synthesis.truth import Points, TruthPage
from training.table_structure.corpus_pages import worn_at_network_scale

MARGIN = 24
"""Pixels of the maps that are kept around a table."""
_SAME = 0.6
"""Shared area over joined area from which a region is the table's."""


@dataclass(frozen=True, slots=True, eq=False)
class SplitExample:
    """`planes` (4, H, W) uint8, 0–255, with MARGIN around the table where the page reaches that
    far; `region` is the table on them; places of `grid` are pixels of them."""

    planes: NDArray[np.uint8]
    region: Region
    grid: TruthGrid


def page_examples(truth: TruthPage, sight: LearnedSight) -> Iterator[SplitExample]:
    """The tables of a degraded page."""
    flat, scale = sight.look_flat(PageImage(truth.pixels, truth.dpi))
    planes = page_planes(flat.across, flat.down, flat.table, flat.lines)
    regions = table_regions(flat.table)
    for table in truth.tables:
        if len(table.cells) < 4:
            continue
        grid = truth_grid(table, _forward(flat, scale))
        yield _cut(planes, grid, regions)


def _forward(flat: FlatView, scale: float) -> Callable[[Points], Points]:
    def moved(points: Points) -> Points:
        scaled = points.astype(np.float64) * scale
        there = scaled if flat.warp is None else flat.warp.forward(scaled)
        return there.astype(np.float32)

    return moved


def _cut(planes: NDArray[np.float32], grid: TruthGrid, regions: tuple[Region, ...]) -> SplitExample:
    ends = (grid.columns.at[[0, -1]], grid.rows.at[[0, -1]])
    (left, right), (top, bottom) = (np.rint(end).astype(int).tolist() for end in ends)
    height, width = planes.shape[1:]
    own = Region(
        int(np.clip(left, 0, width - 2)),
        int(np.clip(top, 0, height - 2)),
        int(np.clip(right + 1, 2, width)),
        int(np.clip(bottom + 1, 2, height)),
    )
    region = max(regions, key=lambda found: overlap(astuple(found), astuple(own)), default=own)
    if overlap(astuple(region), astuple(own)) < _SAME:
        region = own
    kept = region.grown(MARGIN, planes.shape[1:])
    cut = planes[:, kept.top : kept.bottom, kept.left : kept.right]
    moved = Region(
        region.left - kept.left,
        region.top - kept.top,
        region.right - kept.left,
        region.bottom - kept.top,
    )
    there = TruthGrid(grid.rows.moved(kept.top), grid.columns.moved(kept.left), grid.owners)
    return SplitExample(np.rint(cut * 255).astype(np.uint8), moved, there)


def write_examples(pages: list[Path], seed: int, path: Path) -> int:
    """One pickled, compressed list of examples per page; the number of examples."""
    sight = LearnedSight(PageNetwork(1), LineDirection(1))
    total = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    with fresh.open("wb") as file:
        for number, page in enumerate(pages):
            rng = np.random.default_rng([seed, number])
            examples = list(page_examples(worn_at_network_scale(read_page(page), rng), sight))
            total += len(examples)
            pickle.dump(zlib.compress(pickle.dumps(examples), 1), file)
            if number % 100 == 99:
                print(f"{number + 1}/{len(pages)} pages, {total} tables", flush=True)
    fresh.replace(path)
    return total


def read_examples(path: Path) -> list[SplitExample]:
    """The examples of a file that `write_examples` wrote."""
    examples: list[SplitExample] = []
    with path.open("rb") as file:
        while True:
            try:
                examples += pickle.loads(zlib.decompress(pickle.load(file)))
            except EOFError:
                return examples
