"""Wrong corrections, to see that they are refused: levels swapped, values of other rows."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np

from training.corrections.forms import CorrectedForm

_SWAPS = (("level1", "level2"), ("level2", "level3"))


def harmed(forms: Sequence[CorrectedForm], share: float, seed: int) -> list[CorrectedForm]:
    """The forms with that share of their indicators wrong: in one half two levels are swapped, the
    other half has a value that nobody printed."""
    rng = np.random.default_rng(seed)
    found = []
    for form in forms:
        wrong = deepcopy(dict(form.form))
        for row in wrong["indicators"]:
            if rng.random() >= share:
                continue
            if rng.random() < 0.5:
                one, other = _SWAPS[int(rng.integers(len(_SWAPS)))]
                row[one], row[other] = row[other], row[one]
            else:
                row["value"] = f"≥{int(rng.integers(1000, 99999))}"
        found.append(replace(form, form=wrong))
    return found
