"""What people write on a printed sheet."""

import numpy as np

from training.synthesis.degradations.ranges import Ink
from training.synthesis.truth import TruthPage


def written_on(page: TruthPage, ink: Ink, rng: np.random.Generator) -> TruthPage:
    """The page with handwriting."""
    return page
