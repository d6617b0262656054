"""Settings of the network and of its training."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """Widths of the network. `heads` are ways in which runs of characters are weighed; `lost` is
    the share of runs that go unread while it learns."""

    gram: int = 128
    heads: int = 3
    sides: int = 64
    hidden: int = 384
    dropout: float = 0.2
    lost: float = 0.12


@dataclass(frozen=True, slots=True)
class ClassifierTraining:
    """One run. `examples` are drawn once and seen `epochs` times; `held_out` is the share of
    phrases that a run with a validation keeps from learning."""

    seed: int = 20240601
    examples: int = 150_000
    epochs: int = 4
    batch: int = 512
    learning_rate: float = 3e-3
    weight_decay: float = 0.02
    smoothing: float = 0.03
    held_out: float = 0.2
    threads: int = 1
    size: NetworkSize = field(default_factory=NetworkSize)
