"""The training loop: resumes from its checkpoint, writes a log."""

import time
from pathlib import Path

import torch
from torch import nn

from training.running import Parts, descend, keep, log, restore, running_mean, warm_cosine
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
    average = running_mean(_MEAN_DECAY)
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=average, use_buffers=True)
    optimizer = torch.optim.AdamW(network.parameters(), settings.learning_rate, weight_decay=1e-4)
    rate = warm_cosine(settings.steps, settings.warm_up)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    parts: Parts = {"network": network, "mean": mean, "optimizer": optimizer, "schedule": schedule}
    begun = restore(parts, folder / "checkpoint.pt")
    features = one_thread_features if settings.architecture is Architecture.HEAD else None
    batches = BatchNumbers(source, range(begun, settings.steps), settings.batch, features)
    folder.mkdir(parents=True, exist_ok=True)
    losses: list[float] = []
    clock = time.monotonic()
    for step, batch in enumerate(stream(batches, settings.workers), begun + 1):
        network.train()
        loss = structure_loss(network(*batch.inputs), batch.targets)
        losses.append(descend(network, loss, optimizer))
        schedule.step()
        mean.update_parameters(network)
        if step % 25 == 0:
            log(folder, step, losses[-25:], time.monotonic() - clock)
        if step % settings.every == 0 or step == settings.steps:
            keep(parts, step, folder / "checkpoint.pt")
    trained: nn.Module = mean.module.eval()
    return trained
