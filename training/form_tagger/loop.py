"""The training loop: goes on from its checkpoint, writes a log."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from training.form_tagger.batches import Batch, Example, batch_of
from training.form_tagger.loss import tagging_loss
from training.form_tagger.network import FormNetwork
from training.form_tagger.settings import TaggerTraining
from training.form_tagger.variations import varied
from training.running import Parts, descend, keep, log, restore, running_mean, warm_cosine

_MEAN_DECAY = 0.995


def train(run: TaggerTraining, examples: Sequence[Example], folder: Path) -> FormNetwork:
    """Train, or go on where the checkpoint in `folder` ends.

    Returns:
        The network with the running mean of its weights, in evaluation mode.
    """
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    network = FormNetwork(run.size)
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=running_mean(_MEAN_DECAY))
    optimizer = torch.optim.AdamW(network.parameters(), run.learning_rate, weight_decay=0.01)
    rate = warm_cosine(run.steps, run.warm_up)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    parts: Parts = {"network": network, "mean": mean, "optimizer": optimizer, "schedule": schedule}
    begun = restore(parts, folder / "checkpoint.pt")
    folder.mkdir(parents=True, exist_ok=True)
    losses: list[float] = []
    clock = time.monotonic()
    for step in range(begun, run.steps):
        network.train()
        torch.manual_seed(run.seed + step)
        batch = drawn_batch(run, examples, step)
        loss = tagging_loss(network(*batch.inputs), batch.targets, run.smoothing)
        losses.append(descend(network, loss, optimizer))
        schedule.step()
        mean.update_parameters(network)
        if (step + 1) % run.every == 0 or step + 1 == run.steps:
            log(folder, step + 1, losses, time.monotonic() - clock)
            losses.clear()
            keep(parts, step + 1, folder / "checkpoint.pt")
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
