"""Texts → what speaks for each concept, so that any mixture of it can be tried and measured."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.catalogue import Mixture, groups_of
from models.indicator_classifier.scores import filed_in, probabilities
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText

Floats = NDArray[np.float32]
_BATCH = 256


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What speaks for each concept in N texts; see `probabilities`. `wanted` (N,) are the right
    columns, the number of concepts for none."""

    shares: Floats
    likeness: Floats
    filed: Floats
    wanted: NDArray[np.int64]

    def rows(self, mixture: Mixture) -> Floats:
        """(N, C + 1) probabilities."""
        return probabilities(self.shares, self.likeness, self.filed, mixture)


def evidence_of(
    classifier: IndicatorClassifier,
    texts: Sequence[IndicatorText],
    concepts: Sequence[str | None],
) -> Evidence:
    """Evidence without the wordings that are the texts themselves (leave-one-out).

    Args:
        concepts: the right one of each text, None for none.
    """
    columns = {entry.id: place for place, entry in enumerate(classifier.catalogue.concepts)}
    wanted = [len(columns) if identity is None else columns[identity] for identity in concepts]
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    groups = groups_of(classifier.catalogue)
    return Evidence(
        _stacked([classifier.shares(batch) for batch in batches]),
        _stacked([classifier.likeness_without(batch) for batch in batches]),
        _stacked([filed_in(batch, groups) for batch in batches]),
        np.array(wanted, np.int64),
    )


def _stacked(parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate(parts)
