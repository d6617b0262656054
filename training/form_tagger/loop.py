"""The training loop: goes on from its checkpoint, writes a log."""

import json
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.form_tagger.batches import Batch, Example, batch_of
from training.form_tagger.loss import tagging_loss
from training.form_tagger.network import FormNetwork
from training.form_tagger.settings import TaggerTraining
from training.form_tagger.variations import varied

_MEAN_DECAY = 0.995


def train(run: TaggerTraining, examples: Sequence[Example], folder: Path) -> FormNetwork:
    """Train, or go on where the checkpoint in `folder` ends.

    Returns:
        The network with the running mean of its weights, in evaluation mode.
    """
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    network = FormNetwork(run.size)
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=_moved_mean)
    optimizer = torch.optim.AdamW(network.parameters(), run.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, run))
    parts = {"network": network, "mean": mean, "optimizer": optimizer, "schedule": schedule}
    begun = _restored(parts, folder / "checkpoint.pt")
    folder.mkdir(parents=True, exist_ok=True)
    losses: list[float] = []
    clock = time.monotonic()
    for step in range(begun, run.steps):
        network.train()
        torch.manual_seed(run.seed + step)
        batch = drawn_batch(run, examples, step)
        losses.append(_step(network, batch, optimizer, run.smoothing))
        schedule.step()
        mean.update_parameters(network)
        if (step + 1) % run.every == 0 or step + 1 == run.steps:
            _log(folder, step + 1, losses, time.monotonic() - clock)
            losses.clear()
            _keep(parts, step + 1, folder / "checkpoint.pt")
    network.load_state_dict(mean.module.state_dict())
    return network.eval()


def drawn_batch(run: TaggerTraining, examples: Sequence[Example], step: int) -> Batch:
    """The batch of a step: forms of about the same length, so that little is padding."""
    rng = np.random.default_rng([run.seed, step])
    drawn = [
        varied(examples[int(rng.integers(len(examples)))], rng, run.longest)
        for _ in range(max(4, 4 * run.tokens // run.longest))
    ]
    drawn.sort(key=lambda example: len(example.form))
    first = int(rng.integers(len(drawn)))
    chosen = [drawn[first]]
    # Upwards from the drawn one, then downwards: the longest decides what fits.
    for other in (*drawn[first + 1 :], *drawn[:first][::-1]):
        longest = max(len(example.form) for example in (*chosen, other))
        if longest * (len(chosen) + 1) > run.tokens:
            break
        chosen.append(other)
    return batch_of(chosen)


def _step(
    network: FormNetwork, batch: Batch, optimizer: torch.optim.Optimizer, smoothing: float
) -> float:
    loss = tagging_loss(network(*batch.inputs), batch.targets, smoothing)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _moved_mean(mean: Tensor, weights: Tensor, count: Tensor | int) -> Tensor:
    """A running mean that forgets the first steps, whose weights are worth nothing."""
    share = max(1 - _MEAN_DECAY, 9 / (10 + float(count)))
    return mean + share * (weights - mean)


def _rate(step: int, run: TaggerTraining) -> float:
    if step < run.warm_up:
        return (step + 1) / run.warm_up
    share = (step - run.warm_up) / max(1, run.steps - run.warm_up)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


def _log(folder: Path, step: int, losses: list[float], seconds: float) -> None:
    entry = {"step": step, "loss": round(float(np.mean(losses)), 4), "seconds": round(seconds)}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def _keep(parts: dict[str, object], step: int, path: Path) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}  # type: ignore[attr-defined]
    fresh = path.with_suffix(".part")
    torch.save({"step": step, **state}, fresh)
    fresh.replace(path)


def _restored(parts: dict[str, object], path: Path) -> int:
    """Steps done so far; 0 without a checkpoint."""
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])  # type: ignore[attr-defined]
    return int(state["step"])
