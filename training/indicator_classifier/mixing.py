"""Fitting what the network says and what likeness says together, and the threshold."""

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.indicator_classifier.catalogue import NEAR, Mixture
from training.indicator_classifier.measuring import Evidence

Floats = NDArray[np.float32]
RISK = 0.05
"""Share of the answers that may be wrong."""
_STEPS = 150
_UNSEEN = -5.0
"""The network's word on new concepts. With every tenth concept hidden from it, a higher one found
more of them, but made it less sure of all others; at this one those lost no first place."""
_NAMES = ("network", "likeness", "near", "filed", "none")
_SAME = 4.0
"""Weight of an identical wording, which leave-one-out never shows: it outweighs a doubtful network,
not the printed group and a sure one."""


def fit_mixture(evidence: Evidence) -> Mixture:
    """Weights that make the right columns likeliest, and the threshold for RISK."""
    shares, likeness, filed = (
        torch.from_numpy(part) for part in (evidence.shares, evidence.likeness, evidence.filed)
    )
    wanted = torch.from_numpy(evidence.wanted)
    weights = torch.tensor([1.0, 2.0, 0.0, 1.0, 0.0], requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=0.1)
    for _ in range(_STEPS):
        scores = (
            weights[0] * shares[:, :-1]
            + weights[1] * likeness
            + weights[2] * likeness.clamp(max=NEAR)
            + weights[3] * filed
        )
        none = weights[0] * shares[:, -1:] + weights[4]
        loss = functional.cross_entropy(torch.cat([scores, none], dim=1), wanted)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        with torch.no_grad():  # what is more alike never counts less
            weights[:4].clamp_(min=0.0)
    fitted = dict(zip(_NAMES, weights.tolist(), strict=True))
    mixture = Mixture(**fitted, same=_SAME, unseen=_UNSEEN)
    return replace(mixture, threshold=threshold_for(evidence.rows(mixture), evidence.wanted, RISK))


def threshold_for(rows: Floats, wanted: NDArray[np.int64], risk: float) -> float:
    """The least confidence at which no more than `risk` of the answers are wrong; what is no
    indicator and is answered counts as wrong."""
    sure = rows[:, :-1].max(axis=1)
    right = rows[:, :-1].argmax(axis=1) == wanted
    told = sure > rows[:, -1]
    order = np.argsort(-np.where(told, sure, 0.0), kind="stable")
    order = order[told[order]]
    errors = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    fine = np.flatnonzero(errors <= risk)
    return round(float(sure[order[fine[-1]]]), 3) if len(fine) else 1.0
