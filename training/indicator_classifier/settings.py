"""Settings of the network and of its training."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """Widths of the network. `reach` is how many characters a block looks at."""

    letters: int = 96
    width: int = 192
    blocks: int = 3
    reach: int = 3
    sides: int = 64
    hidden: int = 384
    dropout: float = 0.15


@dataclass(frozen=True, slots=True)
class ClassifierTraining:
    """One run. `examples` are drawn once and seen `epochs` times; `held_out` is the share of
    phrases that a run with a validation keeps from learning."""

    seed: int = 20240601
    examples: int = 240_000
    epochs: int = 3
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    smoothing: float = 0.03
    held_out: float = 0.2
    threads: int = 1
    size: NetworkSize = field(default_factory=NetworkSize)
