"""Invented indicators with the concept they mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.taxonomy import Concept
from models.indicator_classifier.reading import same_wording
from models.indicator_classifier.texts import IndicatorText
from training.indicator_classifier.filing import filed_under, value_of
from training.indicator_classifier.nonsense import nonsense
from training.indicator_classifier.phrases import Phrase
from training.indicator_classifier.wordings import printed, wording_of
from training.synthesis.contents.draw import chance, pick

NONSENSE = 0.12
"""Share of rows that name no indicator."""


@dataclass(frozen=True, slots=True)
class Example:
    """An indicator and the id of its concept, None for what is none."""

    text: IndicatorText
    concept: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """What examples are drawn from. `left_out` are wordings (see `same_wording`) that are never
    drawn, because they are measured on."""

    concepts: Sequence[Concept]
    phrases: Mapping[str, tuple[Phrase, ...]]
    left_out: frozenset[str] = frozenset()

    def draw(self, rng: np.random.Generator, count: int) -> Iterator[Example]:
        """So many examples, every concept alike."""
        for _ in range(count):
            if chance(rng, NONSENSE):
                yield Example(IndicatorText(*nonsense(rng)), None)
            else:
                yield _indicator(rng, self, pick(rng, self.concepts))


def split_phrases(
    phrases: Mapping[str, tuple[Phrase, ...]], rng: np.random.Generator, share: float
) -> tuple[dict[str, tuple[Phrase, ...]], dict[str, tuple[Phrase, ...]]]:
    """Phrases to learn from and phrases held out; each concept keeps at least one to learn from
    and, with two or more, holds at least one out."""
    learned, held = {}, {}
    for identity, own in phrases.items():
        count = min(len(own) - 1, max(1, round(len(own) * share)))
        places = set(rng.permutation(len(own))[:count].tolist())
        learned[identity] = tuple(p for place, p in enumerate(own) if place not in places)
        held[identity] = tuple(p for place, p in enumerate(own) if place in places)
    return learned, held


def _indicator(rng: np.random.Generator, source: Source, concept: Concept) -> Example:
    phrases = source.phrases.get(concept.id, ())
    wording = wording_of(rng, concept, phrases)
    while wording != concept.name and same_wording(wording) in source.left_out:
        wording = wording_of(rng, concept, phrases)
    level3 = printed(rng, wording, concept)
    text = IndicatorText(level3, filed_under(rng, concept), value_of(rng, concept))
    return Example(text, concept.id)
