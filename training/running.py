"""What every training run does alike: checkpoints, the log, the rate, the mean of the weights."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn


class Stateful(Protocol):
    """A part of a run that a checkpoint holds: network, mean, optimizer, schedule."""

    def state_dict(self) -> dict[str, Any]:
        """What it takes to go on."""
        ...

    def load_state_dict(self, state_dict: dict[str, Any], /) -> object:
        """Go on from there."""
        ...


Parts = Mapping[str, Stateful]


def keep(parts: Parts, step: int, path: Path) -> None:
    """Write a checkpoint; an older one stays whole until the new one is."""
    state = {name: part.state_dict() for name, part in parts.items()}
    fresh = path.with_suffix(".part")
    torch.save({"step": step, **state}, fresh)
    fresh.replace(path)


def restore(parts: Parts, path: Path) -> int:
    """Steps done so far; 0 without a checkpoint."""
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["step"])


def log(folder: Path, step: int, losses: Sequence[float], seconds: float) -> None:
    """Add the mean loss of the last steps to the run's log."""
    entry = {"step": step, "loss": round(sum(losses) / len(losses), 4), "seconds": round(seconds)}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def logged_losses(folder: Path) -> list[list[float]]:
    """[step, mean loss] of the run's log; where it was gone on with, the later ones count."""
    path = folder / "log.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = {entry["step"]: entry["loss"] for entry in map(json.loads, lines)}
    return [[step, loss] for step, loss in sorted(found.items())]


def descend(network: nn.Module, loss: Tensor, optimizer: torch.optim.Optimizer) -> float:
    """One step against the loss of a batch, its gradients cut to a norm of 1; the loss before."""
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def warm_cosine(steps: int, warm_up: int) -> Callable[[int], float]:
    """The share of the learning rate at a step: it rises over `warm_up` steps, then falls to
    nothing along a cosine."""

    def rate(step: int) -> float:
        if step < warm_up:
            return (step + 1) / warm_up
        share = (step - warm_up) / max(1, steps - warm_up)
        return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))

    return rate


def running_mean(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    """A running mean, for AveragedModel, that forgets the first steps, whose weights are worth
    nothing."""

    def moved(mean: Tensor, weights: Tensor, count: Tensor | int) -> Tensor:
        share = max(1 - decay, 9 / (10 + float(count)))
        return mean + share * (weights - mean)

    return moved
