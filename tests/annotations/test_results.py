"""What an annotation says, and what of it is refused."""

import copy
from typing import Any

import pytest

from annotations.corrections import Outcome
from annotations.errors import BadProposalError
from annotations.label_studio.push import check_proposal
from annotations.results import Annotated, read_results
from tests.annotations.shown import (
    CONCEPT,
    LEVEL3,
    cell_at,
    change,
    interface,
    results_of,
    river_run,
    sheet_of,
    without,
)

RUN, _ = river_run()
CELL = cell_at(RUN, LEVEL3)


def read(results: Any) -> Annotated:
    return read_results(results, sheet_of(RUN).crops, interface())


def edited(control: str, **values: Any) -> Annotated:
    results = copy.deepcopy(results_of(RUN))
    change(results, CELL, control, lambda value: value.update(values))
    return read(results)


def test_a_proposal_reads_back_as_the_cells_it_was_made_of() -> None:
    found = read(results_of(RUN))
    assert not found.refusals
    assert set(found.cells) == {cell.id for cell in sheet_of(RUN).cells}
    for cell in sheet_of(RUN).cells:
        got = found.cells[cell.id]
        assert (got.label, got.key, got.text, got.concept, got.flags, got.parent) == (
            cell.reading.label,
            cell.reading.key,
            cell.reading.text,
            cell.reading.concept,
            cell.reading.flags,
            cell.reading.parent,
        )
    check_proposal(sheet_of(RUN), results_of(RUN), interface())


@pytest.mark.parametrize(
    ("control", "values", "reason"),
    [
        ("cell", {"rectanglelabels": ["四级指标"]}, "unknown label"),
        ("cell", {"rectanglelabels": ["指标值", "三级指标"]}, "not one choice"),
        ("cell", {"x": 140}, "outside"),
        ("cell", {"width": float("nan")}, "no box"),
        ("cell", {"height": None}, "no box"),
        ("cell", {"rotation": 12}, "turned"),
        ("text", {"text": [3]}, "text"),
        ("text", {"text": ["长" * 20_001]}, "too long"),
        ("concept", {"taxonomy": [["QTY", "QTY-001"], ["QTY", "QTY-002"]]}, "2 concepts"),
        ("concept", {"taxonomy": [["QTY", "QTY-999"]]}, "unknown concept"),
        ("concept", {"taxonomy": "QTY-001"}, "no list"),
    ],
)
def test_what_does_not_fit_is_refused_for_its_cell_only(
    control: str, values: dict[str, Any], reason: str
) -> None:
    found = edited(control, **values)
    assert [reason in refusal.reason for refusal in found.refusals] == [True]
    assert found.refused == {CELL}
    assert CELL not in found.cells
    assert len(found.cells) == len(sheet_of(RUN).cells) - 1


@pytest.mark.parametrize(
    "junk",
    [
        {"foo": 1},
        "text",
        None,
        {"id": "x", "from_name": "cell", "to_name": "page", "type": "choices", "value": {}},
        {"id": "x", "from_name": "text", "to_name": "page", "type": "textarea", "value": []},
        {"id": "x", "from_name": "nobody", "to_name": "page", "type": "choices", "value": {}},
        {"type": "relation", "from_id": "nobody", "to_id": CELL, "labels": ["父级"]},
        {"type": "relation", "from_id": CELL, "to_id": CELL, "labels": ["父级"]},
        {"type": "relation", "from_id": CELL, "to_id": CELL + "x", "labels": ["叔父"]},
    ],
)
def test_junk_beside_the_cells_does_not_hurt_them(junk: Any) -> None:
    found = read([*results_of(RUN), junk])
    assert found.refusals
    assert set(found.cells) >= {cell.id for cell in sheet_of(RUN).cells} - {CELL}


def test_a_result_that_is_no_list_says_nothing() -> None:
    assert read({"a": 1}).cells == {}


def test_an_empty_choice_takes_the_concept_away() -> None:
    assert edited("concept", taxonomy=[]).cells[CELL].concept is None
    assert read(results_of(RUN)).cells[CELL].concept == CONCEPT


def test_a_page_that_was_not_opened_is_known_by_what_the_browser_leaves() -> None:
    assert edited("text", rectanglelabels=["三级指标"]).unseen == {CELL}


def test_what_is_said_of_the_whole_form() -> None:
    said = {
        "id": "o1",
        "from_name": "outcome",
        "to_name": "page",
        "type": "choices",
        "value": {"choices": ["退回重扫"]},
    }
    assert read([*results_of(RUN), said]).outcome is Outcome.RESCAN


def test_a_broken_proposal_is_never_sent() -> None:
    results = copy.deepcopy(results_of(RUN))
    change(results, CELL, "cell", lambda value: value.update(rectanglelabels=["四级指标"]))
    with pytest.raises(BadProposalError, match="unknown label"):
        check_proposal(sheet_of(RUN), results, interface())
    with pytest.raises(BadProposalError, match="not there"):
        check_proposal(sheet_of(RUN), without(results_of(RUN), CELL), interface())
