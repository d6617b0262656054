"""Examples of many synthetic forms, drawn once and kept in a file."""

import multiprocessing
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from training.form_tagger.batches import Example, example_of
from training.form_tagger.forms import Damage, FormRequest, tagged_form
from training.form_tagger.tagged import TaggedForm
from training.synthesis.contents.draw import pick_weighted
from training.synthesis.families.plan import Family

EVALUATION_SEEDS = 1_000_000
"""Forms from this seed on are never trained on."""
_DAMAGE = {Damage.NONE: 0.35, Damage.LIGHT: 0.3, Damage.HEAVY: 0.35}


@dataclass(frozen=True, slots=True)
class FormRange:
    """The forms of the seeds from `first` on, of these families."""

    first: int
    count: int
    families: tuple[Family, ...] = tuple(Family)


def mixed_form(families: tuple[Family, ...], seed: int) -> TaggedForm:
    """The form of a seed; the seed also says how damaged it is."""
    damage = pick_weighted(np.random.default_rng([seed, 41]), _DAMAGE)
    return tagged_form(seed, FormRequest(families, damage))


def write_examples(wanted: FormRange, path: Path, workers: int) -> None:
    """Draw the examples and write them.

    Raises:
        ValueError: seeds of the evaluation are asked for.
    """
    if wanted.first + wanted.count > EVALUATION_SEEDS:
        raise ValueError(f"seeds from {EVALUATION_SEEDS} on are kept for evaluation")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pickle.dump(list(_drawn(wanted, workers)), file)


def read_examples(paths: Sequence[Path]) -> list[Example]:
    """The examples of files that `write_examples` wrote on this machine."""
    examples: list[Example] = []
    for path in paths:
        with path.open("rb") as file:
            examples += pickle.load(file)
    return examples


def _drawn(wanted: FormRange, workers: int) -> Iterator[Example]:
    seeds = range(wanted.first, wanted.first + wanted.count)
    draw = partial(_example, wanted.families)
    if workers == 1:
        yield from filter(None, map(draw, seeds))
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from filter(None, pool.imap(draw, seeds, chunksize=50))


def _example(families: tuple[Family, ...], seed: int) -> Example | None:
    form = mixed_form(families, seed)
    return example_of(form) if form.tokens else None
