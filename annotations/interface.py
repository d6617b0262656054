"""The labelling interface: `interface.xml`, filled with our words and the standard indicators."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from annotations.labels import (
    AMOUNT_WORDS,
    COLUMN_WORDS,
    FIELD_WORDS,
    FLAG_WORDS,
    LABEL_WORDS,
    LINK_WORDS,
    OUTCOME_WORDS,
    Label,
)
from extractor.taxonomy import Taxonomy

_TEMPLATE = Path(__file__).parent / "interface.xml"
_COLORS: Mapping[str, str] = {
    Label.TITLE: "#531dab",
    Label.LABEL: "#8c8c8c",
    Label.FIELD: "#9254de",
    Label.FUNDING: "#ad6800",
    Label.TASK: "#7c5a3a",
    Label.GOAL: "#08979c",
    Label.LEVEL1: "#d4380d",
    Label.LEVEL2: "#d48806",
    Label.LEVEL3: "#389e0d",
    Label.VALUE: "#096dd9",
    Label.COLUMN: "#5b8c00",
    Label.SKIPPED: "#d9d9d9",
    Label.UNASSIGNED: "#f5222d",
    Label.OUTSIDE: "#bfbfbf",
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "field": FIELD_WORDS,
    "column": COLUMN_WORDS,
    "amount": AMOUNT_WORDS,
    "flag": FLAG_WORDS,
    "outcome": OUTCOME_WORDS,
}


@dataclass(frozen=True)
class Interface:
    """A labelling interface and the concepts that may be chosen in it."""

    taxonomy: Taxonomy

    @cached_property
    def xml(self) -> str:
        """The label configuration that Label Studio is given."""
        root = etree.parse(str(_TEMPLATE)).getroot()
        _fill_labels(_named(root, "cell"))
        for name, words in _CHOICES.items():
            for word in words.values():
                etree.SubElement(_named(root, name), "Choice", value=word)
        for word in LINK_WORDS.values():
            etree.SubElement(next(root.iter("Relations")), "Relation", value=word)
        self._fill_concepts(_named(root, "concept"))
        return str(etree.tostring(root, encoding="unicode"))

    @cached_property
    def version(self) -> str:
        """A short hash of the configuration, kept with every judgement made in it."""
        return hashlib.sha256(self.xml.encode()).hexdigest()[:12]

    @cached_property
    def concepts(self) -> frozenset[str]:
        """Ids that may be chosen."""
        return frozenset(concept.id for concept in self.taxonomy.concepts)

    def concept_path(self, concept: str) -> list[str]:
        """An id as a choice of the taxonomy control holds it: group, then concept."""
        return [concept.partition("-")[0], concept]

    def _fill_concepts(self, control: etree._Element) -> None:
        groups: dict[str, etree._Element] = {}
        for concept in self.taxonomy.concepts:
            group = groups.get(concept.code)
            if group is None:
                name = self.taxonomy.groups[concept.code].name
                group = etree.SubElement(control, "Choice", value=name, alias=concept.code)
                groups[concept.code] = group
            etree.SubElement(group, "Choice", value=concept.name, alias=concept.id)


def _named(root: etree._Element, name: str) -> etree._Element:
    return next(element for element in root.iter() if element.get("name") == name)


def _fill_labels(control: etree._Element) -> None:
    for code, word in LABEL_WORDS.items():
        etree.SubElement(control, "Label", value=word, background=_COLORS[code])
