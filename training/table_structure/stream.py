"""Batches made in child processes, in order, a few ahead of the training."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from training.table_structure.examples import CropSource
from training.table_structure.features import DetectorFeatures


@dataclass(frozen=True, slots=True)
class Batch:
    """What a network reads, and the targets (N, 4, H / 2, W / 2) of its maps."""

    inputs: tuple[Tensor, ...]
    targets: Tensor


class BatchNumbers(Dataset[Batch]):
    """Batch `number` of a source, with the detector's features where `with_features` is the
    maker of them, else with the pixels."""

    def __init__(
        self,
        source: CropSource,
        numbers: range,
        count: int,
        with_features: Callable[[], DetectorFeatures] | None,
    ) -> None:
        self._source, self._numbers, self._count = source, numbers, count
        self._with_features = with_features

    @cached_property
    def _detector(self) -> DetectorFeatures | None:
        return self._with_features() if self._with_features else None

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> Batch:
        examples = self._source.batch(self._numbers[index], self._count)
        pixels = np.concatenate([example.pixels for example in examples])
        targets = torch.from_numpy(np.stack([example.targets for example in examples]))
        if self._detector is None:
            return Batch((torch.from_numpy(pixels),), targets)
        neck, stem = self._detector.of(pixels)
        return Batch((torch.from_numpy(neck), torch.from_numpy(stem)), targets)


def one_thread_features() -> DetectorFeatures:
    """Features as a worker makes them."""
    return DetectorFeatures(threads=1)


def stream(batches: BatchNumbers, workers: int) -> "DataLoader[Batch]":
    """The batches in order."""
    return DataLoader(
        batches,
        batch_size=None,
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        multiprocessing_context="spawn" if workers else None,
    )
