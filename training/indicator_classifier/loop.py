"""Training of the network."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.indicator_classifier.encode import encode
from training.indicator_classifier.examples import Example, Source
from training.indicator_classifier.network import IndicatorNetwork
from training.indicator_classifier.settings import ClassifierTraining
from training.running import warm_cosine

_GROUP = 8192  # examples sorted by length together, so that batches hardly pad


def train(run: ClassifierTraining, source: Source) -> IndicatorNetwork:
    """A trained network; its columns are the source's concepts in order, then none."""
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    rng = np.random.default_rng(run.seed)
    examples = list(source.draw(rng, run.examples))
    columns = {concept.id: place for place, concept in enumerate(source.concepts)}
    network = IndicatorNetwork(len(columns), run.size)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=run.learning_rate, weight_decay=run.weight_decay
    )
    steps = run.epochs * (len(examples) // run.batch)
    rates = torch.optim.lr_scheduler.LambdaLR(optimizer, warm_cosine(steps, min(300, steps // 5)))
    network.train()
    prepared = [tensors(batch, columns) for batch in batches(examples, rng, run.batch)]
    for _ in range(run.epochs):
        for place in rng.permutation(len(prepared)):
            grams, sides, wanted = prepared[place]
            _, logits = network(grams.long(), sides)
            loss = functional.cross_entropy(logits, wanted, label_smoothing=run.smoothing)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rates.step()
    return network.eval()


def batches(
    examples: Sequence[Example], rng: np.random.Generator, size: int
) -> list[list[Example]]:
    """Batches in random order whose texts are about equally long."""
    order = rng.permutation(len(examples))
    found = []
    for start in range(0, len(order), _GROUP):
        group = [examples[place] for place in order[start : start + _GROUP]]
        group.sort(key=lambda example: len(example.text.level3))
        found += [group[first : first + size] for first in range(0, len(group), size)]
    return [found[place] for place in rng.permutation(len(found)) if len(found[place]) > 1]


def tensors(batch: Sequence[Example], columns: dict[str, int]) -> tuple[Tensor, Tensor, Tensor]:
    """Runs of characters (32 bits, to keep many), sides and the right columns of a batch."""
    grams, sides = encode([example.text for example in batch])
    wanted = [columns[e.concept] if e.concept else len(columns) for e in batch]
    return torch.from_numpy(grams.astype(np.int32)), torch.from_numpy(sides), torch.tensor(wanted)
