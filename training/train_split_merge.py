"""Train what splits tables and merges cells: `python -m training.train_split_merge --part rows`.

The parts in order: rows and columns (in any order, also at once), then merge, which writes all.
"""

import argparse
from pathlib import Path

from models.table_structure.split_merge.session import SPLIT_MERGE, SplitMergeFiles
from training.split_merge.examples import read_examples
from training.split_merge.export import write_networks
from training.split_merge.free_space import with_free_bands
from training.split_merge.loop import (
    Axis,
    SplitMergeTraining,
    TorchSplitters,
    train_merge,
    train_split,
)

_CACHE = Path.home() / ".cache" / "jixiao" / "train" / "split_merge"


def main() -> int:
    """Train one part, or go on where its checkpoint ends."""
    parser = argparse.ArgumentParser(prog="python -m training.train_split_merge")
    parser.add_argument("--part", choices=[*Axis, "merge"], required=True)
    parser.add_argument("--examples", type=Path, nargs="+", required=True)
    parser.add_argument("--folder", type=Path, default=_CACHE)
    parser.add_argument("--out", type=Path, default=SPLIT_MERGE.rows.path.parent)
    parser.add_argument("--split-steps", type=int, default=SplitMergeTraining().split_steps)
    parser.add_argument("--merge-steps", type=int, default=SplitMergeTraining().merge_steps)
    asked = parser.parse_args()
    run = SplitMergeTraining(split_steps=asked.split_steps, merge_steps=asked.merge_steps)
    kept = [example for path in asked.examples for example in read_examples(path)]
    examples = [with_free_bands(example) for example in kept]
    if asked.part != "merge":
        train_split(examples, Axis(asked.part), asked.folder, run)
        return 0
    rows, columns = (train_split(examples, axis, asked.folder, run) for axis in Axis)
    cells = train_merge(examples, TorchSplitters(rows, columns), asked.folder, run)
    write_networks(rows, columns, cells, SplitMergeFiles.of_folder(asked.out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
