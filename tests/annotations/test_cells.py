"""Which cells are shown, as what, and which paths of the record they print."""

from collections import Counter

from annotations.cells import Cell, record_cells
from tests.annotations.shown import CONCEPT, LEVEL1, LEVEL3, river


def cells() -> tuple[Cell, ...]:
    return record_cells(river().records[0], 0, "r1")


def by_path(path: str) -> list[Cell]:
    return [cell for cell in cells() if path in cell.paths]


def test_every_value_with_a_place_is_one_cell() -> None:
    assert [cell.reading.text for cell in by_path("/forms/0/title")] == ["项目支出绩效目标表"]
    (leader,) = by_path("/forms/0/fields/project_leader")
    assert (leader.reading.label, leader.reading.key) == ("field", "project_leader")
    assert not by_path("/forms/0/fields/project_attribute")  # printed nowhere
    (fiscal,) = by_path("/forms/0/funding/1/raw")
    assert (fiscal.reading.label, fiscal.reading.key, fiscal.reading.text) == (
        "funding",
        "fiscal",
        "壹佰",
    )
    (weight,) = by_path("/forms/0/indicators/0/weight")
    assert (weight.reading.label, weight.reading.key) == ("column", "weight")


def test_ids_are_of_run_and_page_and_none_is_twice() -> None:
    counts = Counter(cell.id for cell in cells())
    assert max(counts.values()) == 1
    assert all(cell.id.startswith(f"r1.p{cell.reading.spot.page}.") for cell in cells())


def test_a_level_3_cell_has_the_concept_of_its_indicator() -> None:
    (cell,) = by_path(LEVEL3)
    assert cell.reading.concept == CONCEPT
    assert cell.concept_score == 0.87
    assert cell.score == 0.9124  # that of the row


def test_a_cell_that_goes_on_over_the_page_is_two_of_which_one_has_the_text() -> None:
    first, second = by_path(LEVEL1)
    assert (first.reading.text, second.reading.text) == ("产出指标", "")
    assert second.reading.flags == ("continued",)
    assert second.reading.parent == first.id
    assert (first.reading.spot.page, second.reading.spot.page) == (1, 2)
