"""What the columns of the network stand for, and how scores become probabilities."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from models.indicator_classifier.likeness import Wording

NEAR = 0.4
"""A likeness from which on more of it says less."""


@dataclass(frozen=True, slots=True)
class ConceptWordings:
    """A concept: its id, which begins with the code of its group, and how it is written."""

    id: str
    wordings: tuple[str, ...]

    @property
    def group(self) -> str:
        """The code of its group: QTY of QTY-001."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Weights of what speaks for a concept, and the least probability that is answered.

    `network` weighs the logarithm of the network's probability; `likeness` that of the best
    wording, `near` the part of it up to NEAR, `same` an identical wording; `filed` the group that
    is printed. `none` is added to the score of no concept, `unseen` stands for the network's word
    on a concept that it did not learn.
    """

    network: float = 1.0
    likeness: float = 0.0
    near: float = 0.0
    same: float = 0.0
    filed: float = 0.0
    none: float = 0.0
    unseen: float = -4.0
    threshold: float = 0.5


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Concepts in the order of the network's columns; those behind `learned` it does not know."""

    concepts: tuple[ConceptWordings, ...]
    learned: int
    mixture: Mixture

    def wordings(self) -> tuple[Wording, ...]:
        """All wordings with the columns of their concepts."""
        return tuple(
            Wording(text, column)
            for column, concept in enumerate(self.concepts)
            for text in concept.wordings
        )

    def with_added(self, added: Iterable[ConceptWordings]) -> "Catalogue":
        """The same with more concepts, or more wordings of those that are there."""
        known = {concept.id: concept for concept in self.concepts}
        for concept in added:
            old = known.get(concept.id)
            wordings = (*old.wordings, *concept.wordings) if old else concept.wordings
            known[concept.id] = ConceptWordings(concept.id, tuple(dict.fromkeys(wordings)))
        return replace(self, concepts=tuple(known.values()))


def read_catalogue(data: bytes) -> Catalogue:
    """What `catalogue_to_json` wrote."""
    told = json.loads(data)
    concepts = [
        ConceptWordings(entry["id"], tuple(entry["wordings"])) for entry in told["concepts"]
    ]
    return Catalogue(tuple(concepts), int(told["learned"]), Mixture(**told["mixture"]))


def catalogue_to_json(catalogue: Catalogue) -> str:
    """As text, one concept a line."""
    lines = [
        json.dumps({"id": concept.id, "wordings": concept.wordings}, ensure_ascii=False)
        for concept in catalogue.concepts
    ]
    mixture = json.dumps(asdict(catalogue.mixture))
    head = f'{{"learned": {catalogue.learned},\n"mixture": {mixture},\n"concepts": [\n'
    return head + ",\n".join(lines) + "\n]}\n"


def groups_of(catalogue: Catalogue) -> Sequence[str]:
    """The group of each column."""
    return [concept.group for concept in catalogue.concepts]
