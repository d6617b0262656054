"""The best weights of a run so far."""

from copy import deepcopy
from typing import Any

from torch import nn


class BestWeights:
    """The best weights so far; `looks` since then."""

    def __init__(self, network: nn.Module, loss: float) -> None:
        self.weights = deepcopy(network.state_dict())
        self.loss, self.first, self.step, self.looks = loss, loss, 0, 0

    def see(self, network: nn.Module, loss: float, step: int) -> None:
        """Keep the weights if they are better; without examples held back the last ones are."""
        self.looks += 1
        if not loss >= self.loss:  # NaN too
            self.weights = deepcopy(network.state_dict())
            self.loss, self.step, self.looks = loss, step, 0

    def state_dict(self) -> dict[str, Any]:
        """What it takes to go on."""
        return {
            "weights": self.weights,
            "figures": [self.loss, self.first],
            "counts": [self.step, self.looks],
        }

    def load_state_dict(self, state_dict: dict[str, Any], /) -> None:
        """Go on from there."""
        self.weights = state_dict["weights"]
        self.loss, self.first = state_dict["figures"]
        self.step, self.looks = state_dict["counts"]
