"""Scores of the network and of likeness → probabilities of concepts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.catalogue import NEAR, Mixture
from models.indicator_classifier.reading import level2_groups
from models.indicator_classifier.texts import Classification, IndicatorText

Floats = NDArray[np.float32]
CANDIDATES = 5
_LEAST = 1e-6
_SAME = 0.999


def log_shares(logits: Floats) -> Floats:
    """(N, C + 1) logits → logarithms of probabilities, none of them below that of _LEAST."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    shares = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return np.asarray(np.maximum(shares, np.log(_LEAST)), np.float32)


def filed_in(texts: Sequence[IndicatorText], groups: Sequence[str]) -> Floats:
    """(N, C) 1 where a text is filed under the group of the concept, 0 elsewhere."""
    columns = np.array(groups)
    rows = [np.isin(columns, level2_groups(text.level2)) for text in texts]
    return np.stack(rows).astype(np.float32)


def probabilities(shares: Floats, likeness: Floats, filed: Floats, mixture: Mixture) -> Floats:
    """(N, C + 1), the last column for no concept.

    Args:
        shares: (N, L + 1) of the L concepts that the network learned, and of none; see log_shares.
        likeness: (N, C) 0–1.
        filed: (N, C) 0 or 1.
    """
    count, columns = likeness.shape
    network = np.full((count, columns), mixture.unseen, np.float32)
    network[:, : shares.shape[1] - 1] = shares[:, :-1]
    scores = (
        mixture.network * network
        + mixture.likeness * likeness
        + mixture.near * np.minimum(likeness, NEAR)
        + mixture.same * (likeness > _SAME)
        + mixture.filed * filed
    )
    none = mixture.network * shares[:, -1:] + mixture.none
    joined = np.concatenate([scores, none], axis=1)
    powers = np.exp(joined - joined.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def answer(row: Floats, identities: Sequence[str], threshold: float) -> Classification:
    """One row of probabilities → what is said of the text."""
    order = np.argsort(-row[:-1], kind="stable")[:CANDIDATES]
    candidates = tuple((identities[place], round(float(row[place]), 4)) for place in order)
    confidence = candidates[0][1]
    sure = confidence >= threshold and row[order[0]] > row[-1]
    return Classification(candidates[0][0] if sure else None, confidence, candidates)
