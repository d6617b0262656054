"""How many values are expected to be wrong, and what a form looks like."""

import copy

import numpy as np
import pytest

from annotations.doubt import expected_wrong, look_of
from tests.annotations.shown import river_run


@pytest.fixture
def form():
    run, _ = river_run()
    return copy.deepcopy(run.record["forms"][0])


def test_what_confidences_lack_is_what_is_expected_to_be_wrong(form) -> None:
    before = expected_wrong(form)
    form["indicators"][0]["confidence"] -= 0.5
    form["places"]["title"]["confidence"] -= 0.25
    assert expected_wrong(form) == pytest.approx(before + 0.75)
    form["unassigned"].append({"text": "另附", "where": []})
    assert expected_wrong(form) == pytest.approx(before + 1.25)


def test_a_form_of_which_no_indicator_was_read_is_doubted_most(form) -> None:
    before = expected_wrong(form)
    form["indicators"] = []
    assert expected_wrong(form) > before + 5


def test_a_look_is_of_wordings_and_places_not_of_what_is_said(form) -> None:
    other = copy.deepcopy(form)
    other["fields"]["project_name"] = "校舍修缮"
    assert np.array_equal(look_of(other), look_of(form))
    other["labels"] = ["绩效指标", "全年执行数"]
    apart = np.abs(look_of(other).astype(np.float32) - look_of(form)).sum() / 2
    assert 0.2 < apart <= 1
    assert look_of(form).sum() == pytest.approx(1, abs=0.01)


def test_a_form_without_anything_has_a_look() -> None:
    assert look_of({"indicators": []}).sum() == 0
    assert expected_wrong({"indicators": []}) == 10
