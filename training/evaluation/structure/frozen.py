"""The frozen sets: which forms each one holds, and their degraded pages.

The forms of a set are the first seeds from FIRST_SEED on that fill a quota of each kind of ruling;
training takes seeds from 0 on. The same forms come at every level. Rendered pages have a folder of
their own, because training reads whatever lies in its folder.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from training.evaluation.structure.results import PagePlace, SetName
from training.evaluation.structure.samples import FormSample, PageSample
from training.synthesis.corpus import VERSION, RenderedForm, Split, cached_forms, sample_form
from training.synthesis.degradations import PageLevel, degrade
from training.synthesis.printing.look import Ruling

FIRST_SEED = 900_000
QUOTA: Mapping[Ruling, int] = {Ruling.RULED: 8, Ruling.PARTLY: 6, Ruling.BORDERLESS: 6}
"""Forms of each kind in a set; a form has about two pages."""
QUICK = 4
"""Forms of a set that a quick run takes."""
SPLITS: Mapping[str, Split] = {"seen": Split.TRAIN, "unseen": Split.UNSEEN}
LEVELS = (PageLevel.CLEAN, PageLevel.SCAN, PageLevel.FAX, PageLevel.PHOTO)


@dataclass(frozen=True, slots=True)
class FrozenSet:
    """A set and the seeds of its forms, kinds of ruling in turn."""

    name: SetName
    seeds: tuple[int, ...]


def chosen_sets(splits: Sequence[str], levels: Sequence[str]) -> tuple[FrozenSet, ...]:
    """The sets of some splits and levels. Raises KeyError or ValueError for an unknown one."""
    return tuple(
        FrozenSet(SetName(split, PageLevel(level)), frozen_seeds(SPLITS[split]))
        for split in splits
        for level in levels
    )


@cache
def frozen_seeds(split: Split) -> tuple[int, ...]:
    """The seeds of a split that fill the quota, one of each kind of ruling after the other."""
    found: dict[Ruling, list[int]] = {ruling: [] for ruling in QUOTA}
    for seed in count(FIRST_SEED):
        ruling = sample_form(seed, split).ruling
        if len(found[ruling]) < QUOTA[ruling]:
            found[ruling].append(seed)
        if all(len(found[kind]) == quota for kind, quota in QUOTA.items()):
            break
    turns = ((turn, seed) for seeds in found.values() for turn, seed in enumerate(seeds))
    return tuple(seed for _, seed in sorted(turns))


def form_samples(name: SetName, seeds: Sequence[int], folder: Path) -> Iterator[FormSample]:
    """The degraded forms of a set, in order.

    Args:
        name: the set.
        seeds: of its forms; each also seeds the degradation of its pages.
        folder: keeps rendered pages; must not be the one that training reads.
    """
    for seed, form in zip(seeds, cached_forms(SPLITS[name.split], seeds, folder), strict=True):
        yield _degraded(form, seed, PageLevel(name.level))


def _degraded(form: RenderedForm, seed: int, level: PageLevel) -> FormSample:
    pages = tuple(
        PageSample(
            PagePlace(seed, page.number, page.family.value, page.ruling.value),
            degrade(page.truth, level, 100 * seed + page.number),
        )
        for page in form.pages
    )
    return FormSample(pages, form.whole)


def set_facts() -> str:
    """Which forms the sets hold, so that a reader can have the same ones."""
    lists = "; ".join(
        f"{name}: {', '.join(str(seed - FIRST_SEED) for seed in sorted(frozen_seeds(split)))}"
        for name, split in SPLITS.items()
    )
    kinds = ", ".join(f"{forms} {kind.value}" for kind, forms in QUOTA.items())
    return (
        f"Sets: synthetic forms of version {VERSION}, in each set {kinds}; "
        f"seeds less {FIRST_SEED} – {lists}."
    )
