"""The networks can learn, go on from a checkpoint, and are the same as ONNX."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from models.table_structure.split_merge import SplitMergeSessions
from models.table_structure.split_merge.cells import FEATURES
from models.table_structure.split_merge.planes import split_inputs
from models.table_structure.split_merge.session import SplitMergeFiles
from tests.training.split_merge.test_truth import example
from training.split_merge.export import write_networks
from training.split_merge.loop import (
    Axis,
    SplitMergeTraining,
    TorchSplitters,
    merge_loss,
    split_loss,
    train_merge,
    train_split,
)
from training.split_merge.networks import MergeNetwork, SplitNetwork
from training.split_merge.samples import band_targets, plain_sample

RUN = SplitMergeTraining(split_steps=3, merge_steps=3, merge_tables=3, warm_up=1)


def test_a_run_that_was_done_gives_the_same_network(tmp_path: Path) -> None:
    first = train_split([example()], Axis.ROWS, tmp_path, RUN)
    again = train_split([example()], Axis.ROWS, tmp_path, RUN)
    pairs = zip(first.parameters(), again.parameters(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_sides_outside_of_the_table_do_not_count() -> None:
    owners = torch.tensor([[0, 1], [-1, -1]])
    logits = torch.zeros(3, 2, 2)
    other = logits.clone()
    other[0, 0] = 9.0  # sides towards the outside
    assert torch.equal(merge_loss(logits, owners), merge_loss(other, owners))
    other[1, 0, 0] = 9.0  # the side between two cells
    assert merge_loss(other, owners) < merge_loss(logits, owners)


def test_onnx_gives_what_torch_gives(tmp_path: Path) -> None:
    torch.manual_seed(2)
    rows, columns, cells = SplitNetwork().eval(), SplitNetwork().eval(), MergeNetwork().eval()
    files = SplitMergeFiles.of_folder(tmp_path)
    write_networks(rows, columns, cells, files)
    sessions = SplitMergeSessions(1, files)
    planes = np.random.default_rng(0).random((1, 4, 50, 72), np.float32)
    features = np.random.default_rng(1).random((FEATURES, 3, 9), np.float32)
    splitters = TorchSplitters(rows, columns)
    assert np.abs(sessions.rows(planes) - splitters.rows(planes)).max() < 1e-4
    assert np.abs(sessions.columns(planes) - splitters.columns(planes)).max() < 1e-4
    with torch.no_grad():
        wanted = cells(torch.from_numpy(features[None]))[0].sigmoid().numpy()
    assert np.abs(sessions.cells(features) - wanted).max() < 1e-4


def test_learning_lowers_the_loss(tmp_path: Path) -> None:
    learned = train_split([example()], Axis.ROWS, tmp_path, replace(RUN, split_steps=25))
    sample = plain_sample(example())
    planes = torch.from_numpy(split_inputs(sample.planes)[0])

    def loss(network: SplitNetwork) -> float:
        logits = network(planes)[0]
        wanted = torch.from_numpy(band_targets(sample.grid.rows, len(logits)))
        return float(split_loss(logits, wanted).detach())

    torch.manual_seed(RUN.seed)
    assert loss(learned) < 0.9 * loss(SplitNetwork())


def test_cells_are_learned_from_what_the_splitters_find(tmp_path: Path) -> None:
    splitters = TorchSplitters(SplitNetwork().eval(), SplitNetwork().eval())
    network = train_merge([example()], splitters, tmp_path, RUN)
    assert network(torch.rand(1, FEATURES, 2, 2)).shape == (1, 3, 2, 2)
