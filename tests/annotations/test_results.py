"""What an annotation says, and what of it is refused."""

import copy
from pathlib import Path
from typing import Any

import pytest

from annotations.correction_store import CorrectionStore
from annotations.corrections import Outcome
from annotations.errors import BadProposalError
from annotations.label_studio.pull import task_submissions
from annotations.label_studio.push import check_proposal
from annotations.results import Annotated, read_results
from annotations.runs import RunStore
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


@pytest.mark.parametrize("key", ["from_name", "to_name", "type", "value", "id", "item_index"])
@pytest.mark.parametrize("odd", [[], {}, [[1]], 10**400, -(10**400), float("nan"), "\ud800", True])
def test_a_result_with_anything_in_it_is_refused_alone(key: str, odd: object) -> None:
    results = results_of(RUN)
    results[0] = results[0] | {key: odd}
    assert len(read(results).cells) >= len(read(results_of(RUN)).cells) - 1


@pytest.mark.parametrize("side", ["x", "y", "width", "height"])
@pytest.mark.parametrize("odd", [10**400, -(10**400), float("inf"), 1e308, -1e308, "5", None])
def test_a_box_that_no_picture_has_is_refused(side: str, odd: object) -> None:
    results = results_of(RUN)
    results[0] = results[0] | {"value": results[0]["value"] | {side: odd}}
    assert read(results).refusals


@pytest.mark.parametrize(
    "changed",
    [
        {"data": ["no", "object"]},
        {"data": {"run": "../../etc", "form": 0}},
        {"data": {"run": RUN.id, "form": float("inf")}},
        {"annotations": ["no object", 5, None]},
    ],
)
def test_a_task_with_anything_in_it_is_refused(changed: dict[str, Any], tmp_path: Path) -> None:
    runs = RunStore(tmp_path)
    runs.put(RUN)
    task = {"data": {"run": RUN.id, "form": 0}, "annotations": [{"id": 1}]} | changed
    for submission, refused in task_submissions(task, runs, interface()):
        assert submission is None
        assert refused


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 10**400, -1.0, "5", None])
def test_a_time_that_nobody_takes_is_none(seconds: object, tmp_path: Path) -> None:
    """No line of the store could hold it, and no pull would go through any more."""
    runs = RunStore(tmp_path)
    runs.put(RUN)
    said = {"id": 1, "completed_by": 1, "updated_at": "2026-01-01T00:00:00Z", "lead_time": seconds}
    task = {
        "data": {"run": RUN.id, "form": 0},
        "annotations": [said | {"result": results_of(RUN)}],
    }
    ((submission, refused),) = task_submissions(task, runs, interface())
    assert submission is not None
    assert (submission.seconds, refused) == (None, [])
    assert CorrectionStore(tmp_path / "store").add([submission]) == 1
