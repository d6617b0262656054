"""Synthetic forms from seeds, rendered, and kept on disk.

python -m training.synthesis.corpus --split train --count 2000 --folder DIR --workers 1
"""

import argparse
import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from training.synthesis.browser import Browser
from training.synthesis.contents.draw import chance, pick_weighted
from training.synthesis.families.compose import compose_form
from training.synthesis.families.plan import Family
from training.synthesis.page_files import (
    pack_table,
    read_packed,
    read_page,
    unpack_table,
    write_packed,
    write_page,
)
from training.synthesis.printing.blocks import Block, TableBlock
from training.synthesis.printing.look import (
    RULINGS,
    TRAIN_FONTS,
    UNSEEN_FONTS,
    Look,
    Ruling,
    sample_look,
)
from training.synthesis.printing.setting import SetForm, set_form
from training.synthesis.records import FormRecord
from training.synthesis.truth import TruthPage, TruthTable

VERSION = 2
"""Changes whenever a seed gives other pages."""
CACHE = Path.home() / ".cache" / "jixiao" / "synthesis"
_FORMS_A_BROWSER = 200


class Split(StrEnum):
    """What training may see, and what only the evaluation sees."""

    TRAIN = "train"
    UNSEEN = "unseen"


_TRAIN_FAMILIES = {
    Family.ONE_PANEL: 2.0,
    Family.APPROVAL: 1.5,
    Family.TWO_PANELS: 2.0,
    Family.WEIGHTED: 2.0,
    Family.DEPARTMENT: 1.2,
    Family.SELF_EVALUATION: 1.8,
}
_UNSEEN_FAMILIES = {Family.REGION: 1.0, Family.WIDE: 1.0}


@dataclass(frozen=True, slots=True)
class SyntheticForm:
    """A form before it is rendered: what stands on it, how it is set, what it says."""

    seed: int
    split: Split
    family: Family
    ruling: Ruling
    look: Look
    blocks: tuple[Block, ...]
    records: tuple[FormRecord, ...]

    @property
    def font(self) -> str:
        """Font family of the text."""
        return self.look.font


@dataclass(frozen=True, slots=True)
class SyntheticPage:
    """A rendered page. `number` counts the pages of its form, from 1."""

    truth: TruthPage
    seed: int
    number: int
    family: Family
    ruling: Ruling
    font: str


@dataclass(frozen=True, slots=True)
class RenderedForm:
    """All pages of a form, its tables before page breaks cut them, and the records printed."""

    pages: tuple[SyntheticPage, ...]
    whole: tuple[TruthTable, ...]
    records: tuple[FormRecord, ...]


def sample_form(seed: int, split: Split) -> SyntheticForm:
    """The form of a seed. Forms of UNSEEN are all of families that TRAIN lacks, and half of them
    are set in fonts that it lacks."""
    rng = np.random.default_rng([seed, list(Split).index(split)])
    unseen = split is Split.UNSEEN
    family = pick_weighted(rng, _UNSEEN_FAMILIES if unseen else _TRAIN_FAMILIES)
    ruling = pick_weighted(rng, RULINGS)
    fonts = UNSEEN_FONTS if unseen and chance(rng, 0.5) else TRAIN_FONTS
    font = pick_weighted(rng, fonts)
    composition = compose_form(rng, family)
    columns = max(b.sheet.n_columns for b in composition.blocks if isinstance(b, TableBlock))
    look = sample_look(rng, font, ruling, columns)
    return SyntheticForm(seed, split, family, ruling, look, composition.blocks, composition.records)


def render(form: SyntheticForm) -> tuple[TruthPage, ...]:
    """The pages of a form, in a browser of their own; see `set_form` for many forms."""
    with Browser() as browser:
        return set_form(browser, form.blocks, form.look).pages


def cached_forms(
    split: Split, seeds: Iterable[int], folder: Path = CACHE
) -> Iterator[RenderedForm]:
    """The forms of the seeds, in order; those that the folder lacks are rendered into it
    first."""
    wanted = list(seeds)
    fill_cache(split, wanted, folder)
    for seed in wanted:
        yield _read_form(seed, _home(split, folder))


def cached_pages(
    split: Split, seeds: Iterable[int], folder: Path = CACHE
) -> Iterator[SyntheticPage]:
    """The pages of the forms of the seeds, in order."""
    for form in cached_forms(split, seeds, folder):
        yield from form.pages


def stored_pages(split: Split, folder: Path = CACHE) -> tuple[Path, ...]:
    """All pages in the folder, in the order of their seeds, for `read_page`; nothing is
    rendered. Pages of other versions are left out: what was trained on could not be told."""
    return tuple(sorted(_home(split, folder).glob("*/*-*.truth")))


def page_file(split: Split, seed: int, folder: Path = CACHE, number: int = 1) -> Path:
    """A page of a form in the folder, for `read_page`; see `fill_cache`."""
    path = _page_path(_home(split, folder), seed, number)
    return path.with_name(path.name + ".truth")


def _home(split: Split, folder: Path) -> Path:
    return folder / f"v{VERSION}" / split.value


def _index(home: Path, seed: int) -> Path:
    return home / f"{seed // 1000:03d}" / f"{seed:06d}.form"


def _page_path(home: Path, seed: int, number: int) -> Path:
    return _index(home, seed).with_name(f"{seed:06d}-{number}")


def _store(browser: Browser, form: SyntheticForm, home: Path) -> None:
    done: SetForm = set_form(browser, form.blocks, form.look)
    index = _index(home, form.seed)
    index.parent.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(done.pages, 1):
        write_page(page, _page_path(home, form.seed, number))
    packed = {
        "pages": len(done.pages),
        "family": form.family.value,
        "ruling": form.ruling.value,
        "font": form.font,
        "whole": [pack_table(table) for table in done.whole],
        "records": list(form.records),
    }
    write_packed(packed, index)


def _read_form(seed: int, home: Path) -> RenderedForm:
    packed = read_packed(_index(home, seed))
    pages = tuple(
        SyntheticPage(
            truth=read_page(_page_path(home, seed, number)),
            seed=seed,
            number=number,
            family=Family(packed["family"]),
            ruling=Ruling(packed["ruling"]),
            font=packed["font"],
        )
        for number in range(1, packed["pages"] + 1)
    )
    whole = tuple(unpack_table(table) for table in packed["whole"])
    return RenderedForm(pages, whole, tuple(packed["records"]))


def fill_cache(split: Split, seeds: Iterable[int], folder: Path) -> int:
    """Render the forms that the folder lacks; the number of pages rendered."""
    home = _home(split, folder)
    missing = [seed for seed in seeds if not _index(home, seed).exists()]
    pages = 0
    for start in range(0, len(missing), _FORMS_A_BROWSER):
        with Browser() as browser:
            for seed in missing[start : start + _FORMS_A_BROWSER]:
                _store(browser, sample_form(seed, split), home)
                pages += len(list(_index(home, seed).parent.glob(f"{seed:06d}-*.truth")))
    return pages


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Render synthetic forms into a folder.")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.TRAIN)
    parser.add_argument("--count", type=int, default=1000, help="number of forms")
    parser.add_argument("--start", type=int, default=0, help="first seed")
    parser.add_argument("--folder", type=Path, default=CACHE)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.start, options.start + options.count)
    tasks = [
        (options.split, seeds[number :: options.workers], options.folder)
        for number in range(options.workers)
    ]
    if options.workers == 1:
        pages = fill_cache(*tasks[0])
    else:
        with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
            pages = sum(pool.starmap(fill_cache, tasks))
    print(f"{pages} pages rendered into {options.folder}")


if __name__ == "__main__":
    main()
