"""A re-run beside corrections: whose value stays where."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.export.contract import extraction_to_dict
from extractor.export.contract_reading import dict_to_extraction, validate_contract
from serve.editing.apply import apply_edits
from serve.editing.changes import Edit, Op
from serve.editing.merging import merge_corrections
from tests.serve.records import fake_matcher, paper, river

ROWS = "/forms/0/indicators"


@pytest.fixture
def base():
    return paper(river())


@pytest.fixture
def fresh(base):
    """Read anew: the second value otherwise, all boxes a little to the right."""
    again = copy.deepcopy(base)
    form = again["forms"][0]
    for sights in form["places"]["indicators"]:
        for sight in sights.values():
            sight["where"][0]["box"][0] += 7.0
    form["indicators"][1]["value"] = "22座"
    form["title"] = "项目支出绩效目标申报表"
    return extraction_to_dict(dict_to_extraction(again))


def corrected(base, *edits):
    return apply_edits(base, [Edit(Op(e[0]), *e[1:]) for e in edits], fake_matcher())[0]


def merged(*records):
    result = merge_corrections(*records, fake_matcher())
    validate_contract(result)
    return result["forms"][0]


def names(form):
    return [row["level3"] for row in form["indicators"]]


def conflicts(form):
    return [f for f in form["findings"] if f["rule"] == "rerun.conflict"]


def test_without_corrections_the_fresh_reading_counts(base, fresh):
    assert merge_corrections(base, base, fresh, fake_matcher()) == fresh


def test_without_a_new_reading_the_corrections_stay(base):
    mine = corrected(base, ("replace", f"{ROWS}/0/value", "≥13公里"), ("remove", f"{ROWS}/2"))
    assert merge_corrections(base, mine, copy.deepcopy(base), fake_matcher()) == mine


def test_a_corrected_value_stays_and_others_are_read_anew(base, fresh):
    mine = corrected(base, ("replace", f"{ROWS}/0/value", "≥13公里"))
    form = merged(base, mine, fresh)
    assert [row["value"] for row in form["indicators"][:2]] == ["≥13公里", "22座"]
    assert form["indicators"][0]["normalized"]["numbers"] == ["13"]
    sight = form["places"]["indicators"][0]["value"]
    assert sight["reviewed"] is True
    assert sight["where"][0]["box"][0] == 307.0
    assert form["title"] == "项目支出绩效目标申报表"
    assert conflicts(form) == []


def test_where_both_changed_a_value_a_persons_stays_and_it_is_said(base, fresh):
    mine = corrected(base, ("replace", f"{ROWS}/1/value", "3座"))
    form = merged(base, mine, fresh)
    assert form["indicators"][1]["value"] == "3座"
    (finding,) = conflicts(form)
    assert finding["severity"] == "info"
    assert "22座" in finding["message"]
    assert finding["evidence"][0]["text"] == "3座"


def test_a_confirmed_value_stays_too(base, fresh):
    form = merged(base, corrected(base, ("confirm", f"{ROWS}/1/value")), fresh)
    assert form["indicators"][1]["value"] == "2座"
    assert len(conflicts(form)) == 1


def test_where_both_say_the_same_there_is_no_conflict(base, fresh):
    form = merged(base, corrected(base, ("replace", f"{ROWS}/1/value", "22座")), fresh)
    assert form["indicators"][1]["value"] == "22座"
    assert conflicts(form) == []


def test_added_rows_stay_and_removed_rows_stay_away(base, fresh):
    mine = corrected(
        base, ("add", f"{ROWS}/1", {"level3": "栽树", "value": "5棵"}), ("remove", f"{ROWS}/3")
    )
    form = merged(base, mine, fresh)
    assert names(form) == ["整治河道长度", "栽树", "新建泵站数量", "受益人口", "群众满意度"]
    assert form["indicators"][2]["value"] == "22座"


def test_moved_rows_stay_in_a_persons_order(base, fresh):
    mine = corrected(base, ("move", f"{ROWS}/0", None, f"{ROWS}/4"))
    assert names(merged(base, mine, fresh)) == names(mine["forms"][0])


def test_a_row_that_only_the_new_reading_has_comes_in(base, fresh):
    form = fresh["forms"][0]
    form["indicators"].insert(2, copy.deepcopy(form["indicators"][2]) | {"level3": "新的"})
    form["places"]["indicators"].insert(2, copy.deepcopy(form["places"]["indicators"][2]))
    for sight in form["places"]["indicators"][2].values():
        sight["where"][0]["box"] = [0.0, 700.0, 9.0, 720.0]
    fresh = extraction_to_dict(dict_to_extraction(fresh))
    mine = corrected(base, ("replace", f"{ROWS}/0/value", "≥13公里"))
    assert names(merged(base, mine, fresh))[2] == "新的"


def test_a_corrected_row_that_is_not_read_any_more_stays_and_is_told(base, fresh):
    mine = corrected(base, ("replace", f"{ROWS}/4/value", "≥95%"))
    for part in (fresh["forms"][0], fresh["forms"][0]["places"]):
        part["indicators"].pop()
    form = merged(base, mine, fresh)
    assert names(form)[-1] == "群众满意度"
    assert len(conflicts(form)) == 1


def test_a_persons_concept_and_decisions_stay(base, fresh):
    base["forms"][0]["findings"][:0] = []
    mine = corrected(base, ("replace", f"{ROWS}/1/concept", "QTY-020"))
    form = merged(base, mine, fresh)
    assert form["indicators"][1]["classification"]["concept"] == "QTY-020"
    assert form["places"]["indicators"][1]["concept"]["reviewed"] is True


def test_fields_and_amounts_are_merged_by_their_keys(base, fresh):
    mine = corrected(
        base,
        ("replace", "/forms/0/fields/department", "县水务局"),
        ("replace", "/forms/0/year", 2033),
        ("replace", "/forms/0/funding/0/raw", "31"),
    )
    form = merged(base, mine, fresh)
    assert (form["fields"]["department"], form["year"]) == ("县水务局", 2033)
    assert form["funding"][0]["amount_yuan"] == "310000"


STEPS = st.lists(
    st.one_of(
        st.builds(
            lambda i, text: Edit(Op.REPLACE, f"{ROWS}/{i}/value", text),
            st.integers(0, 2),
            st.sampled_from(("1个", "2座", "")),
        ),
        st.builds(lambda i: Edit(Op.REMOVE, f"{ROWS}/{i}"), st.integers(0, 2)),
        st.builds(
            lambda i, j: Edit(Op.MOVE, f"{ROWS}/{i}", None, f"{ROWS}/{j}"),
            st.integers(0, 2),
            st.integers(0, 2),
        ),
        st.builds(lambda i: Edit(Op.ADD, f"{ROWS}/{i}", {"level3": "栽树"}), st.integers(0, 2)),
        st.builds(lambda i: Edit(Op.CONFIRM, f"{ROWS}/{i}"), st.integers(0, 2)),
    ),
    max_size=2,
)


def reviewed_values(record):
    """Value and sight of each row whose value a person wrote or confirmed."""
    form = record["forms"][0]
    rows = zip(form["indicators"], form["places"]["indicators"], strict=True)
    return [
        (row["value"], sights["value"])
        for row, sights in rows
        if sights.get("value", {}).get("reviewed")
    ]


@settings(max_examples=40, deadline=None)
@given(STEPS, STEPS)
def test_persons_and_machines_changes_are_both_kept(persons, machines):
    base = paper(river())
    mine = apply_edits(base, persons, fake_matcher())[0] if persons else base
    again = apply_edits(base, machines, fake_matcher())[0] if machines else base
    again = copy.deepcopy(again)
    for part in again["forms"][0]["places"]["indicators"]:
        part.pop("concept", None)
        for sight in part.values():
            sight.pop("reviewed", None)  # a machine confirms nothing
    result = merge_corrections(base, mine, again, fake_matcher())
    validate_contract(result)
    assert extraction_to_dict(dict_to_extraction(result)) == result
    if not persons:
        assert result == again
    if again == base:
        assert result == mine
    written = [text for text, sight in reviewed_values(mine) if sight["reviewed"]]
    kept = [text for text, _ in reviewed_values(result)]
    assert sorted(written) == sorted(text for text in kept if text in written)[: len(written)]
    assert len(kept) >= len(written)


def two_forms(record):
    """The record with its form on page 1, and once more, under another name, on page 2."""
    second = copy.deepcopy(record["forms"][0])
    second["fields"]["project_name"] = "城区道路养护"
    second["pages"] = [2]
    return record | {"forms": [*copy.deepcopy(record["forms"]), second]}


def test_a_corrected_form_that_is_read_no_more_outlives_every_re_run(base, fresh):
    both = two_forms(base)
    mine = corrected(both, ("replace", "/forms/1/indicators/0/value", "≥13公里"))
    once = merge_corrections(both, mine, fresh, fake_matcher())
    newer = copy.deepcopy(fresh)
    newer["forms"][0]["title"] = "项目支出绩效目标表"
    twice = merge_corrections(fresh, once, newer, fake_matcher())
    back = merge_corrections(newer, twice, two_forms(newer), fake_matcher())
    for record in (once, twice, back):
        assert [form["pages"] for form in record["forms"]] == [[1], [2]]
        assert record["forms"][1]["indicators"][0]["value"] == "≥13公里"


def test_a_record_that_was_restored_from_another_reading_is_merged_too(base, fresh):
    restored = corrected(base, ("replace", f"{ROWS}/0/value", "≥13公里"))
    newest = two_forms(fresh)
    again = copy.deepcopy(newest)
    again["forms"][1]["title"] = "项目支出绩效目标表"
    record = merge_corrections(newest, restored, again, fake_matcher())
    assert record["forms"][0]["indicators"][0]["value"] == "≥13公里"
    assert record["forms"][1] == again["forms"][1]
