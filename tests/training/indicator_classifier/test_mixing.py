import numpy as np
import pytest

from models.indicator_classifier.scores import log_shares
from training.indicator_classifier.measuring import Evidence
from training.indicator_classifier.mixing import fit_mixture, threshold_for


def evidence(informed: float) -> Evidence:
    """Three concepts; likeness points to the right one in 9 of 10 texts."""
    rng = np.random.default_rng(0)
    wanted = rng.integers(0, 4, 400)
    likeness = np.zeros((400, 3), np.float32)
    for row, right in zip(likeness, wanted, strict=True):
        row[right % 3 if rng.random() < 0.9 else (right + 1) % 3] = informed if right < 3 else 0.05
    logits = np.zeros((400, 4), np.float32)
    logits[wanted == 3, 3] = 4.0
    return Evidence(log_shares(logits), likeness, np.zeros_like(likeness), wanted)


def test_likeness_that_tells_is_weighed_and_never_negative() -> None:
    seen = evidence(0.6)
    mixture = fit_mixture(seen)
    assert mixture.likeness + mixture.near > 1.0
    assert min(mixture.likeness, mixture.near, mixture.filed) >= 0.0
    assert (seen.rows(mixture).argmax(axis=1) == seen.wanted).mean() > 0.85


def test_the_threshold_keeps_to_the_risk() -> None:
    rows = np.array(
        [[0.9, 0.1, 0.0], [0.8, 0.2, 0.0], [0.7, 0.3, 0.0], [0.6, 0.4, 0.0]], np.float32
    )
    wanted = np.array([0, 0, 0, 1])
    assert threshold_for(rows, wanted, 0.0) == pytest.approx(0.7)
    assert threshold_for(rows, wanted, 0.25) == pytest.approx(0.6)
    assert threshold_for(rows, np.array([2, 2, 2, 2]), 0.1) == 1.0
