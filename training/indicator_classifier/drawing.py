"""The taxonomy and the phrases as what examples are drawn from."""

from dataclasses import replace

import numpy as np

from extractor.taxonomy import Taxonomy
from models.indicator_classifier.reading import same_wording
from training.indicator_classifier.examples import Example, Source, split_phrases
from training.indicator_classifier.phrases import Phrase, read_phrases

_SPLIT_SEED = 1
VALIDATION_SEED = 5
"""Examples to validate on are drawn from it."""


def phrases_of(taxonomy: Taxonomy) -> dict[str, tuple[Phrase, ...]]:
    """The phrases under present ids; those of merged concepts come together."""
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for identity, own in read_phrases().items():
        concept = taxonomy.concept(identity)
        if concept is not None:
            phrases[concept.id] = phrases.get(concept.id, ()) + own
    return phrases


def whole_source(taxonomy: Taxonomy, left_out: frozenset[str]) -> Source:
    """Every concept with all its phrases; wordings that are left out are neither drawn nor
    aliases."""
    concepts = tuple(
        replace(
            concept,
            aliases=tuple(a for a in concept.aliases if not _near(same_wording(a), left_out)),
        )
        for concept in taxonomy.concepts
    )
    return Source(concepts, phrases_of(taxonomy), left_out)


def split_source(source: Source, share: float) -> tuple[Source, Source]:
    """What to learn from, and what to validate on: phrases that the first does not have."""
    learned, held = split_phrases(source.phrases, np.random.default_rng(_SPLIT_SEED), share)
    bare = [replace(c, aliases=()) for c in source.concepts if held.get(c.id)]
    return replace(source, phrases=learned), replace(source, concepts=bare, phrases=held)


def validation_examples(held: Source, count: int) -> list[Example]:
    """Examples of held-out phrases, always the same."""
    return list(held.draw(np.random.default_rng(VALIDATION_SEED), count))


def _near(wording: str, left_out: frozenset[str]) -> bool:
    """Equal, or one within the other."""
    if wording in left_out:
        return True
    return len(wording) > 5 and any(
        wording in other or (len(other) > 5 and other in wording) for other in left_out
    )
