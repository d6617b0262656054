"""Edits of a record: what they change, what follows, what they refuse."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.export.contract import extraction_to_dict
from extractor.export.contract_reading import dict_to_extraction, validate_contract
from serve.editing.apply import apply_edits
from serve.editing.changes import Edit, Op
from serve.errors import EditError
from tests.serve.records import fake_matcher, paper, river

ROWS = "/forms/0/indicators"


def edit(record, *edits):
    """The form after edits given as (op, path, value) or (op, path, value, source)."""
    before = copy.deepcopy(record)
    edited, changes = apply_edits(record, [Edit(Op(e[0]), *e[1:]) for e in edits], fake_matcher())
    assert record == before
    validate_contract(edited)
    assert extraction_to_dict(dict_to_extraction(edited)) == edited
    assert len(changes) == len(edits)
    return edited["forms"][0]


def names(form):
    return [row["level3"] for row in form["indicators"]]


def sight(form, index, key="value"):
    return form["places"]["indicators"][index][key]


def test_a_corrected_value_is_certain_and_means_what_it_says_now():
    record = paper(river())
    record["forms"][0]["places"]["indicators"][0]["value"]["confidence"] = 0.4
    form = edit(record, ("replace", f"{ROWS}/0/value", "≤15公里"))
    row = form["indicators"][0]
    assert (row["normalized"]["operator"], row["normalized"]["numbers"]) == ("<=", ["15"])
    assert sight(form, 0)["confidence"] == 1.0
    assert sight(form, 0)["reviewed"] is True
    assert (
        sight(form, 0)["where"] == record["forms"][0]["places"]["indicators"][0]["value"]["where"]
    )


def test_an_amount_is_worked_out_anew():
    form = edit(river(), ("replace", "/forms/0/funding/0/raw", "1,234.5"))
    assert form["funding"][0]["amount_yuan"] == "12345000"
    form = edit(river(), ("replace", "/forms/0/funding/0/unit", "元"))
    assert form["funding"][0]["amount_yuan"] == "30"


def test_goal_items_follow_the_text():
    form = edit(river(), ("replace", "/forms/0/goals/0/text", "1.甲。2.乙。3.丙。"))
    assert form["goals"][0]["items"] == ["1.甲。", "2.乙。", "3.丙。"]


def test_a_fully_reviewed_row_is_certain():
    record = river()
    record["forms"][0]["indicators"][0]["confidence"] = 0.3
    keys = list(record["forms"][0]["places"]["indicators"][0])
    steps = [("confirm", f"{ROWS}/0/{key}") for key in keys]
    partly = edit(record, *steps[:2])["indicators"][0]["confidence"]
    assert 0.3 < partly < 1.0
    assert edit(record, *steps)["indicators"][0]["confidence"] == 1.0
    assert edit(record, ("confirm", f"{ROWS}/0"))["indicators"][0]["confidence"] == 1.0


def test_a_confirmed_form_leaves_no_sight_unreviewed():
    form = edit(river(), ("confirm", "/forms/0"))
    assert str(form["places"]).count("'where'") == str(form["places"]).count("'reviewed': True")


def test_null_is_not_printed_and_blank_is_printed_blank():
    form = edit(
        river(),
        ("replace", f"{ROWS}/0/level2", None),
        ("replace", f"{ROWS}/1/value", ""),
        ("replace", f"{ROWS}/2/value", None),
        ("replace", "/forms/0/fields/project_leader", None),
        ("replace", "/forms/0/fields/department", "县水务局"),
    )
    first, second, third = form["places"]["indicators"][:3]
    assert (form["indicators"][0]["level2"], "level2" in first) == (None, False)
    assert (form["indicators"][1]["value"], "value" in second) == ("", True)
    assert (form["indicators"][2]["value"], "value" in third) == ("", False)
    assert form["fields"]["project_leader"] is None
    assert "project_leader" not in form["places"]["fields"]
    assert form["places"]["fields"]["department"]["reviewed"] is True


def test_rows_and_their_places_move_together():
    record = paper(river())
    form = edit(record, ("move", f"{ROWS}/0", None, f"{ROWS}/3"), ("remove", f"{ROWS}/2"))
    before = record["forms"][0]
    order = [3, 0, 2, 4]
    assert names(form) == [names(before)[index] for index in order]
    assert form["places"]["indicators"] == [before["places"]["indicators"][i] for i in order]
    assert [row["where"] for row in form["indicators"]] == [
        before["indicators"][index]["where"] for index in order
    ]


def test_an_added_row_is_a_persons():
    row = {"level1": "产出指标", "level2": "数量指标", "level3": "栽树", "value": "≥5棵"}
    form = edit(river(), ("add", f"{ROWS}/1", row), ("add", f"{ROWS}/-", {"level3": "末"}))
    assert names(form)[1] == "栽树"
    assert names(form)[-1] == "末"
    assert form["indicators"][1]["normalized"]["numbers"] == ["5"]
    assert form["indicators"][1]["confidence"] == 1.0
    assert sight(form, 1) == {"where": [], "confidence": 1.0, "reviewed": True}


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ("other_fields", {"label": "联系人", "value": "无"}),
        ("funding", {"item": "fiscal", "raw": "12"}),
        ("tasks", {"name": "清淤", "total": "5"}),
        ("goals", {"text": "目标", "panel": "medium_term"}),
    ],
)
def test_rows_of_every_list_are_added_and_removed(rows, value):
    form = edit(river(), ("add", f"/forms/0/{rows}/0", value))
    assert {key: form[rows][0][key] for key in value} == value
    count = len(form[rows])
    assert len(form["places"][rows]) == count
    again = edit(river(), ("add", f"/forms/0/{rows}/0", value), ("remove", f"/forms/0/{rows}/0"))
    assert again[rows] == river()["forms"][0][rows]


def test_a_row_splits_into_parts_that_share_the_rest():
    record = paper(river())
    parts = [{"level3": "泵站"}, {"level3": "水闸", "value": "3座"}]
    form = edit(record, ("split", f"{ROWS}/1", parts))
    assert names(form)[:4] == ["整治河道长度", "泵站", "水闸", "工程验收合格率"]
    assert [row["value"] for row in form["indicators"][1:3]] == ["2座", "3座"]
    assert form["indicators"][1]["where"] == record["forms"][0]["indicators"][1]["where"]


def test_a_text_cut_in_two_is_joined_in_the_order_of_the_paper():
    record = paper(river())
    form = edit(record, ("merge", f"{ROWS}/1", None, f"{ROWS}/0"))
    row = form["indicators"][0]
    assert (row["level3"], row["level2"]) == ("整治河道长度新建泵站数量", "数量指标")
    assert len(sight(form, 0, "level3")["where"]) == 2
    assert len(form["indicators"]) == 4
    upwards = edit(record, ("merge", f"{ROWS}/0", None, f"{ROWS}/1"))
    assert upwards["indicators"][0]["level3"] == row["level3"]


def test_a_persons_concept_stays_when_the_text_changes():
    form = edit(river(), ("replace", f"{ROWS}/1/concept", "qty-020"))
    chosen = form["indicators"][1]["classification"]
    assert (chosen["concept"], chosen["confidence"]) == ("QTY-020", 1.0)
    assert chosen["name"]
    record = river()
    record["forms"][0] = form
    again = edit(record, ("replace", f"{ROWS}/1/level3", "泵站"))
    assert again["indicators"][1]["classification"]["concept"] == "QTY-020"
    cleared = edit(record, ("replace", f"{ROWS}/1/concept", None))["indicators"][1]
    assert cleared["classification"]["concept"] is None


def test_only_changed_rows_are_classified_again():
    matcher = fake_matcher()
    matcher.asked.clear()
    edits = [Edit(Op.REPLACE, f"{ROWS}/1/level3", "泵站"), Edit(Op.CONFIRM, f"{ROWS}/0/level3")]
    edited, _ = apply_edits(river(), edits, matcher)
    assert matcher.asked == ["泵站"]
    rows = edited["forms"][0]["indicators"]
    assert rows[0]["classification"] == river()["forms"][0]["indicators"][0]["classification"]


def test_a_finding_keeps_its_state_as_long_as_it_is_the_same():
    record = river()
    form = edit(record, ("replace", f"{ROWS}/0/value", ""))
    record["forms"][0] = form
    index = next(n for n, f in enumerate(form["findings"]) if f["evidence"])
    path = f"/forms/0/findings/{index}"
    ignored = edit(record, ("ignore", path))
    assert ignored["findings"][index]["state"] == "ignored"
    record["forms"][0] = ignored
    later = edit(record, ("replace", f"{ROWS}/4/value", "≥91%"))
    states = {f["rule"]: f.get("state") for f in later["findings"]}
    assert states[form["findings"][index]["rule"]] == "ignored"
    reopened = edit(record, ("reopen", path))
    assert "state" not in reopened["findings"][index]


def test_a_mended_value_takes_its_finding_away():
    record = river()
    broken = edit(record, ("replace", f"{ROWS}/4/value", "≥900%"))
    assert "value.percent_out_of_range" in [f["rule"] for f in broken["findings"]]
    record["forms"][0] = broken
    mended = edit(record, ("replace", f"{ROWS}/4/value", "≥90%"))
    assert "value.percent_out_of_range" not in [f["rule"] for f in mended["findings"]]


def test_changes_hold_what_was_there_before():
    _, changes = apply_edits(
        river(),
        [Edit(Op.REPLACE, f"{ROWS}/1/value", "3座"), Edit(Op.REMOVE, f"{ROWS}/0")],
        fake_matcher(),
    )
    assert (changes[0].before, changes[0].after) == ("2座", "3座")
    assert changes[1].before["level3"] == "整治河道长度"
    assert changes[1].after is None


REFUSED = [
    ("replace", "", 1),
    ("replace", "/", 1),
    ("replace", "/source/name", "x"),
    ("replace", "/forms/0/pages", [1]),
    ("replace", "/forms/1/title", "x"),
    ("replace", "/forms/00/title", "x"),
    ("replace", "/forms/-1/title", "x"),
    ("replace", "/forms/0/title/", "x"),
    ("replace", "/forms/0/title", 5),
    ("replace", "/forms/0/title", ["x"]),
    ("replace", "/forms/0/year", "2031"),
    ("replace", "/forms/0/year", True),
    ("replace", "/forms/0/year", 12),
    ("replace", "/forms/0/form_type", "memo"),
    ("replace", "/forms/0/fields/colour", "x"),
    ("replace", f"{ROWS}/5/value", "x"),
    ("replace", f"{ROWS}/-/value", "x"),
    ("replace", f"{ROWS}/0", {"value": "x"}),
    ("replace", f"{ROWS}/0/where", []),
    ("replace", f"{ROWS}/0/confidence", 1),
    ("replace", f"{ROWS}/0/panel", "daily"),
    ("replace", f"{ROWS}/0/panel", None),
    ("replace", f"{ROWS}/0/concept", "QTY-9999"),
    ("replace", f"{ROWS}/0/concept", 7),
    ("replace", f"{ROWS}/0/value", "长" * 20_001),
    ("replace", f"{ROWS}/0/value", "a\0b"),
    ("replace", f"{ROWS}/0/value", "a\x1b[31m"),
    ("replace", f"{ROWS}/0/value", "\ud800"),
    ("replace", "/forms/0/other_fields/0/label", None),
    ("replace", "/forms/0/funding/0/item", " "),
    ("add", f"{ROWS}/6", {}),
    ("add", f"{ROWS}/0", {"mood": "x"}),
    ("add", f"{ROWS}/0", "x"),
    ("add", f"{ROWS}/0", None),
    ("add", "/forms/0/title", "x"),
    ("remove", f"{ROWS}/-"),
    ("remove", "/forms/0"),
    ("remove", "/forms/0/fields/project_name"),
    ("move", f"{ROWS}/0"),
    ("move", f"{ROWS}/0", None, "/forms/0/goals/0"),
    ("move", f"{ROWS}/5", None, f"{ROWS}/0"),
    ("replace", f"{ROWS}/0/value", "x", f"{ROWS}/1"),
    ("split", f"{ROWS}/0", [{}]),
    ("split", f"{ROWS}/0", {"level3": "x"}),
    ("split", f"{ROWS}/0", [{}, {"mood": 1}]),
    ("split", f"{ROWS}/0", [{}] * 101),
    ("merge", f"{ROWS}/0", None, f"{ROWS}/0"),
    ("merge", f"{ROWS}/0", None, f"{ROWS}/9"),
    ("confirm", f"{ROWS}/0/standard"),
    ("confirm", "/forms/0/fields/department"),
    ("confirm", "/forms/0/findings/0"),
    ("accept", "/forms/0/findings/99"),
    ("accept", f"{ROWS}/0"),
    ("restore", ""),
]


@pytest.mark.parametrize("refused", REFUSED, ids=lambda r: f"{r[0]} {r[1]}"[:60])
def test_an_edit_that_does_not_fit_is_named_by_its_number(refused):
    record = river()
    edits = [Edit(Op.CONFIRM, f"{ROWS}/0/value"), Edit(Op(refused[0]), *refused[1:])]
    with pytest.raises(EditError, match=r"^第 2 处修改.*Edit 2"):
        apply_edits(record, edits, fake_matcher())
    assert record == river()


def test_a_record_that_is_none_and_edits_without_number_are_refused():
    with pytest.raises(EditError):
        apply_edits({"forms": []}, [Edit(Op.CONFIRM, "/forms/0")], fake_matcher())
    for edits in ([], [Edit(Op.CONFIRM, "/forms/0")] * 1001):
        with pytest.raises(EditError):
            apply_edits(river(), edits, fake_matcher())


INDEX = st.sampled_from(("0", "1", "4", "5", "-", "x"))
PATHS = st.one_of(
    st.builds(lambda i: f"{ROWS}/{i}", INDEX),
    st.builds(
        lambda i, key: f"{ROWS}/{i}/{key}",
        INDEX,
        st.sampled_from(("level1", "level3", "value", "unit", "panel", "concept", "weight")),
    ),
    st.builds(lambda name, i: f"/forms/0/{name}/{i}", st.sampled_from(
        ("goals", "funding", "tasks", "other_fields", "findings")), INDEX),
    st.sampled_from(("/forms/0", "/forms/0/title", "/forms/0/year", "/forms/0/goals/0/text")),
)  # fmt: skip
VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.text(max_size=8),
    st.just({"level3": "甲", "unit": "个"}),
    st.just([{"level3": "甲"}, {"value": "≥2个"}]),
)
EDITS = st.builds(Edit, st.sampled_from(Op), PATHS, VALUES, st.one_of(st.none(), PATHS))


@settings(max_examples=150, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4))
def test_whatever_edits_come_the_record_stays_of_the_contract(edits):
    try:
        edited, changes = apply_edits(river(), edits, fake_matcher())
    except EditError:
        return
    validate_contract(edited)
    assert extraction_to_dict(dict_to_extraction(edited)) == edited
    assert len(changes) == len(edits)
