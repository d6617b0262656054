"""How alike a name and the wordings of each concept are, by the characters that they share."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.reading import plain_name, same_wording, without_digits

Floats = NDArray[np.float32]
_LONGEST_GRAM = 3


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to write a concept; `column` counts the concepts from 0."""

    text: str
    column: int


class Likeness:
    """Cosine of weighted runs of one to three characters, the best wording of each concept.

    Args:
        wordings: of all concepts.
        concepts: how many concepts there are.
    """

    def __init__(self, wordings: Sequence[Wording], concepts: int) -> None:
        counts = [_grams(wording.text) for wording in wordings]
        frequency = Counter(gram for found in counts for gram in found)
        self._weights = {
            gram: log(1 + len(wordings) / often) * len(gram) ** 0.5
            for gram, often in frequency.items()
        }
        lists: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, found in enumerate(counts):
            for gram, weight in self._weighted(found).items():
                lists[gram].append((place, weight))
        self._lists = {
            gram: (
                np.array([place for place, _ in entries], np.int64),
                np.array([weight for _, weight in entries], np.float32),
            )
            for gram, entries in lists.items()
        }
        self._columns = np.array([wording.column for wording in wordings], np.int64)
        self._same = [same_wording(wording.text) for wording in wordings]
        self._concepts = concepts

    def scores(self, name: str) -> Floats:
        """(concepts,) 0–1 of a level-3 text."""
        return self._best(self._cosines(name))

    def scores_without(self, name: str) -> Floats:
        """The same without the wordings that are the text itself, to measure fairly."""
        cosines = self._cosines(name)
        own = same_wording(name)
        cosines[[place for place, same in enumerate(self._same) if same == own]] = 0.0
        return self._best(cosines)

    def _cosines(self, name: str) -> Floats:
        cosines = np.zeros(len(self._columns), np.float32)
        for gram, weight in self._weighted(_grams(name)).items():
            if gram in self._lists:
                places, weights = self._lists[gram]
                cosines[places] += np.float32(weight) * weights
        return cosines

    def _best(self, cosines: Floats) -> Floats:
        best = np.zeros(self._concepts, np.float32)
        np.maximum.at(best, self._columns, cosines)
        return best

    def _weighted(self, grams: Counter[str]) -> dict[str, float]:
        """Unit length; a run of characters that no wording has counts as a rare one."""
        rare = log(1 + max(1, len(self._weights)))
        weights = {
            gram: count**0.5 * self._weights.get(gram, rare * len(gram) ** 0.5)
            for gram, count in grams.items()
        }
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        return {gram: weight / length for gram, weight in weights.items()} if length else {}


def _grams(text: str) -> Counter[str]:
    name = without_digits(plain_name(text))
    return Counter(
        name[start : start + length]
        for length in range(1, _LONGEST_GRAM + 1)
        for start in range(len(name) - length + 1)
    )
