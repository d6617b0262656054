"""What a training run depends on."""

from dataclasses import dataclass
from enum import StrEnum


class Architecture(StrEnum):
    """What is trained."""

    HEAD = "head"  # on the text detector's features
    UNET = "unet"  # stands alone


@dataclass(frozen=True, slots=True)
class StructureTraining:
    """One run. `steps` batches of `batch` crops, each `side` pixels square; the learning rate
    rises over the first `warm_up` steps and then falls to nothing along a cosine."""

    architecture: Architecture = Architecture.HEAD
    seed: int = 20261122
    steps: int = 6000
    batch: int = 2
    side: int = 640
    learning_rate: float = 2e-3
    warm_up: int = 100
    workers: int = 2
    threads: int = 1
    every: int = 250
    """Steps between checkpoints."""
