"""What a training run depends on."""

from dataclasses import dataclass
from enum import StrEnum


class Architecture(StrEnum):
    """What is trained."""

    HEAD = "head"  # on the text detector's features
    UNET = "unet"  # stands alone


@dataclass(frozen=True, slots=True)
class StructureTraining:
    """One run on the pages of the first `forms` synthetic forms.

    `steps` batches of `batch` crops, each `side` pixels square; the learning rate rises over the
    first `warm_up` steps and then falls to nothing along a cosine.
    """

    architecture: Architecture = Architecture.HEAD
    seed: int = 20261122
    forms: int = 400
    steps: int = 2600
    batch: int = 2
    side: int = 768
    learning_rate: float = 3e-3
    warm_up: int = 100
    workers: int = 2
    threads: int = 1
    every: int = 100
    """Steps between checkpoints."""
