"""Synthetic pages as the network sees them: from the cache, degraded, at its resolution."""

import numpy as np

from training.synthesis.degradations import degrade, train_level
from training.synthesis.truth import TruthPage

_DPI = (92.0, 150.0)
"""Of A4; small sheets and close photographs come at higher ones."""


def worn_at_network_scale(page: TruthPage, rng: np.random.Generator) -> TruthPage:
    """The page at a level drawn for training and at a resolution at which pages are looked at."""
    level = train_level(rng)
    return degrade(page, level, int(rng.integers(2**31)), dpi=float(rng.uniform(*_DPI)))
