"""How alike a name and the wordings of each concept are, by the characters that they share."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
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
        self._places: dict[str, list[int]] = defaultdict(list)
        self._shares: dict[str, list[float]] = defaultdict(list)
        for place, found in enumerate(counts):
            for gram, weight in self._weighted(found).items():
                self._places[gram].append(place)
                self._shares[gram].append(weight)
        # Most runs are never asked for: arrays are made of those that are.
        self._lists: dict[str, tuple[NDArray[np.int64], Floats]] = {}
        self._columns = np.array([wording.column for wording in wordings], np.int64)
        self._wordings = tuple(wordings)
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
            if gram in self._places:
                places, weights = self._list(gram)
                cosines[places] += np.float32(weight) * weights
        return cosines

    def _list(self, gram: str) -> tuple[NDArray[np.int64], Floats]:
        """The wordings that hold a run, and what it weighs in each."""
        if gram not in self._lists:
            self._lists[gram] = (
                np.array(self._places[gram], np.int64),
                np.array(self._shares[gram], np.float32),
            )
        return self._lists[gram]

    @cached_property
    def _same(self) -> list[str]:
        return [same_wording(wording.text) for wording in self._wordings]

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
