"""Finding concepts by what people call them: equal, contained, or alike in characters."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from extractor.taxonomy.concept import Concept
from extractor.values.text import plain_name

_LEAST = 0.2
_OF_DEFINITION = 0.7  # a word of the definition says less than one of the name


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that was found, how alike (0–1), and the wording that was."""

    concept: Concept
    score: float
    wording: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A wording of a concept, folded, with the weights of its characters and pairs."""

    concept: Concept
    wording: str
    folded: str
    weights: Mapping[str, float]
    share: float


class Index:
    """The wordings of all concepts, prepared once."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        wordings = [
            (concept, wording, plain_name(wording), share)
            for concept in concepts
            for wording, share in _wordings(concept)
        ]
        seen = Counter(part for _, _, folded, _ in wordings for part in set(_parts(folded)))
        self._rarity = {part: log(1 + len(wordings) / count) for part, count in seen.items()}
        self._entries = tuple(
            _Entry(concept, wording, folded, self._weights(folded), share)
            for concept, wording, folded, share in wordings
        )

    def search(self, text: str, limit: int) -> tuple[Hit, ...]:
        """The best hit of each concept, best first, at most `limit`."""
        wanted = plain_name(text)
        weights = self._weights(wanted)
        best: dict[str, Hit] = {}
        for entry in self._entries:
            score = entry.share * _likeness(wanted, weights, entry)
            known = best.get(entry.concept.id)
            if score >= _LEAST and (known is None or score > known.score):
                best[entry.concept.id] = Hit(entry.concept, score, entry.wording)
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, hit.concept.id))
        return tuple(ranked[:limit])

    def _weights(self, folded: str) -> dict[str, float]:
        """Parts of a text by how rare they are; together of length 1."""
        weights = {part: self._rarity[part] for part in _parts(folded) if part in self._rarity}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {part: weight / length for part, weight in weights.items()} if length else {}


def _wordings(concept: Concept) -> Iterable[tuple[str, float]]:
    yield concept.name, 1.0
    for alias in concept.aliases:
        yield alias, 1.0
    yield concept.definition, _OF_DEFINITION


def _likeness(wanted: str, weights: Mapping[str, float], entry: _Entry) -> float:
    """1 for the same text; else the cosine of the parts, raised where one holds the other."""
    if wanted == entry.folded:
        return 1.0
    cosine = sum(weight * entry.weights.get(part, 0.0) for part, weight in weights.items())
    within = len(wanted) > 1 and (wanted in entry.folded or entry.folded in wanted)
    return 0.3 + 0.65 * cosine if within else 0.9 * cosine


def _parts(folded: str) -> Iterable[str]:
    """Its characters and its pairs of neighbours."""
    yield from dict.fromkeys(folded)
    yield from dict.fromkeys(a + b for a, b in pairwise(folded))
