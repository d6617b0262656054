"""The training loop: resumes from its checkpoint, writes a log."""

import json
import math
import time
from pathlib import Path

import torch
from torch import Tensor, nn

from training.table_structure.examples import CropSource
from training.table_structure.loss import structure_loss
from training.table_structure.network import SmallUNet, StructureHead
from training.table_structure.settings import Architecture, StructureTraining
from training.table_structure.stream import BatchNumbers, one_thread_features, stream

_MEAN_DECAY = 0.998


def build_network(architecture: Architecture) -> nn.Module:
    """A network with fresh weights."""
    match architecture:
        case Architecture.HEAD:
            return StructureHead()
        case Architecture.UNET:
            return SmallUNet()


def train(settings: StructureTraining, source: CropSource, folder: Path) -> nn.Module:
    """Train, or go on where the checkpoint in `folder` ends.

    Returns:
        The network with the running mean of its weights, in evaluation mode.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    network = build_network(settings.architecture)
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=_moved_mean, use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), settings.learning_rate, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, settings))
    parts = {"network": network, "mean": mean, "optimizer": optimizer, "schedule": schedule}
    begun = _restore(parts, folder / "checkpoint.pt")
    features = one_thread_features if settings.architecture is Architecture.HEAD else None
    batches = BatchNumbers(source, range(begun, settings.steps), settings.batch, features)
    folder.mkdir(parents=True, exist_ok=True)
    losses: list[float] = []
    clock = time.monotonic()
    for step, batch in enumerate(stream(batches, settings.workers), begun + 1):
        network.train()
        losses.append(_step(network, batch.inputs, batch.targets, optimizer))
        schedule.step()
        mean.update_parameters(network)
        if step % 25 == 0:
            _log(folder, step, losses[-25:], time.monotonic() - clock)
        if step % settings.every == 0 or step == settings.steps:
            _save(parts, step, folder / "checkpoint.pt")
    trained: nn.Module = mean.module.eval()
    return trained


def _step(
    network: nn.Module,
    inputs: tuple[Tensor, ...],
    targets: Tensor,
    optimizer: torch.optim.Optimizer,
) -> float:
    loss = structure_loss(network(*inputs), targets)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return float(loss.detach())


def _moved_mean(mean: Tensor, weights: Tensor, count: Tensor | int) -> Tensor:
    """A running mean that forgets the first steps, whose weights are worth nothing."""
    share = max(1 - _MEAN_DECAY, 9 / (10 + float(count)))
    return mean + share * (weights - mean)


def _rate(step: int, settings: StructureTraining) -> float:
    if step < settings.warm_up:
        return (step + 1) / settings.warm_up
    share = (step - settings.warm_up) / max(1, settings.steps - settings.warm_up)
    return 0.5 * (1 + math.cos(math.pi * min(1.0, share)))


def _log(folder: Path, step: int, losses: list[float], seconds: float) -> None:
    entry = {"step": step, "loss": round(sum(losses) / len(losses), 4), "seconds": round(seconds)}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(entry) + "\n")


def _save(parts: dict[str, object], step: int, path: Path) -> None:
    state = {name: part.state_dict() for name, part in parts.items()}  # type: ignore[attr-defined]
    fresh = path.with_suffix(".part")
    torch.save({"step": step, **state}, fresh)
    fresh.replace(path)


def _restore(parts: dict[str, object], path: Path) -> int:
    """Steps done so far; 0 without a checkpoint."""
    if not path.is_file():
        return 0
    state = torch.load(path, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])  # type: ignore[attr-defined]
    return int(state["step"])
