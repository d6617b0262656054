"""Training of the form tagger goes on from the champion, on corrected and synthetic forms."""

import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from training.corrections.best_weights import BestWeights
from training.corrections.examples import corrected_example
from training.corrections.forms import CorrectedForm, CorrectionError
from training.corrections.held import split_held
from training.corrections.settings import FineTuning
from training.form_tagger.batches import Batch, Example, batch_of, cut
from training.form_tagger.loop import drawn_batch
from training.form_tagger.loss import tagging_loss
from training.form_tagger.network import FormNetwork
from training.form_tagger.settings import TaggerTraining
from training.running import Parts, descend, keep, log, restore, running_mean, warm_cosine

CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Material:
    """What is learned from: corrected forms, those held back, and synthetic ones to rehearse."""

    corrected: Sequence[Example]
    held: Sequence[Example]
    rehearsal: Sequence[Example]


def material_of(
    forms: Sequence[CorrectedForm], rehearsal: Sequence[Example], run: FineTuning
) -> Material:
    """The examples of corrected forms, some held back, and those to rehearse.

    Raises:
        CorrectionError: no record tells enough of its form.
    """
    return material_from(*split_held(forms, run.held), rehearsal)


def material_from(
    learned: Sequence[CorrectedForm], held: Sequence[CorrectedForm], rehearsal: Sequence[Example]
) -> Material:
    """The examples of forms to learn from and of those held back.

    Raises:
        CorrectionError: no record tells enough of its form.
    """
    corrected, apart = (
        [example for form in part if (example := corrected_example(form)) is not None]
        for part in (learned, held)
    )
    if not corrected:
        raise CorrectionError("没有可学习的修正。 Nothing can be learned from the corrected forms.")
    return Material(corrected, apart, rehearsal)


@dataclass(frozen=True, slots=True)
class Tuned:
    """A network between the champion and the best one, after how many steps that was found, and the
    loss of the forms held back (NaN without any) of the champion and of it."""

    network: FormNetwork
    steps: int
    champion_loss: float
    loss: float


def fine_tune(
    champion: FormNetwork,
    material: Material,
    run: FineTuning,
    folder: Path,
    tell: Callable[[int, int], None] = lambda done, steps: None,
) -> Tuned:
    """Go on from the champion, or from the checkpoint in `folder`; `tell` hears of each step."""
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    network = deepcopy(champion)
    mean = torch.optim.swa_utils.AveragedModel(network, avg_fn=running_mean(run.mean_decay))
    optimizer = torch.optim.AdamW(network.parameters(), run.learning_rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm_cosine(run.steps, run.warm_up))
    held = held_batches(material.held, run)
    best = BestWeights(network, held_loss(champion, held))
    parts: Parts = {
        "network": network,
        "mean": mean,
        "optimizer": optimizer,
        "schedule": schedule,
        "best": best,
    }
    folder.mkdir(parents=True, exist_ok=True)
    begun = restore(parts, folder / CHECKPOINT)
    drawn = _mixed(material, run)
    batches = TaggerTraining(seed=run.seed, tokens=run.tokens, longest=run.longest)
    losses: list[float] = []
    clock = time.monotonic()
    for step in range(begun, run.steps):
        if best.looks >= run.patience:
            break
        network.train()
        torch.manual_seed(run.seed + step)
        batch = drawn_batch(batches, drawn, step)
        loss = tagging_loss(network(*batch.inputs), batch.targets, run.smoothing)
        losses.append(descend(network, loss, optimizer))
        schedule.step()
        tell(step + 1, run.steps)
        mean.update_parameters(network)
        if (step + 1) % run.every == 0 or step + 1 == run.steps:
            best.see(mean.module, held_loss(mean.module, held), step + 1)
            log(folder, step + 1, losses, time.monotonic() - clock)
            losses.clear()
            keep(parts, step + 1, folder / CHECKPOINT)
    own = champion.state_dict()
    between = {name: own[name].lerp(new, run.went) for name, new in best.weights.items()}
    network.load_state_dict(between)
    return Tuned(network.eval(), best.step, best.first, held_loss(network, held))


def held_batches(held: Sequence[Example], run: FineTuning) -> list[Batch]:
    """The forms held back, each as a batch; long ones are cut."""
    return [batch_of([cut(one, 0, min(len(one.form), run.longest))]) for one in held]


def held_loss(network: nn.Module, held: Sequence[Batch]) -> float:
    """Mean loss of the forms held back; NaN without any."""
    if not held:
        return float("nan")
    network.eval()
    with torch.no_grad():
        losses = [float(tagging_loss(network(*b.inputs), b.targets, 0.0)) for b in held]
    return sum(losses) / len(losses)


def _mixed(material: Material, run: FineTuning) -> list[Example]:
    """Synthetic forms, and the corrected ones so often that their share is right."""
    others = list(material.rehearsal)
    if not others:
        return list(material.corrected)
    wanted = run.share / (1 - run.share) * len(others)
    times = max(1, round(wanted / len(material.corrected)))
    return [*others, *(list(material.corrected) * times)]
