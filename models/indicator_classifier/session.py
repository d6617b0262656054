"""The classifier of indicators on ONNX Runtime."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import WeightsNotFoundError
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
from models.ocr.runtime import open_session, session_errors

Floats = NDArray[np.float32]
_BATCH = 64


class IndicatorClassifier:
    """Says which concept each indicator means; holds about 60 MB; serves one thread at a time.

    Args:
        added: concepts, or more wordings of known ones, beside those it learned.
        network: the network.
        concepts: what its columns stand for.
    Raises:
        WeightsNotFoundError: a file is not on this machine, not the one that was tested, or no
            network of indicators whose columns are those concepts.
    """

    def __init__(
        self,
        added: Iterable[ConceptWordings] = (),
        network: NetworkFile = WEIGHTS,
        concepts: NetworkFile = CONCEPTS,
    ) -> None:
        learned = _catalogue(concepts)
        self._session: Any = _session(network, learned)
        self.catalogue: Catalogue = learned.with_added(added)
        self._identities = [concept.id for concept in self.catalogue.concepts]
        self._groups = groups_of(self.catalogue)
        self._likeness = Likeness(self.catalogue.wordings(), len(self._identities))

    def classify(self, texts: Sequence[IndicatorText]) -> list[Classification]:
        """One answer a text, in their order; its concept is None where no candidate is likely
        enough."""
        threshold = self.catalogue.mixture.threshold
        rows = (row for batch in _batches(texts) for row in self._probabilities(batch))
        return [answer(row, self._identities, threshold) for row in rows]

    @property
    def concepts(self) -> tuple[str, ...]:
        """Ids of the concepts of the catalogue, in its order."""
        return tuple(self._identities)

    def probabilities(self, texts: Sequence[IndicatorText]) -> Floats:
        """(N, C + 1) of each concept of the catalogue, and last of none; rows sum to 1."""
        found = [self._probabilities(batch) for batch in _batches(texts)]
        width = len(self._identities) + 1
        return np.concatenate([np.zeros((0, width), np.float32), *found])

    def _probabilities(self, batch: Sequence[IndicatorText]) -> Floats:
        likeness = np.stack([self._likeness.scores(text.level3) for text in batch])
        filed = filed_in(batch, self._groups)
        return probabilities(self.shares(batch), likeness, filed, self.catalogue.mixture)

    def shares(self, texts: Sequence[IndicatorText]) -> Floats:
        """(N, learned + 1) logarithms of the network's own probabilities, the last for none."""
        return log_shares(_logits(self._session, texts))

    def likeness_without(self, texts: Sequence[IndicatorText]) -> Floats:
        """(N, concepts) likeness to wordings other than the texts themselves, to measure with."""
        return np.stack([self._likeness.scores_without(text.level3) for text in texts])


def _batches(texts: Sequence[IndicatorText]) -> Iterator[Sequence[IndicatorText]]:
    for start in range(0, len(texts), _BATCH):
        yield texts[start : start + _BATCH]


def _catalogue(file: NetworkFile) -> Catalogue:
    try:
        return read_catalogue(file.read())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsNotFoundError(f"{file.path.name} is no list of concepts") from error


def _session(file: NetworkFile, catalogue: Catalogue) -> Any:  # noqa: ANN401
    """The network, tried once on an empty text."""
    data = file.read()
    try:
        session = open_session(data, 1)
        width = _logits(session, [IndicatorText("")]).shape[1]
    except session_errors() as error:
        raise WeightsNotFoundError(f"{file.path.name} is no network of indicators") from error
    if width != catalogue.learned + 1 or catalogue.learned > len(catalogue.concepts):
        raise WeightsNotFoundError(f"{file.path.name} knows other concepts than its list")
    return session


def _logits(session: Any, texts: Sequence[IndicatorText]) -> Floats:  # noqa: ANN401
    grams, sides = encode(texts)
    (logits,) = session.run([OUTPUTS[1]], {"grams": grams, "sides": sides})
    return np.asarray(logits)
