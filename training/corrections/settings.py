"""What a fine-tuning of the form tagger depends on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FineTuning:
    """At most `steps` batches; half of their forms (`share`) are corrected ones, the others
    synthetic, so that nothing is forgotten. Every `held`-th corrected form is not learned from:
    the run ends when its loss has not fallen for `patience` looks, `every` steps apart, and the
    best weights are kept. Every look is a checkpoint. In the end only `went` of the way from the
    champion's weights to those is gone, which keeps what the champion knew of forms that no
    example is like."""

    seed: int = 20261122
    steps: int = 90
    tokens: int = 1200
    longest: int = 400
    share: float = 0.5
    learning_rate: float = 5e-4
    warm_up: int = 10
    smoothing: float = 0.02
    mean_decay: float = 0.97
    went: float = 0.8
    held: int = 5
    every: int = 15
    patience: int = 3
    rehearsed: int = 800
    threads: int = 1
