"""The training loops: one pass over the tables after the other, from a seed, with checkpoints."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.table_structure.split_merge.cells import cell_features
from models.table_structure.split_merge.decode import Splitters, found_places
from models.table_structure.split_merge.planes import Planes, split_inputs
from training.running import Parts, keep, log, restore, running_mean
from training.split_merge.examples import SplitExample
from training.split_merge.networks import MergeNetwork, SplitNetwork
from training.split_merge.samples import (
    TableSample,
    band_targets,
    jittered_places,
    owners_at,
    varied_sample,
)

_TOGETHER = 4
"""Tables whose gradients make one step."""
_MEAN_DECAY = 0.998


class Axis(StrEnum):
    """What a splitter finds."""

    ROWS = "rows"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class SplitMergeTraining:
    """What a run depends on."""

    seed: int = 20261122
    split_steps: int = 2000
    merge_steps: int = 5000
    merge_tables: int = 4000
    learning_rate: float = 2e-3
    warm_up: int = 100
    threads: int = 1


Loss = Callable[[nn.Module, np.random.Generator], Tensor]
"""The loss of one table drawn with the generator."""


def train_split(
    examples: Sequence[SplitExample], axis: Axis, folder: Path, run: SplitMergeTraining
) -> SplitNetwork:
    """A network that finds rows or columns."""

    def loss(network: nn.Module, rng: np.random.Generator) -> Tensor:
        sample = varied_sample(examples[int(rng.integers(len(examples)))], rng)
        rows, columns = split_inputs(sample.planes)
        planes = rows if axis is Axis.ROWS else columns
        bands = sample.grid.rows if axis is Axis.ROWS else sample.grid.columns
        logits = network(torch.from_numpy(planes))[0]
        return split_loss(logits, torch.from_numpy(band_targets(bands, len(logits))))

    network = SplitNetwork()
    _train(network, loss, run.split_steps, run, folder / axis.value)
    return network


def train_merge(
    examples: Sequence[SplitExample],
    splitters: Splitters,
    folder: Path,
    run: SplitMergeTraining,
) -> MergeNetwork:
    """A network that joins the cells of what the splitters (rows, columns) find."""
    torch.set_num_threads(run.threads)
    drawn = []
    for number in range(run.merge_tables):
        rng = np.random.default_rng([run.seed, 1, number])
        sample = varied_sample(examples[int(rng.integers(len(examples)))], rng)
        drawn.append(_split_sample(sample, splitters, rng))

    def loss(network: nn.Module, rng: np.random.Generator) -> Tensor:
        cells, owners = drawn[int(rng.integers(len(drawn)))]
        return merge_loss(network(cells[None])[0], owners)

    network = MergeNetwork()
    _train(network, loss, run.merge_steps, run, folder / "merge")
    return network


def _split_sample(
    sample: TableSample,
    splitters: Splitters,
    rng: np.random.Generator,
) -> tuple[Tensor, Tensor]:
    """Features and owners of the cells between boundaries that were found, or printed ones a
    little off."""
    _, height, width = sample.planes.shape
    if rng.random() < 0.7:
        rows, columns = found_places(sample.planes, splitters)
    else:
        rows = jittered_places(sample.grid.rows, height, rng)
        columns = jittered_places(sample.grid.columns, width, rng)
    if len(rows) < 2 or len(columns) < 2:
        rows, columns = np.array([0.0, height - 1]), np.array([0.0, width - 1])
    cells = torch.from_numpy(cell_features(sample.planes, rows, columns))
    return cells, torch.from_numpy(owners_at(sample.grid, rows, columns))


class TorchSplitters:
    """Trained splitters as they are used."""

    def __init__(self, rows: SplitNetwork, columns: SplitNetwork) -> None:
        self._rows, self._columns = rows, columns

    def rows(self, planes: Planes) -> NDArray[np.float32]:
        """See Splitters."""
        return _chances(self._rows, planes)

    def columns(self, planes: Planes) -> NDArray[np.float32]:
        """See Splitters."""
        return _chances(self._columns, planes)


@torch.no_grad()
def _chances(network: SplitNetwork, planes: Planes) -> NDArray[np.float32]:
    chances: NDArray[np.float32] = network(torch.from_numpy(planes))[0].sigmoid().numpy()
    return chances


def split_loss(logits: Tensor, wanted: Tensor) -> Tensor:
    """Cross entropy and Dice over the places along an axis."""
    entropy = nn.functional.binary_cross_entropy_with_logits(
        logits, wanted, pos_weight=torch.tensor(1.5)
    )
    chance = logits.sigmoid()
    dice = 1 - (2 * (chance * wanted).sum() + 1) / (chance.sum() + wanted.sum() + 1)
    return entropy + 0.5 * dice


def merge_loss(logits: Tensor, owners: Tensor) -> Tensor:
    """Cross entropy of sides that part cells and of cells inside; sides outside do not count.

    Args:
        logits: (3, R, C).
        owners: (R, C), -1 outside.
    """
    inside = owners >= 0
    loss = nn.functional.binary_cross_entropy_with_logits(logits[2], inside.float())
    for side, (one, other) in enumerate(
        ((owners[:-1], owners[1:]), (owners[:, :-1], owners[:, 1:]))
    ):
        counts = (one >= 0) & (other >= 0)
        if not counts.any():
            continue
        told = logits[side, : one.shape[0], : one.shape[1]][counts]
        apart = (one != other)[counts].float()
        loss = loss + nn.functional.binary_cross_entropy_with_logits(told, apart)
    return loss


def _train(
    network: nn.Module, loss: Loss, steps: int, run: SplitMergeTraining, folder: Path
) -> None:
    """Train in place; the network ends with the running mean of its weights."""
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=running_mean(_MEAN_DECAY))
    optimizer = torch.optim.AdamW(network.parameters(), run.learning_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / run.warm_up, 0.5 * (1 + math.cos(math.pi * step / steps))),
    )
    parts: Parts = {"network": network, "mean": mean, "optimizer": optimizer, "schedule": schedule}
    begun = restore(parts, folder / "checkpoint.pt")
    folder.mkdir(parents=True, exist_ok=True)
    clock, losses = time.monotonic(), []
    for step in range(begun, steps):
        rng = np.random.default_rng([run.seed, step])
        optimizer.zero_grad()
        for _ in range(_TOGETHER):
            part = loss(network, rng) / _TOGETHER
            part.backward()  # type: ignore[no-untyped-call]
            losses.append(_TOGETHER * float(part.detach()))
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean.update_parameters(network)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            log(folder, step + 1, losses, time.monotonic() - clock)
            losses.clear()
            keep(parts, step + 1, folder / "checkpoint.pt")
    network.load_state_dict(mean.module.state_dict())
    network.eval()
