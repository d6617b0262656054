"""Corrections → a new head on the meanings that the network gives already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from extractor.taxonomy import Concept
from models.indicator_classifier.catalogue import Catalogue, ConceptWordings
from models.indicator_classifier.config import OUTPUTS
from models.indicator_classifier.encode import encode
from models.indicator_classifier.texts import IndicatorText
from models.ocr.runtime import open_session
from training.indicator_classifier.examples import Example, Source
from training.indicator_classifier.export import head_of, with_head
from training.indicator_classifier.filing import filed_under, value_of
from training.indicator_classifier.labelled import Labelled
from training.indicator_classifier.wordings import printed
from training.synthesis.contents.draw import chance

Floats = NDArray[np.float32]
_LOWER = 4.0
"""How far below all others the score of a new concept begins, to take nothing from them."""


@dataclass(frozen=True, slots=True)
class Refit:
    """`examples` are invented ones, of which the new head is to say what the old one says, so that
    nothing known is forgotten; each correction is seen `copies` times, mostly with another value,
    filing or print, and `smoothing` keeps it from being too sure of them."""

    seed: int = 7
    examples: int = 16_000
    copies: int = 24
    steps: int = 600
    batch: int = 512
    learning_rate: float = 3e-3
    smoothing: float = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A network's graph and what its columns stand for."""

    model: onnx.ModelProto
    catalogue: Catalogue


def refit_head(
    network: Network, source: Source, corrections: Sequence[Labelled], refit: Refit
) -> Network:
    """A network that has learned the corrections; their texts join the wordings.

    Args:
        source: what invented examples are drawn from; concepts that the network has no column for
            get one.
    """
    rng = np.random.default_rng(refit.seed)
    concepts = {concept.id: concept for concept in source.concepts}
    invented = list(source.draw(rng, refit.examples))
    copies = [copy for entry in corrections for copy in _copies(rng, entry, concepts, refit)]
    catalogue, old = _grown(network.catalogue, concepts), network.catalogue.learned
    columns = {entry.id: place for place, entry in enumerate(catalogue.concepts)}
    wanted = [columns[e.concept] if e.concept else len(columns) for e in invented + copies]
    meanings = torch.from_numpy(
        meanings_of(network.model, [example.text for example in invented + copies])
    )
    head = _widened(head_of(network.model), len(columns))
    targets = functional.one_hot(torch.tensor(wanted), len(columns) + 1).float()
    targets = (1 - refit.smoothing) * targets + refit.smoothing / targets.shape[1]
    known = [p for p, e in enumerate(invented) if e.concept is None or columns[e.concept] < old]
    targets[known] = _said(head, meanings[known])
    taught = {columns[identity] for entry in corrections for identity in entry.concepts}
    taught |= set(range(old, len(columns)))
    weight, bias = _fitted(head, meanings, targets, sorted(taught), refit)
    return Network(with_head(network.model, weight, bias), _with_texts(catalogue, corrections))


def with_threads(threads: int) -> None:
    """So many threads for all that follows: other numbers of them add up otherwise."""
    torch.set_num_threads(threads)


def meanings_of(model: onnx.ModelProto, texts: Sequence[IndicatorText]) -> Floats:
    """(N, MEANING) what the head reads."""
    session: Any = open_session(model.SerializeToString(), 1)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place].level3))
    parts = []
    for start in range(0, len(order), 256):
        grams, sides = encode([texts[place] for place in order[start : start + 256]])
        parts.append(session.run([OUTPUTS[0]], {"grams": grams, "sides": sides})[0])
    meanings = np.concatenate(parts)
    meanings[order] = meanings.copy()
    return np.asarray(meanings, np.float32)


def _copies(
    rng: np.random.Generator, entry: Labelled, concepts: dict[str, Concept], refit: Refit
) -> list[Example]:
    if not entry.concepts:
        return [Example(entry.text, None)] * refit.copies
    concept = concepts[min(entry.concepts)]
    copies = [Example(entry.text, concept.id)]
    while len(copies) < refit.copies:
        text = entry.text
        if chance(rng, 0.5):
            text = replace(text, level3=printed(rng, text.level3, concept))
        if chance(rng, 0.5):
            text = replace(text, value=value_of(rng, concept))
        if chance(rng, 0.4):
            text = replace(text, level2=filed_under(rng, concept))
        copies.append(Example(text, concept.id))
    return copies


def _grown(catalogue: Catalogue, concepts: dict[str, Concept]) -> Catalogue:
    known = {entry.id for entry in catalogue.concepts}
    new = [ConceptWordings(identity, ()) for identity in concepts if identity not in known]
    grown = catalogue.with_added(new)
    return replace(grown, learned=len(grown.concepts))


def _with_texts(catalogue: Catalogue, corrections: Sequence[Labelled]) -> Catalogue:
    return catalogue.with_added(
        ConceptWordings(identity, (entry.text.level3,))
        for entry in corrections
        for identity in sorted(entry.concepts)
    )


def _widened(head: tuple[Floats, Floats], concepts: int) -> tuple[Floats, Floats]:
    """Room for concepts behind those that the head has; none stays last."""
    weight, bias = head
    added = concepts + 1 - len(bias)
    rows = np.zeros((added, weight.shape[1]), np.float32)
    start = np.full(added, bias.min() - _LOWER, np.float32)
    return (
        np.concatenate([weight[:-1], rows, weight[-1:]]),
        np.concatenate([bias[:-1], start, bias[-1:]]),
    )


def _said(head: tuple[Floats, Floats], meanings: Tensor) -> Tensor:
    """Probabilities that a head gives."""
    weight, bias = (torch.from_numpy(part) for part in head)
    return functional.linear(meanings, weight, bias).softmax(dim=1)


def _fitted(
    head: tuple[Floats, Floats],
    meanings: Tensor,
    targets: Tensor,
    taught: Sequence[int],
    refit: Refit,
) -> tuple[Floats, Floats]:
    """Rows of the head that are taught, the others as they were: what no correction speaks of
    changes only where a taught concept takes it over."""
    torch.manual_seed(refit.seed)
    weight, bias = (torch.from_numpy(part.copy()) for part in head)
    if not taught:
        return weight.numpy(), bias.numpy()
    others = functional.linear(meanings, weight, bias)
    layer = nn.Linear(weight.shape[1], len(taught))
    with torch.no_grad():
        layer.weight.copy_(weight[taught])
        layer.bias.copy_(bias[taught])
    optimizer = torch.optim.Adam(layer.parameters(), lr=refit.learning_rate)
    for _ in range(refit.steps):
        picked = torch.randint(len(targets), (refit.batch,))
        logits = others[picked].index_copy(1, torch.tensor(taught), layer(meanings[picked]))
        loss = functional.cross_entropy(logits, targets[picked])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    weight[taught], bias[taught] = layer.weight.detach(), layer.bias.detach()
    return weight.numpy(), bias.numpy()
