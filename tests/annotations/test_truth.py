"""The record that is right: texts, concepts, levels and rows after an annotation."""

from typing import Any

import pytest

from annotations.corrections import Submission
from annotations.truth import true_form
from tests.annotations.judged import RUN, judged
from tests.annotations.shown import LEVEL3, VALUE, cell_at, change, interface, without
from tests.annotations.test_agreement import LEVEL3_CELL, VALUE_CELL, choose, write

READ = RUN.record["forms"][0]
PUMP = "/forms/0/indicators/1/level3"


def truth(submission: Submission) -> dict[str, Any]:
    return true_form(RUN, submission, interface().taxonomy)


def after(edit: Any) -> dict[str, Any]:
    return truth(judged("a", edit))


def levels(form: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (row["level1"], row["level2"], row["level3"], row["value"]) for row in form["indicators"]
    ]


def box_of(results: list[dict[str, Any]], cell: str) -> dict[str, Any]:
    value = next(r for r in results if r.get("id") == cell and r["from_name"] == "cell")["value"]
    return {key: value[key] for key in ("x", "y", "width", "height", "rotation")}


def region(name: str, word: str, box: dict[str, Any], text: str, page: int = 0) -> list[Any]:
    one = {"id": name, "to_name": "page", "item_index": page}
    label = {"rectanglelabels": [word]}
    return [
        {**one, "from_name": "cell", "type": "rectanglelabels", "value": box | label},
        {**one, "from_name": "text", "type": "textarea", "value": box | {"text": [text]}},
    ]


def test_a_form_that_was_right_stays_as_it_was_read() -> None:
    found = after(lambda results: None)
    for key in ("title", "year", "pages", "fields", "other_fields", "funding", "goals", "tasks"):
        assert found[key] == READ[key]
    assert levels(found) == levels(READ)
    assert [row["weight"] for row in found["indicators"]] == ["10", None]
    assert found["indicators"][0]["extra"] == READ["indicators"][0]["extra"]
    sight = found["places"]["indicators"][0]["level3"]
    assert (sight["reviewed"], sight["confidence"]) == (True, 1.0)


def test_a_text_and_what_it_means() -> None:
    row = after(write("≤15公里"))["indicators"][0]
    assert row["value"] == "≤15公里"
    assert (row["normalized"]["numbers"], row["normalized"]["operator"]) == (["15"], "<=")


def test_a_concept_that_was_chosen_or_taken_away() -> None:
    chosen = after(choose("QTY-001"))["indicators"][0]["classification"]
    assert (chosen["concept"], chosen["confidence"]) == ("QTY-001", 1.0)

    def clear(results: list[Any]) -> None:
        change(results, LEVEL3_CELL, "concept", lambda value: value.update(taxonomy=[]))

    assert after(clear)["indicators"][0]["classification"]["concept"] is None


def test_a_cell_that_was_deleted_is_not_printed() -> None:
    row = after(lambda results: without(results, VALUE_CELL))["indicators"][0]
    assert row["value"] == ""
    assert row["normalized"]["kind"] == "empty"


def test_a_field_that_is_another() -> None:
    cell = cell_at(RUN, "/forms/0/fields/project_leader")

    def other(results: list[Any]) -> None:
        change(results, cell, "field", lambda value: value.update(choices=["主管部门"]))

    fields = after(other)["fields"]
    assert fields["project_leader"] is None
    assert fields["department"] == READ["fields"]["project_leader"]


def test_a_value_that_was_drawn_finds_the_row_at_its_height() -> None:
    def draw(results: list[Any]) -> list[Any]:
        box = box_of(results, cell_at(RUN, PUMP)) | {"x": 60.0}
        return [*results, *region("New1", "指标值", box, "≥3座", page=1)]

    assert levels(after(draw))[1] == ("产出指标", "数量指标", "新建泵站", "≥3座")


def test_a_row_that_was_drawn_has_the_levels_that_cover_it() -> None:
    def draw(results: list[Any]) -> list[Any]:
        level3, value = box_of(results, cell_at(RUN, LEVEL3)), box_of(results, VALUE_CELL)
        down = {"y": level3["y"] + 3.2}
        return [
            *results,
            *region("New1", "三级指标", level3 | down, "加固堤防长度"),
            *region("New2", "指标值", value | down, "≥2公里"),
        ]

    assert levels(after(draw))[:3] == [
        ("产出指标", "数量指标", "整治河道长度", "≥12公里"),
        ("产出指标", None, "加固堤防长度", "≥2公里"),
        ("产出指标", "数量指标", "新建泵站", ""),
    ]


def test_a_level_2_box_that_is_made_longer_takes_the_row_below() -> None:
    level2 = cell_at(RUN, "/forms/0/indicators/0/level2")

    def draw(results: list[Any]) -> list[Any]:
        level3 = box_of(results, cell_at(RUN, LEVEL3))
        for result in results:
            if result.get("id") == level2:
                result["value"]["height"] *= 3
        down = level3 | {"y": level3["y"] + 3.2}
        return [*results, *region("New1", "三级指标", down, "加固堤防长度")]

    assert levels(after(draw))[1][:3] == ("产出指标", "数量指标", "加固堤防长度")


def test_a_level_3_cell_that_was_taken_for_another() -> None:
    def as_level2(results: list[Any]) -> None:
        change(results, LEVEL3_CELL, "cell", lambda v: v.update(rectanglelabels=["二级指标"]))

    row = after(as_level2)["indicators"][0]
    assert (row["level2"], row["level3"], row["value"]) == ("整治河道长度", "", "≥12公里")


@pytest.mark.parametrize("path", [VALUE, LEVEL3])
def test_no_text_is_lost_but_what_was_deleted(path: str) -> None:
    cell = cell_at(RUN, path)
    texts = {c.became.text for c in judged("a").corrections if c.became} - {""}
    kept = str(after(lambda results: without(results, cell)))
    gone = next(c.reading.text for c in RUN.sheets[0].cells if c.id == cell)
    assert {text for text in texts if text not in kept} <= {gone}
