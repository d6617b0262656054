"""What a training run of the form tagger depends on."""

from dataclasses import dataclass, field
from enum import StrEnum


class Reads(StrEnum):
    """What the network sees; the single ones are for comparison."""

    BOTH = "both"
    TEXT = "text"
    LAYOUT = "layout"


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """Widths of the network and what it reads."""

    character: int = 48
    filters: int = 128
    hidden: int = 128
    layers: int = 4
    heads: int = 4
    inner: int = 384
    pointer: int = 64
    dropout: float = 0.1
    reads: Reads = Reads.BOTH


@dataclass(frozen=True, slots=True)
class TaggerTraining:
    """One run of `steps` batches. A batch holds so many forms that they fill `tokens` places with
    their padding; a form is cut to a window of `longest` tokens. The learning rate rises over
    `warm_up` steps and then falls to nothing along a cosine."""

    seed: int = 20261122
    steps: int = 4200
    tokens: int = 3000
    longest: int = 400
    learning_rate: float = 1.5e-3
    warm_up: int = 150
    smoothing: float = 0.02
    threads: int = 1
    every: int = 50
    """Steps between entries of the log and checkpoints."""
    size: NetworkSize = field(default_factory=NetworkSize)
