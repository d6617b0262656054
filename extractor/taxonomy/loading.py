"""Taxonomy files → concepts, checked on the way. The format is told in data/README.md."""

import re
import reprlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from extractor.errors import TaxonomyError
from extractor.taxonomy.concept import Concept, Direction, Home, ValueType
from extractor.taxonomy.level2 import Level2Group

Choice = TypeVar("Choice", Direction, ValueType)

DATA = Path(__file__).parent / "data"

# Quick, but deep nesting ends the process: for our own files only.
_TRUSTED: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MOST_BYTES = 2_000_000
"""Of a local file; ours has a tenth of it, and the safe loader takes half a minute for so many."""

# A few lines of YAML can stand for a billion texts.
_SHORT = reprlib.Repr()
_SHORT.maxlevel = 2

_ID = re.compile(r"(?P<code>[A-Z]{3})-(?:(?P<tag>[A-Z][A-Z0-9]{1,11})-)?\d{3}")
_TEXTS = ("id", "name", "definition", "direction", "value_type")
_LISTS = ("units", "domains", "aliases", "alias_ids", "also")
_OPTIONAL = ("aliases", "alias_ids", "also", "units", "folds_into", "vague", "since")
_KEYS = frozenset((*_TEXTS, *_LISTS, *_OPTIONAL))


@dataclass(frozen=True, slots=True)
class Extension:
    """What a local file adds: concepts of its own, and (concept id, wordings) for known ones."""

    name: str
    concepts: tuple[Concept, ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]


class _KeysOnce(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would drop the first without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        counts = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        twice = sorted(key for key, count in counts.items() if count > 1)
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"keys that stand twice: {_SHORT.repr(twice)}", node.start_mark
            )
        return cast(dict[Any, Any], super().construct_mapping(node, deep))


def read_level2(path: Path = DATA / "level2.yaml") -> dict[str, Level2Group]:
    """The level-2 groups by code. Raises TaxonomyError."""
    groups = {}
    for entry in _entries(_parsed(path, _TRUSTED), path):
        code = str(entry["code"])
        groups[code] = Level2Group(
            code,
            str(entry["name"]),
            str(entry["definition"]),
            _home(code, entry["home_2015"]),
            _home(code, entry["home_2021"]),
        )
    return groups


def read_concepts(path: Path, groups: Mapping[str, Level2Group]) -> tuple[Concept, ...]:
    """The concepts of one file of the product; the file is named by their code.

    Raises:
        TaxonomyError: naming the file and the concept.
    """
    concepts = tuple(
        _concept(entry, path, groups, "") for entry in _entries(_parsed(path, _TRUSTED), path)
    )
    for concept in concepts:
        if concept.code != path.stem:
            raise TaxonomyError(path, concept.id, f"belongs into {concept.code}.yaml")
    return concepts


def read_extension(path: Path, groups: Mapping[str, Level2Group]) -> Extension:
    """A local file beside the taxonomy of the product: `name`, `concepts` and `aliases`.

    Its ids carry a tag of its own (QTY-HUBEI-001), so that they never meet a later id of ours.

    Raises:
        TaxonomyError: naming the file and the concept.
    """
    content = _parsed(path, _KeysOnce)
    if not isinstance(content, dict):
        raise TaxonomyError(path, None, "not a mapping with name, concepts, aliases")
    unknown = sorted(str(key) for key in set(content) - {"name", "concepts", "aliases"})
    name = content.get("name")
    if unknown or not isinstance(name, str) or not name:
        raise TaxonomyError(path, None, f"unknown keys {unknown}" if unknown else "has no name")
    entries = _entries(content.get("concepts") or [], path)
    concepts = tuple(_concept(entry, path, groups, name) for entry in entries)
    for concept in concepts:
        if concept.id.count("-") != 2:
            raise TaxonomyError(path, concept.id, "an extension's id has a tag: QTY-HUBEI-001")
    added = content.get("aliases") or {}
    if not isinstance(added, dict):
        raise TaxonomyError(path, None, "aliases is not a mapping of id → list")
    aliases = tuple((str(key), _texts(value, path, str(key))) for key, value in added.items())
    return Extension(name, concepts, aliases)


def _parsed(path: Path, loader: type[yaml.SafeLoader]) -> object:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TaxonomyError(path, None, f"has more than {_MOST_BYTES} bytes")
        return cast(object, yaml.load(path.read_text(encoding="utf-8"), loader))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise TaxonomyError(path, None, " ".join(str(error).split())) from error


def _entries(content: object, path: Path) -> list[dict[str, Any]]:
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise TaxonomyError(path, None, "not a list of mappings")
    return content


def _home(code: str, levels: Iterable[str] | None) -> Home | None:
    return None if levels is None else Home(code, *levels)


def _concept(
    entry: Mapping[str, Any], path: Path, groups: Mapping[str, Level2Group], source: str
) -> Concept:
    named = entry.get("id")
    identity = named if isinstance(named, str) else "?"
    _check_keys(entry, path, identity)
    match = _ID.fullmatch(identity)
    if match is None or match["code"] not in groups:
        raise TaxonomyError(path, identity, f"an id is a code of {sorted(groups)}, - and 3 digits")
    lists = {key: _texts(entry.get(key, []), path, identity) for key in _LISTS}
    odd = [text for text in lists["alias_ids"] if _ID.fullmatch(text) is None]
    if odd:
        raise TaxonomyError(path, identity, f"alias ids that are no ids: {_SHORT.repr(odd)}")
    strange = sorted(set(lists["also"]) - set(groups))
    if strange:
        raise TaxonomyError(path, identity, f"unknown level-2 codes {strange}")
    group = groups[match["code"]]
    return Concept(
        id=identity,
        name=str(entry["name"]),
        definition=str(entry["definition"]),
        level2_2015=group.home_2015,
        level2_2021=_home_2021(entry, path, group, groups),
        units=lists["units"],
        direction=_member(Direction, "direction", entry, path),
        value_type=_member(ValueType, "value_type", entry, path),
        domains=lists["domains"],
        aliases=lists["aliases"],
        alias_ids=lists["alias_ids"],
        also=lists["also"],
        vague=entry.get("vague", False),
        since=str(entry.get("since", "1.0")),
        source=source,
    )


def _check_keys(entry: Mapping[str, Any], path: Path, identity: str) -> None:
    unknown = sorted(str(key) for key in set(entry) - _KEYS)
    if unknown:
        raise TaxonomyError(path, identity, f"unknown keys {unknown}")
    missing = sorted(_KEYS - set(_OPTIONAL) - set(entry))
    if missing:
        raise TaxonomyError(path, identity, f"missing keys {missing}")
    for key in _TEXTS:
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise TaxonomyError(path, identity, f"{key} is not a text")
    if not isinstance(entry.get("since", "1.0"), str | float | int):
        raise TaxonomyError(path, identity, "since is not a version")
    if not isinstance(entry.get("vague", False), bool):
        raise TaxonomyError(path, identity, "vague is true or false")


def _texts(value: object, path: Path, identity: str) -> tuple[str, ...]:
    """A list of texts, none of them twice. Numbers are refused: YAML reads 1.0 as one."""
    if not isinstance(value, list) or not all(isinstance(t, str) and t.strip() for t in value):
        raise TaxonomyError(path, identity, f"not a list of texts: {_SHORT.repr(value)}")
    if len(set(value)) < len(value):
        raise TaxonomyError(path, identity, f"the same text twice: {_SHORT.repr(value)}")
    return tuple(value)


def _member(kind: type[Choice], key: str, entry: Mapping[str, Any], path: Path) -> Choice:
    try:
        return kind(entry[key])
    except ValueError:
        known = [member.value for member in kind]
        raise TaxonomyError(path, str(entry["id"]), f"{key} is none of {known}") from None


def _home_2021(
    entry: Mapping[str, Any], path: Path, group: Level2Group, groups: Mapping[str, Level2Group]
) -> Home | None:
    """The home in the newer scheme; a lasting effect folds into the benefit that it concerns."""
    folds_into = entry.get("folds_into")
    if (group.code == "SUS") != (folds_into is not None):
        raise TaxonomyError(path, str(entry["id"]), "folds_into stands with SUS and only there")
    if folds_into is None:
        return group.home_2021
    if folds_into not in ("BEC", "BSO", "BEN"):
        raise TaxonomyError(path, str(entry["id"]), "folds_into is one of BEC, BSO, BEN")
    return groups[folds_into].home_2021
