"""Synthetic pages as the network sees them: from the cache, degraded, at its resolution."""

from pathlib import Path

import numpy as np

from training.synthesis.corpus import Split, stored_pages
from training.synthesis.degradations import degrade, train_level
from training.synthesis.page_files import read_page
from training.synthesis.truth import TruthPage

_DPI = (92.0, 150.0)
"""Of A4; small sheets and close photographs come at higher ones."""


class CorpusPages:
    """The pages of the first so many training forms, in the order of their seeds.

    Raises:
        FileNotFoundError: a form is not in the cache folder.
    """

    def __init__(self, folder: Path, forms: int) -> None:
        seeds = [(int(path.stem.split("-")[0]), path) for path in stored_pages(Split.TRAIN, folder)]
        self._paths = [path for seed, path in seeds if seed < forms]
        missing = set(range(forms)) - {seed for seed, _ in seeds}
        if missing:
            raise FileNotFoundError(f"{len(missing)} of {forms} forms are not in {folder}")

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, index: int) -> TruthPage:
        return read_page(self._paths[index])


def worn_at_network_scale(page: TruthPage, rng: np.random.Generator) -> TruthPage:
    """The page at a level drawn for training and at a resolution at which pages are looked at."""
    level = train_level(rng)
    return degrade(page, level, int(rng.integers(2**31)), dpi=float(rng.uniform(*_DPI)))
