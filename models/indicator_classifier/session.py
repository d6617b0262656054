"""The classifier of indicators on ONNX Runtime."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.catalogue import (
    Catalogue,
    ConceptWordings,
    groups_of,
    read_catalogue,
)
from models.indicator_classifier.config import CONCEPTS, OUTPUTS, WEIGHTS
from models.indicator_classifier.encode import encode
from models.indicator_classifier.likeness import Likeness
from models.indicator_classifier.scores import answer, filed_in, log_shares, probabilities
from models.indicator_classifier.texts import Classification, IndicatorText
from models.network_file import NetworkFile
from models.ocr.runtime import open_session

Floats = NDArray[np.float32]
_BATCH = 64


class IndicatorClassifier:
    """Says which concept each indicator means; holds about 60 MB; serves one thread at a time.

    Args:
        added: concepts, or more wordings of known ones, beside those it learned.
        network: the network.
        concepts: what its columns stand for.
    Raises:
        WeightsNotFoundError: a file is not on this machine, or not the one that was tested.
    """

    def __init__(
        self,
        added: Iterable[ConceptWordings] = (),
        network: NetworkFile = WEIGHTS,
        concepts: NetworkFile = CONCEPTS,
    ) -> None:
        self._session: Any = open_session(network.read(), 1)
        self.catalogue: Catalogue = read_catalogue(concepts.read()).with_added(added)
        self._identities = [concept.id for concept in self.catalogue.concepts]
        self._groups = groups_of(self.catalogue)
        self._likeness = Likeness(self.catalogue.wordings(), len(self._identities))

    def classify(self, texts: Sequence[IndicatorText]) -> list[Classification]:
        """One answer a text, in their order; its concept is None where no candidate is likely
        enough."""
        threshold = self.catalogue.mixture.threshold
        answers = []
        for batch in _batches(texts):
            likeness = np.stack([self._likeness.scores(text.level3) for text in batch])
            filed = filed_in(batch, self._groups)
            rows = probabilities(self.shares(batch), likeness, filed, self.catalogue.mixture)
            answers += [answer(row, self._identities, threshold) for row in rows]
        return answers

    def shares(self, texts: Sequence[IndicatorText]) -> Floats:
        """(N, learned + 1) logarithms of the network's own probabilities, the last for none."""
        grams, sides = encode(texts)
        (logits,) = self._session.run([OUTPUTS[1]], {"grams": grams, "sides": sides})
        return log_shares(logits)

    def likeness_without(self, texts: Sequence[IndicatorText]) -> Floats:
        """(N, concepts) likeness to wordings other than the texts themselves, to measure with."""
        return np.stack([self._likeness.scores_without(text.level3) for text in texts])


def _batches(texts: Sequence[IndicatorText]) -> Iterator[Sequence[IndicatorText]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]
