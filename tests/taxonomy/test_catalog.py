"""The taxonomy of the product: complete, unambiguous, found by id and by text."""

import re

import pytest

from extractor.taxonomy import Direction, ValueType, load_taxonomy
from extractor.taxonomy.loading import DATA


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy()


def test_every_concept_says_what_it_is_and_where_it_belongs(taxonomy):
    for concept in taxonomy.concepts:
        assert re.fullmatch(r"[A-Z]{3}-\d{3}", concept.id)
        assert concept.definition.endswith("。")
        assert "。" not in concept.definition[:-1], "one sentence"
        assert concept.domains
        home = concept.level2_2021
        assert (home is None) == (concept.code == "MGT")
        if concept.code == "SUS":
            assert home.code in ("BEC", "BSO", "BEN")
        elif home is not None:
            assert home.code == concept.code


def test_what_is_counted_has_a_unit_and_a_wording_has_none(taxonomy):
    for concept in taxonomy.concepts:
        if concept.value_type in (ValueType.COUNT, ValueType.RATE, ValueType.MONEY):
            assert concept.units, concept.id
        if concept.value_type is ValueType.DATE:
            assert not concept.units, concept.id


def test_costs_of_society_and_nature_are_better_when_they_are_lower(taxonomy):
    harms = [c for c in taxonomy.concepts if c.code in ("CSO", "CEN")]

    assert harms
    assert {concept.direction for concept in harms} == {Direction.LOWER_BETTER}
    assert all(c.level2_2015 is None and c.level2_2021.level1 == "成本指标" for c in harms)


def test_each_group_has_its_file_and_each_file_its_group(taxonomy):
    files = {path.stem for path in (DATA / "concepts").iterdir()}

    assert files == set(taxonomy.groups) == {concept.code for concept in taxonomy.concepts}


def test_a_wording_is_a_phrase_and_not_a_sentence(taxonomy):
    for concept in taxonomy.concepts:
        for wording in (concept.name, *concept.aliases):
            assert 2 <= len(wording) <= 20, (concept.id, wording)
            assert not set(wording) & set("，。；：！？,;:!? \t"), (concept.id, wording)


def test_an_id_that_was_merged_still_leads_to_its_concept(taxonomy):
    assert taxonomy.concept("QLT-012").id == "QTY-067"
    merged = [alias for concept in taxonomy.concepts for alias in concept.alias_ids]
    assert not set(merged) & {concept.id for concept in taxonomy.concepts}


def test_there_are_enough_concepts_and_each_has_wordings(taxonomy):
    assert 300 <= len(taxonomy.concepts) <= 400
    assert min(len(concept.aliases) for concept in taxonomy.concepts) >= 2


def test_a_concept_is_found_by_its_id_in_any_case(taxonomy):
    assert taxonomy.concept("QTY-001") is taxonomy.concept(" qty-001 ")
    assert taxonomy.concept("QTY-999") is None


def test_search_finds_names_aliases_and_what_is_near(taxonomy):
    for concept in taxonomy.concepts[::20]:
        found = taxonomy.search(concept.name)
        assert found[0].score == 1.0
        assert concept in [hit.concept for hit in found]
    assert taxonomy.search("工程验收合格率情况")[0].concept.id == "QLT-001"
    assert taxonomy.search("sat-001")[0].concept.id == "SAT-001"
    assert taxonomy.search("") == ()
    assert len(taxonomy.search("率", limit=3)) <= 3
