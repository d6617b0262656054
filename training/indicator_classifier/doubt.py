"""Which chosen concepts cannot well be right: people contradict each other, or name what is out of
the question while something else is plain."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.reading import same_wording
from training.indicator_classifier.lessons import ChosenConcept

MOST_DOUBTFUL = 0.05
"""Share of doubtful concepts above which they are not learned from. Of sound ones 0 to 1 % were
doubtful (sets of 86 to 224), of those with a fifth wrong 10 to 21 %."""
_LEAST = 3
"""Fewer than so many are nothing: of ten, one would be 10 %."""
_PLAIN = 0.7
"""Probability from which on another concept is plain."""
_OUT_OF_QUESTION = 0.001
"""Probability below which a concept is out of the question."""


@dataclass(frozen=True, slots=True)
class DoubtfulConcepts:
    """Of `count` chosen concepts the places of those to look at again, and how many of these
    contradict what most people say of the same indicator."""

    count: int
    places: tuple[int, ...]
    contradictions: int

    @property
    def share(self) -> float:
        """Share of doubtful ones, 0–1."""
        return len(self.places) / self.count if self.count else 0.0

    def objections(self) -> tuple[str, ...]:
        """Why a network that learned from them is refused; () where they are sound."""
        if len(self.places) < _LEAST or self.share <= MOST_DOUBTFUL:
            return ()
        return (
            f"指标归类可疑：{len(self.places)}/{self.count} 个归类存疑，"
            f"其中 {self.contradictions} 个互相矛盾。 Doubtful concepts: {len(self.places)} of "
            f"{self.count} cannot well be right, {self.contradictions} contradict each other.",
        )


def doubtful_concepts(
    chosen: Sequence[ChosenConcept], rows: NDArray[np.float32], columns: Mapping[str, int]
) -> DoubtfulConcepts:
    """Look through chosen concepts.

    Args:
        rows: (N, C + 1) probabilities of networks that did not learn from the one in question, the
            last for no concept.
        columns: the column of each concept.
    """
    odd = set(_implausible(chosen, rows, columns))
    against = set(_outvoted(chosen))
    return DoubtfulConcepts(len(chosen), tuple(sorted(odd | against)), len(against))


def _implausible(
    chosen: Sequence[ChosenConcept], rows: NDArray[np.float32], columns: Mapping[str, int]
) -> list[int]:
    found = []
    for place, (one, row) in enumerate(zip(chosen, rows, strict=True)):
        named = [columns[identity] for identity in one.labelled.concepts] or [rows.shape[1] - 1]
        if row.max() >= _PLAIN and row[named].max() < _OUT_OF_QUESTION:
            found.append(place)
    return found


def _outvoted(chosen: Sequence[ChosenConcept]) -> list[int]:
    """Places that say of an indicator in a group what fewer say than something else; where as many
    say one as the other, all are."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(chosen):
        text = one.labelled.text
        places[same_wording(text.level3), same_wording(text.level2)].append(place)
    found = []
    for own in places.values():
        votes = Counter(chosen[place].labelled.concepts for place in own)
        if len(votes) > 1:
            (first, most), (_, next_most) = votes.most_common(2)
            found += [
                place
                for place in own
                if most == next_most or chosen[place].labelled.concepts != first
            ]
    return found
