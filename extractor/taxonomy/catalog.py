"""All concepts together: looked up by id, searched by text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
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


class Taxonomy:
    """The standard concepts and those of local extensions, whose `names` it tells."""

    def __init__(
        self,
        concepts: Sequence[Concept],
        groups: Mapping[str, Level2Group],
        names: Sequence[str] = (),
    ) -> None:
        self.version = TAXONOMY_VERSION
        self.concepts = tuple(concepts)
        self.groups = groups
        self.names = tuple(names)
        self._by_id = {identity: concept for concept in concepts for identity in _ids(concept)}

    def concept(self, identity: str) -> Concept | None:
        """The concept of an id, also of one that was merged into another; None where there is
        none."""
        return self._by_id.get(identity.strip().upper())

    def search(self, text: str, limit: int = 10) -> tuple[Hit, ...]:
        """Concepts whose id, name, aliases or definition look like the text, best first."""
        found = self.concept(text)
        return (Hit(found, 1.0, found.id),) if found else self._index.search(text, limit)

    @cached_property
    def _index(self) -> Index:
        return Index(self.concepts)


def load_taxonomy(extensions: Sequence[Path] = ()) -> Taxonomy:
    """The taxonomy of the product with the local files added to it.

    Raises:
        TaxonomyError: a file cannot be read, or a concept in it is wrong or there already.
    """
    groups, own = _of_the_product()
    catalog = _Catalog(own.concepts.copy(), own.ids.copy(), own.wordings.copy())
    names = []
    for path in extensions:
        extension = read_extension(path, groups)
        catalog.add(extension.concepts, path)
        catalog.add_aliases(extension, path)
        names.append(extension.name)
    return Taxonomy(tuple(catalog.concepts.values()), groups, names)


@dataclass(frozen=True, slots=True)
class _Catalog:
    """Concepts while they are put together: by id, the id of each id and alias id, and the id
    that a wording means within a level-2 group. Between groups it may mean several, because a
    form tells them apart by the group."""

    concepts: dict[str, Concept] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    wordings: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, new: Iterable[Concept], path: Path) -> None:
        """Put concepts in. Raises TaxonomyError for an id or wording that is there already."""
        for concept in new:
            for identity in _ids(concept):
                if identity in self.ids:
                    raise TaxonomyError(path, concept.id, f"the id {identity} is there already")
                self.ids[identity] = concept.id
            self.concepts[concept.id] = concept
            self._claim(concept, (concept.name, *concept.aliases), path)

    def add_aliases(self, extension: Extension, path: Path) -> None:
        """Give known concepts more wordings. Raises TaxonomyError where one is unknown."""
        for identity, wordings in extension.aliases:
            if identity not in self.ids:
                raise TaxonomyError(path, identity, "aliases for a concept that is not there")
            known = self.concepts[self.ids[identity]]
            fresh = tuple(wording for wording in wordings if wording not in known.aliases)
            self.concepts[known.id] = replace(known, aliases=known.aliases + fresh)
            self._claim(known, fresh, path)

    def _claim(self, concept: Concept, wordings: Iterable[str], path: Path) -> None:
        for wording in wordings:
            owner = self.wordings.setdefault((concept.code, plain_name(wording)), concept.id)
            if owner != concept.id:
                raise TaxonomyError(path, concept.id, f"{wording} means {owner} already")


@lru_cache(maxsize=1)
def _of_the_product() -> tuple[Mapping[str, Level2Group], _Catalog]:
    groups, catalog = read_level2(), _Catalog()
    for code in groups:
        path = DATA / "concepts" / f"{code}.yaml"
        catalog.add(read_concepts(path, groups), path)
    return groups, catalog


def _ids(concept: Concept) -> tuple[str, ...]:
    return (concept.id, *concept.alias_ids)
