"""What an annotator changed: joined by region id with what the run showed."""

import copy
from typing import Any

import pytest

from annotations.corrections import Aspect, Correction, Verdict
from annotations.diff import diff_sheet
from annotations.results import read_results
from tests.annotations.shown import (
    LEVEL1,
    LEVEL3,
    VALUE,
    cell_at,
    change,
    interface,
    reading_at,
    results_of,
    river_run,
    sheet_of,
    without,
)

RUN, _ = river_run()


def diffed(results: list[dict[str, Any]]) -> dict[str, Correction]:
    annotated = read_results(results, sheet_of(RUN).crops, interface())
    return {correction.cell: correction for correction in diff_sheet(sheet_of(RUN), annotated)}


def changed(results: list[dict[str, Any]]) -> list[Correction]:
    return [c for c in diffed(results).values() if c.verdict is not Verdict.UNTOUCHED]


@pytest.fixture
def results() -> list[dict[str, Any]]:
    return copy.deepcopy(results_of(RUN))


def test_a_form_submitted_as_shown_is_all_weak_positives(results: list[dict[str, Any]]) -> None:
    found = diffed(results)
    assert len(found) == len(sheet_of(RUN).cells)
    assert {c.verdict for c in found.values()} == {Verdict.UNTOUCHED}
    assert all(c.became == c.shown for c in found.values())


def test_a_text(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, LEVEL3)
    change(results, cell, "text", lambda value: value.update(text=["整治河道总长"]))
    (found,) = changed(results)
    assert (found.verdict, found.changed) == (Verdict.CORRECTED, (Aspect.TEXT,))
    assert found.paths == (LEVEL3,)
    assert (found.shown.text, found.became.text) == ("整治河道长度", "整治河道总长")
    assert found.became.spot == found.shown.spot
    assert dict(found.row) == {
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": "整治河道总长",
        "value": "≥12公里",
    }
    assert found.confidence == 0.87


def test_white_space_alone_is_no_correction(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, LEVEL3)
    change(results, cell, "text", lambda value: value.update(text=["整治 河道\n长度"]))
    assert changed(results) == []


def test_a_concept(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, LEVEL3)
    change(results, cell, "concept", lambda value: value.update(taxonomy=[["QTY", "QTY-001"]]))
    (found,) = changed(results)
    assert found.changed == (Aspect.CONCEPT,)
    assert (found.shown.concept, found.became.concept) == ("QTY-020", "QTY-001")


def test_a_level(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, LEVEL3)
    change(results, cell, "cell", lambda value: value.update(rectanglelabels=["二级指标"]))
    (found,) = changed(results)
    assert found.changed == (Aspect.LABEL, Aspect.CONCEPT)
    assert (found.shown.level, found.became.level) == (3, 2)


def test_a_box_and_what_rounding_does_to_one(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, VALUE)
    change(results, cell, "cell", lambda value: value.update(y=value["y"] + 0.01))
    assert changed(results) == []
    change(results, cell, "cell", lambda value: value.update(height=value["height"] * 2))
    for control in ("text",):
        change(results, cell, control, lambda value: value.update(height=value["height"] * 2))
    (found,) = changed(results)
    assert found.changed == (Aspect.BOX,)
    assert found.became.spot.box[3] == pytest.approx(340.1, abs=0.3)
    assert found.became.text == found.shown.text


def test_a_region_that_was_deleted(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, VALUE)
    (found,) = changed(without(results, cell))
    assert (found.verdict, found.became, found.cell) == (Verdict.REMOVED, None, cell)


def test_a_region_that_was_drawn_beside_a_row_has_its_texts(
    results: list[dict[str, Any]],
) -> None:
    cell = cell_at(RUN, VALUE)
    drawn = [{**copy.deepcopy(r), "id": "Xy7"} for r in results if r.get("id") == cell]
    for result in drawn:
        result["value"]["x"] = 0.0
        if result["from_name"] == "text":
            result["value"]["text"] = ["≥3座"]
    (found,) = changed([*results, *drawn])
    assert (found.verdict, found.shown, found.paths) == (Verdict.ADDED, None, ())
    assert found.became.text == "≥3座"
    assert dict(found.row)["level3"] == "整治河道长度"


def test_a_flag_and_a_parent(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, VALUE)
    box = next(r for r in results if r.get("id") == cell)
    flag = {**copy.deepcopy(box), "from_name": "flag", "type": "choices"}
    flag["value"] = {k: v for k, v in flag["value"].items() if k != "rectanglelabels"}
    flag["value"]["choices"] = ["看不清"]
    links = [r for r in results if r.get("type") != "relation"]
    assert len(links) < len(results)
    found = {c.cell: c for c in changed([*links, flag])}
    assert found[cell].changed == (Aspect.FLAGS,)
    orphan = next(c for c in found.values() if c.cell != cell)
    assert orphan.changed == (Aspect.PARENT,)
    assert orphan.became.parent is None


def test_cells_of_pages_that_were_not_opened_are_no_weak_positives(
    results: list[dict[str, Any]],
) -> None:
    cell = cell_at(RUN, LEVEL3)
    change(results, cell, "text", lambda value: value.update(rectanglelabels=["三级指标"]))
    assert cell not in diffed(results)
    assert len(diffed(results)) == len(sheet_of(RUN).cells) - 1


def test_of_a_refused_cell_nothing_is_said(results: list[dict[str, Any]]) -> None:
    cell = cell_at(RUN, LEVEL3)
    change(results, cell, "cell", lambda value: value.update(x=300))
    assert cell not in diffed(results)


def test_a_form_that_is_sent_back_has_no_weak_positives(results: list[dict[str, Any]]) -> None:
    said = {"id": "o", "from_name": "outcome", "to_name": "page", "type": "choices"}
    assert diffed([*results, {**said, "value": {"choices": ["退回重扫"]}}]) == {}


def test_a_merged_cell_names_every_path_it_prints() -> None:
    assert reading_at(RUN, LEVEL1).text == "产出指标"
