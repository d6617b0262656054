from models.indicator_classifier.catalogue import (
    Catalogue,
    ConceptWordings,
    Mixture,
    catalogue_to_json,
    groups_of,
    read_catalogue,
)

CATALOGUE = Catalogue((ConceptWordings("QTY-001", ("培训",)),), 1, Mixture(likeness=3.5))


def test_what_is_written_is_read() -> None:
    assert read_catalogue(catalogue_to_json(CATALOGUE).encode()) == CATALOGUE


def test_added_concepts_stand_behind_and_wordings_are_not_doubled() -> None:
    grown = CATALOGUE.with_added(
        [
            ConceptWordings("SAT-XX-001", ("客户满意度",)),
            ConceptWordings("QTY-001", ("培训", "讲座")),
        ]
    )
    assert groups_of(grown) == ["QTY", "SAT"]
    assert grown.concepts[0].wordings == ("培训", "讲座")
    assert grown.learned == 1
    assert [wording.column for wording in grown.wordings()] == [0, 0, 1]
