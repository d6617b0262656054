"""Agreement per field of two people on one form."""

from dataclasses import replace
from typing import Any

import pytest

from annotations.agreement import FieldAgreement, agreement, krippendorff_alpha, pairs
from annotations.corrections import Outcome, Source
from tests.annotations.judged import RUN, judged
from tests.annotations.shown import LEVEL3, VALUE, cell_at, change, without

VALUE_CELL = cell_at(RUN, VALUE)
LEVEL3_CELL = cell_at(RUN, LEVEL3)


def write(text: str, cell: str = VALUE_CELL) -> Any:
    return lambda results: change(results, cell, "text", lambda v: v.update(text=[text]))


def choose(concept: str) -> Any:
    path = [[concept[:3], concept]]
    return lambda results: change(
        results, LEVEL3_CELL, "concept", lambda value: value.update(taxonomy=path)
    )


def field(rows: list[FieldAgreement], label: str, aspect: str) -> FieldAgreement:
    return next(row for row in rows if (row.label, row.aspect) == (label, aspect))


def test_two_who_change_nothing_agree_on_everything() -> None:
    rows = agreement([judged("a"), judged("b")])
    assert {row.percent for row in rows} == {1.0}
    assert {row.touched for row in rows} == {0}
    assert {row.touched_percent for row in rows} == {None}


def test_disagreement_counts_for_its_field_only() -> None:
    rows = agreement([judged("a", write("≥13公里")), judged("b", write("≥12.5公里"))])
    text = field(rows, "value", "text")
    assert (text.units, text.percent, text.touched, text.touched_percent) == (1, 0.0, 1, 0.0)
    assert field(rows, "value", "label").percent == 1.0
    assert field(rows, "level3", "text").percent == 1.0


def test_what_one_changed_and_the_other_did_not_is_touched() -> None:
    rows = agreement([judged("a", choose("QTY-001")), judged("b")])
    concept = field(rows, "level3", "concept")
    assert (concept.units, concept.touched, concept.touched_percent) == (2, 1, 0.0)
    assert concept.percent == 0.5


def test_a_cell_that_one_deleted_is_a_matter_of_presence() -> None:
    rows = agreement([judged("a", lambda r: without(r, VALUE_CELL)), judged("b")])
    assert field(rows, "value", "presence").percent == 0.0


def drawn(y: float, text: str) -> Any:
    box = {"x": 70.0, "y": y, "width": 20.0, "height": 3.0, "rotation": 0}
    name = f"Drawn{y}"
    one = {"id": name, "to_name": "page", "item_index": 0, "original_width": 10}

    def edit(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            *results,
            {
                **one,
                "from_name": "cell",
                "type": "rectanglelabels",
                "value": {**box, "rectanglelabels": ["指标值"]},
            },
            {**one, "from_name": "text", "type": "textarea", "value": {**box, "text": [text]}},
        ]

    return edit


def test_cells_that_both_drew_are_matched_by_place() -> None:
    rows = agreement([judged("a", drawn(90.0, "≥3座")), judged("b", drawn(90.3, "≥3座"))])
    assert field(rows, "value", "text").percent == 1.0
    rows = agreement([judged("a", drawn(90.0, "≥3座")), judged("b", drawn(20.0, "≥3座"))])
    assert field(rows, "value", "presence").units == 2


def test_only_pairs_of_different_people_and_forms_that_count() -> None:
    one, two = judged("a"), judged("b")
    assert len(pairs([one, replace(one, made_at="2031-02-04T00:00:00Z"), two])) == 1
    assert len(pairs([one, two, judged("c")])) == 3
    assert pairs([one, replace(two, outcome=Outcome.RESCAN)]) == []
    assert pairs([one, replace(two, withdrawn=True)]) == []
    assert pairs([one, replace(two, source=Source.ADJUDICATION)]) == []


def test_alpha_of_krippendorffs_example() -> None:
    """Two observers, ten units of two values: his example of binary data, alpha 0.095."""
    first = "0100000010"
    second = "1110001000"
    assert krippendorff_alpha(list(zip(first, second, strict=True))) == pytest.approx(
        0.095, abs=1e-3
    )


def test_alpha_at_its_ends() -> None:
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1.0
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None
    assert krippendorff_alpha([("a",)]) is None
    assert krippendorff_alpha([("a", "b"), ("b", "a")]) == pytest.approx(-0.5)
