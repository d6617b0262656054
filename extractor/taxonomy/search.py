"""Finding concepts by what people call them: equal, contained, or alike in pairs of characters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from extractor.taxonomy.concept import Concept
from extractor.values.text import plain_name

_LEAST = 0.25
_OF_DEFINITION = 0.6  # a word of the definition says less than one of the name


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that was found, how alike (0–1), and the wording that was."""

    concept: Concept
    score: float
    wording: str


class Index:
    """The wordings of all concepts, prepared once."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._entries = tuple(
            (concept, wording, folded, _pairs(folded), weight)
            for concept in concepts
            for wording, weight in _wordings(concept)
            if (folded := plain_name(wording))
        )

    def search(self, text: str, limit: int) -> tuple[Hit, ...]:
        """The best hit of each concept, best first, at most `limit`."""
        wanted = plain_name(text)
        pairs = _pairs(wanted)
        best: dict[str, Hit] = {}
        for concept, wording, folded, own, weight in self._entries:
            score = weight * _likeness(wanted, pairs, folded, own)
            if score >= _LEAST and (concept.id not in best or score > best[concept.id].score):
                best[concept.id] = Hit(concept, score, wording)
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, hit.concept.id))
        return tuple(ranked[:limit])


def _wordings(concept: Concept) -> Iterable[tuple[str, float]]:
    yield concept.name, 1.0
    for alias in concept.aliases:
        yield alias, 1.0
    yield concept.definition, _OF_DEFINITION


def _likeness(wanted: str, pairs: Counter[str], folded: str, own: Counter[str]) -> float:
    """1 for the same text; a text within the other counts more than shared pairs (Dice)."""
    if not wanted:
        return 0.0
    if wanted == folded:
        return 1.0
    total = pairs.total() + own.total()
    dice = 2 * (pairs & own).total() / total if total else 0.0
    within = wanted in folded or folded in wanted
    return 0.5 + 0.45 * dice if within and min(len(wanted), len(folded)) > 1 else 0.9 * dice


def _pairs(folded: str) -> Counter[str]:
    return Counter(a + b for a, b in pairwise(folded))
