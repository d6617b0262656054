"""How likely labels that people gave are right, by opinions that never saw them."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.errors import MissingPackageError

Floats = NDArray[np.float64]

_LEAST = 10
"""Labels from which on the share of wrong ones can be estimated; below, less than even counts."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of each label: `scores` (N,) the probability that it is right, 0–1; `odd` (N,) whether it is
    to be looked at again."""

    scores: Floats
    odd: NDArray[np.bool_]


def quality_of(given: Sequence[int], shares: Floats) -> Quality:
    """Quality of labels by out-of-sample probabilities.

    Which are odd is estimated by confident learning: a label is where another one is likelier than
    that one usually is where it was given. The order is that of the label's own probability:
    measured, no adjusted order finds more (docs/labelling.md).

    Args:
        given: (N,) columns of `shares`.
        shares: (N, K) probabilities of an opinion that was not fitted on these labels.
    Raises:
        MissingPackageError: cleanlab is not installed.
    """
    columns = np.asarray(given, np.int64)
    if not len(columns):
        return Quality(np.zeros(0), np.zeros(0, np.bool_))
    rows = np.asarray(shares, np.float64)
    rows = rows / rows.sum(axis=1, keepdims=True)
    try:
        from cleanlab.filter import find_label_issues
        from cleanlab.rank import get_label_quality_scores
    except ImportError as error:
        raise MissingPackageError("cleanlab: make train-tools") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of labels that occur once
        scores = get_label_quality_scores(columns, rows, method="self_confidence")
        if len(columns) < _LEAST:
            return Quality(scores, scores < 0.5)
        odd = find_label_issues(columns, rows, filter_by="confident_learning", n_jobs=1)
    return Quality(scores, odd)
