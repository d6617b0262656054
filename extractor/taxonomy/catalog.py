"""All concepts together: looked up by id, searched by text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from extractor.errors import TaxonomyError
from extractor.taxonomy.concept import Concept
from extractor.taxonomy.level2 import Level2Group
from extractor.taxonomy.loading import (
    DATA,
    Extension,
    read_concepts,
    read_extension,
    read_level2,
)
from extractor.taxonomy.search import Hit, Index
from extractor.values.text import plain_name

TAXONOMY_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The standard concepts, in the order of their ids. `names` are those of the extensions."""

    version: str
    concepts: tuple[Concept, ...]
    groups: Mapping[str, Level2Group]
    names: tuple[str, ...]
    by_id: Mapping[str, Concept]
    index: Index

    def concept(self, identity: str) -> Concept | None:
        """The concept of an id, also of one that was merged into another; None where there is
        none."""
        return self.by_id.get(identity.strip().upper())

    def search(self, text: str, limit: int = 10) -> tuple[Hit, ...]:
        """Concepts whose id, name, aliases or definition look like the text, best first."""
        found = self.concept(text)
        return (Hit(found, 1.0, found.id),) if found else self.index.search(text, limit)


def load_taxonomy(extensions: Sequence[Path] = ()) -> Taxonomy:
    """The taxonomy of the product with the local files added to it.

    Raises:
        TaxonomyError: a file cannot be read, or a concept in it is wrong or there already.
    """
    groups, own = _of_the_product()
    concepts = {concept.id: concept for concept in own}
    names = {identity: concept.id for concept in own for identity in _ids(concept)}
    added = [read_extension(path, groups) for path in extensions]
    for path, extension in zip(extensions, added, strict=True):
        _add(concepts, names, extension.concepts, path)
        _add_aliases(concepts, names, extension, path)
        _check_wordings(concepts.values(), path)
    ordered = tuple(concepts.values())
    return Taxonomy(
        TAXONOMY_VERSION,
        ordered,
        groups,
        tuple(extension.name for extension in added),
        {identity: concepts[target] for identity, target in names.items()},
        Index(ordered),
    )


@lru_cache(maxsize=1)
def _of_the_product() -> tuple[Mapping[str, Level2Group], tuple[Concept, ...]]:
    groups = read_level2()
    concepts: dict[str, Concept] = {}
    names: dict[str, str] = {}
    for code in groups:
        path = DATA / "concepts" / f"{code}.yaml"
        found = read_concepts(path, groups)
        _add(concepts, names, found, path)
        _check_wordings(found, path)
    return groups, tuple(concepts.values())


def _ids(concept: Concept) -> tuple[str, ...]:
    return (concept.id, *concept.alias_ids)


def _add(
    concepts: dict[str, Concept], names: dict[str, str], new: Iterable[Concept], path: Path
) -> None:
    """Put concepts in under their ids; `names` tells the id of each id and alias id."""
    for concept in new:
        for identity in _ids(concept):
            if identity in names:
                raise TaxonomyError(path, concept.id, f"the id {identity} is there already")
            names[identity] = concept.id
        concepts[concept.id] = concept


def _add_aliases(
    concepts: dict[str, Concept], names: Mapping[str, str], extension: Extension, path: Path
) -> None:
    for identity, wordings in extension.aliases:
        if identity not in names:
            raise TaxonomyError(path, identity, "aliases for a concept that is not there")
        known = concepts[names[identity]]
        fresh = tuple(wording for wording in wordings if wording not in known.aliases)
        concepts[known.id] = replace(known, aliases=known.aliases + fresh)


def _check_wordings(concepts: Iterable[Concept], path: Path) -> None:
    """One wording means one concept within a level-2 group; between groups it may mean several,
    because a form tells them apart by the group."""
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for concept in concepts:
        for wording in (concept.name, *concept.aliases):
            owners[concept.code, plain_name(wording)].add(concept.id)
    for (_, wording), identities in owners.items():
        if len(identities) > 1:
            last = max(identities)
            raise TaxonomyError(path, last, f"{wording} also means {sorted(identities - {last})}")
