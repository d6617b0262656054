"""The labelling interface: our words and concepts in it, and nothing that results could not say."""

from xml.etree import ElementTree

from annotations.corrections import Outcome
from annotations.interface import Interface
from annotations.labels import (
    COLUMN_WORDS,
    FIELD_WORDS,
    LABEL_WORDS,
    LINK_WORDS,
    OUTCOME_WORDS,
    Label,
    code_of,
)
from extractor.export.places import COLUMNS
from extractor.verbatim import FieldKey
from tests.annotations.shown import interface


def root() -> ElementTree.Element:
    return ElementTree.fromstring(interface().xml)


def words(name: str, kind: str) -> list[str | None]:
    control = next(element for element in root().iter() if element.get("name") == name)
    return [child.get("value") for child in control.iter(kind)]


def test_every_label_and_key_can_be_chosen() -> None:
    assert words("cell", "Label") == list(LABEL_WORDS.values())
    assert words("field", "Choice") == list(FIELD_WORDS.values())
    assert words("column", "Choice") == list(COLUMN_WORDS.values())
    assert set(LABEL_WORDS) == set(Label)
    assert set(FIELD_WORDS) == {*FieldKey, "other"}
    assert set(COLUMN_WORDS) >= set(COLUMNS)
    assert {Outcome(code) for code in OUTCOME_WORDS} < set(Outcome)
    relations = [element.get("value") for element in root().iter("Relation")]
    assert relations == list(LINK_WORDS.values())


def test_no_word_stands_for_two_codes() -> None:
    for table in (LABEL_WORDS, FIELD_WORDS, COLUMN_WORDS):
        assert len(set(table.values())) == len(table)
        assert all(code_of(table, word) == code for code, word in table.items())
    assert code_of(LABEL_WORDS, "四级指标") is None


def test_concepts_are_told_by_codes_that_never_change() -> None:
    taxonomy = next(element for element in root().iter("Taxonomy"))
    groups = list(taxonomy)
    leaves = [leaf for group in groups for leaf in group]
    assert {leaf.get("alias") for leaf in leaves} == interface().concepts
    assert interface().concept_path("QTY-001") == ["QTY", "QTY-001"]
    assert all(leaf.get("alias").startswith(g.get("alias")) for g in groups for leaf in g)


def test_conditions_name_labels_that_there_are() -> None:
    named = {element.get("whenLabelValue") for element in root().iter("View")} - {None}
    assert named <= set(LABEL_WORDS.values())


def test_the_version_is_that_of_what_annotators_see() -> None:
    assert Interface(interface().taxonomy).version == interface().version
    assert len(interface().version) == 12
