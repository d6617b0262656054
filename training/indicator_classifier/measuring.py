"""Texts → what speaks for each concept, so that any mixture of it can be tried and measured."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.catalogue import groups_of
from models.indicator_classifier.scores import filed_in
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText
from training.indicator_classifier.mixing import Evidence

_BATCH = 256


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
