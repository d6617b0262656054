"""Corrected forms → examples of the form tagger."""

import multiprocessing
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from models.form_tagger.encode import encode_form
from training.corrections.derive import derive_targets, derived_share
from training.corrections.forms import CorrectedForm
from training.form_tagger.batches import Example, example_of
from training.form_tagger.examples import mixed_form
from training.synthesis.families.plan import Family

LEAST_DERIVED = 0.2
"""Share of the cells of a form that its record must explain; a form below is not learned from."""
_FIRST_REHEARSED = 700_000


def corrected_example(corrected: CorrectedForm) -> Example | None:
    """The cells of a form and what its record says of them; None where it says too little."""
    cells = corrected.cells()
    if cells is None or not cells.seen:
        return None
    targets = derive_targets(cells, corrected.form)
    if derived_share(targets) < LEAST_DERIVED:
        return None
    return Example(encode_form(cells.seen), targets, corrected.family)


def rehearsal_examples(
    count: int,
    families: Sequence[Family] = tuple(Family),
    workers: int = 1,
    tell: Callable[[int], object] = lambda done: None,
) -> list[Example]:
    """Synthetic forms of all kinds of damage; always the same ones, none of the evaluation. `tell`
    hears how many are drawn."""
    seeds = range(_FIRST_REHEARSED, _FIRST_REHEARSED + count)
    draw = partial(_drawn, tuple(families))
    if workers == 1:
        return _all_of(map(draw, seeds), tell)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return _all_of(pool.imap(draw, seeds, chunksize=25), tell)


def _all_of(drawn: Iterable[Example | None], tell: Callable[[int], object]) -> list[Example]:
    found = []
    for done, example in enumerate(drawn, 1):
        tell(done)
        if example is not None:
            found.append(example)
    return found


def _drawn(families: tuple[Family, ...], seed: int) -> Example | None:
    form = mixed_form(families, seed)
    return example_of(form) if form.tokens else None
