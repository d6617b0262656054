"""What the review page left of a document → submissions: each value in exactly one correction."""

import copy
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.cells import printed_values
from annotations.corrections import Aspect, Outcome, Verdict
from annotations.labels import Unprinted
from extractor.export.contract_reading import dict_to_record
from serve.editing.apply import apply_edits
from serve.editing.changes import Edit, Op
from serve.editing.merging import merge_corrections
from serve.errors import EditError
from serve.learning.judgements import Judged, judgements, taken_back
from tests.serve.editing.test_apply import EDITS
from tests.serve.records import fake_matcher, paper, river

ROWS = "/forms/0/indicators"
CONCEPT = "QTY-020"
WHEN = "2031-02-03T04:05:06.000007Z"


def judged(machine, corrected, authors=("user_1",)):
    return judgements(Judged("doc_1", "ab" * 32, machine, corrected, authors, WHEN))


def after(base, *edits):
    """The judgement after these edits, of which there is one at least."""
    steps = [Edit(Op(e[0]), *e[1:]) for e in edits]
    record = apply_edits(base, steps, fake_matcher())[0]
    (found,) = judged(base, record)
    assert found.form == record["forms"][0]
    return found.submission


def of_path(submission, path):
    (found,) = [c for c in submission.corrections if path in c.paths]
    return found


def said(submission):
    """Every correction that says something, by what it says."""
    return [(c.verdict, c.became and c.became.text) for c in submission.corrected]


def expected(form):
    """How often each text stands in a form, by what it is."""
    values = printed_values(dict_to_record(form), 0)
    return Counter((v.label.value, v.printed.text) for v in values)


def told(submission):
    """The same as the corrections tell it: a value a path, or one that was added."""
    found = Counter()
    for correction in submission.corrections:
        reading = correction.became
        if reading is not None and reading.label not in tuple(Unprinted):
            found[reading.label, reading.text] += max(1, len(correction.paths))
    return found


@pytest.fixture(params=["paper", "text"])
def base(request):
    return paper(river()) if request.param == "paper" else river()


def test_a_value_that_was_changed_is_one_correction_and_the_others_weak_positives(base):
    found = after(base, ("replace", f"{ROWS}/0/value", "≥13公里"))
    correction = of_path(found, f"{ROWS}/0/value")
    assert (correction.verdict, correction.changed) == (Verdict.CORRECTED, (Aspect.TEXT,))
    assert (correction.shown.text, correction.became.text) == ("≥12公里", "≥13公里")
    assert dict(correction.row)["value"] == "≥13公里"
    assert found.corrected == (correction,)
    assert {c.verdict for c in found.untouched} == {Verdict.UNTOUCHED}
    assert (found.outcome, found.final) == (Outcome.SUBMITTED, False)
    assert (found.document, found.author, found.made_at) == ("ab" * 32, "user_1", WHEN)
    assert found.reference == "doc_1/f0"
    assert found.upload == "doc_1"
    assert dict(found.engine)["version"]


def test_a_text_of_a_page_has_a_spot_and_one_of_a_text_file_none(base):
    found = after(base, ("replace", f"{ROWS}/0/value", "≥13公里"))
    spot = of_path(found, f"{ROWS}/0/value").shown.spot
    assert (spot is None) == (base == river())


def test_a_form_that_was_confirmed_whole_is_final(base):
    found = after(base, ("confirm", "/forms/0"))
    assert {c.verdict for c in found.corrections} == {Verdict.CONFIRMED}
    assert (found.final, found.outcome) == (True, Outcome.ACCEPTED)
    assert of_path(found, f"{ROWS}/0/value").confirmed == (Aspect.TEXT,)


def test_a_concept_counts_only_where_a_person_chose_it(base):
    chosen = after(base, ("replace", f"{ROWS}/0/concept", CONCEPT))
    correction = of_path(chosen, f"{ROWS}/0/level3")
    assert (correction.changed, correction.became.concept) == ((Aspect.CONCEPT,), CONCEPT)
    none = after(base, ("replace", f"{ROWS}/0/concept", None))
    assert of_path(none, f"{ROWS}/0/level3").became.flags == ("no_concept",)
    guessed = copy.deepcopy(base)
    guessed["forms"][0]["indicators"][0]["classification"]["concept"] = CONCEPT
    record = apply_edits(base, [Edit(Op.REPLACE, f"{ROWS}/1/value", "3座")], fake_matcher())[0]
    record["forms"][0]["indicators"][0]["classification"]["concept"] = CONCEPT
    (found,) = judged(base, record)
    assert of_path(found.submission, f"{ROWS}/0/level3").verdict is Verdict.UNTOUCHED


def test_rows_that_were_added_removed_and_moved_are_told_as_such(base):
    added = after(base, ("add", f"{ROWS}/1", {"level3": "栽树", "value": "≥9棵"}))
    assert set(said(added)) == {(Verdict.ADDED, t) for t in ("annual", "栽树", "≥9棵")}
    removed = after(base, ("remove", f"{ROWS}/1"))
    assert {c.verdict for c in removed.corrected} == {Verdict.REMOVED}
    assert of_path(removed, f"{ROWS}/1/level3").became is None
    moved = apply_edits(base, [Edit(Op.MOVE, f"{ROWS}/0", None, f"{ROWS}/2")], fake_matcher())[0]
    assert judged(base, moved) == ()


def test_rows_that_were_split_and_joined_keep_what_is_theirs(base):
    split = after(base, ("split", f"{ROWS}/0", [{"level3": "整治河道"}, {"level3": "新修河道"}]))
    texts = {c.became.text for c in split.corrected if c.became and c.became.label == "level3"}
    assert texts == {"整治河道", "新修河道"}
    joined = after(base, ("merge", f"{ROWS}/0", None, f"{ROWS}/1"))
    verdicts = Counter(c.verdict for c in joined.corrected)
    assert verdicts[Verdict.REMOVED] >= 2
    assert "整治河道长度新建泵站数量" in {c.became.text for c in joined.corrected if c.became}


def test_what_is_chosen_and_not_printed_is_told_too(base):
    found = after(
        base,
        ("replace", "/forms/0/form_type", "self_evaluation"),
        ("replace", "/forms/0/year", 2032),
        ("replace", f"{ROWS}/0/panel", "medium_term"),
    )
    told_of = {c.became.label: (c.shown.text, c.became.text) for c in found.corrected}
    assert told_of == {
        "form_type": ("project_target", "self_evaluation"),
        "year": ("2031", "2032"),
        "panel": ("annual", "medium_term"),
    }


def test_values_of_one_cell_are_one_correction_unless_people_told_them_apart():
    base = paper(river())
    places = base["forms"][0]["places"]["indicators"]
    places[1]["level1"]["where"] = places[0]["level1"]["where"]
    both = of_path(after(base, ("replace", f"{ROWS}/0/value", "1")), f"{ROWS}/0/level1")
    assert both.paths == (f"{ROWS}/0/level1", f"{ROWS}/1/level1")
    found = after(base, ("replace", f"{ROWS}/1/level1", "效益指标"))
    first, second = (of_path(found, f"{ROWS}/{row}/level1") for row in (0, 1))
    assert (first.verdict, second.verdict) == (Verdict.UNTOUCHED, Verdict.CORRECTED)
    assert (first.paths, second.cell) == ((f"{ROWS}/0/level1",), f"{first.cell}+1")


def test_a_form_that_nobody_touched_says_nothing(base):
    base["forms"].append(copy.deepcopy(base["forms"][0]) | {"pages": [2]})
    record = copy.deepcopy(base)
    record["findings"] = []
    assert judged(base, record) == ()
    step = Edit(Op.CONFIRM, "/forms/1/indicators/0")
    (found,) = judged(base, apply_edits(base, [step], fake_matcher())[0])
    assert (found.submission.form, found.submission.reference) == (1, "doc_1/f1")


def test_a_form_that_is_read_no_more_is_all_added(base):
    machine = copy.deepcopy(base)
    machine["forms"] = []
    (found,) = judged(machine, base)
    assert {c.verdict for c in found.submission.corrections} == {Verdict.ADDED}
    assert told(found.submission) == expected(base["forms"][0])


def test_after_a_newer_machine_read_it_the_base_is_what_that_read(base):
    mine = apply_edits(base, [Edit(Op.REPLACE, f"{ROWS}/0/value", "≥13公里")], fake_matcher())[0]
    fresh = copy.deepcopy(base)
    fresh["forms"][0]["indicators"][1]["value"] = "22座"
    merged = merge_corrections(base, mine, fresh, fake_matcher())
    (found,) = judged(fresh, merged)
    assert said(found.submission) == [(Verdict.CORRECTED, "≥13公里")]
    assert of_path(found.submission, f"{ROWS}/1/value").shown.text == "22座"


def test_whoever_had_a_hand_in_it_is_named_by_id(base):
    record = apply_edits(base, [Edit(Op.CONFIRM, "/forms/0")], fake_matcher())[0]
    (found,) = judged(base, record, ("user_2", "user_1"))
    assert (found.submission.author, found.submission.contributors) == ("user_2", ("user_1",))


def test_what_was_undone_is_taken_back(base):
    state = Judged("doc_1", "ab" * 32, base, base, ("user_1",), WHEN)
    (empty,) = taken_back(state, [1])
    said_now = empty.submission
    assert (said_now.outcome, said_now.reference) == (Outcome.SKIPPED, "doc_1/f1")
    assert (said_now.corrections, empty.form) == ((), None)


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4), st.booleans())
def test_every_value_is_in_exactly_one_correction(edits, on_paper):
    base = paper(river()) if on_paper else river()
    try:
        record = apply_edits(base, edits, fake_matcher())[0]
    except EditError:
        return
    for found in judged(base, record):
        submission, form = found.submission, record["forms"][0]
        assert found.form == form
        assert told(submission) == expected(form)
        paths = Counter(path for c in submission.corrections for path in c.paths)
        assert set(paths.values()) <= {1}
        ids = [c.cell for c in submission.corrections]
        assert len(ids) == len(set(ids))
        before = expected(base["forms"][0])
        shown = Counter()
        for c in submission.corrections:
            if c.shown is not None and c.shown.label not in tuple(Unprinted):
                shown[c.shown.label, c.shown.text] += len(c.paths)
        assert shown == before
        for c in submission.corrections:
            same = replace(c, became=c.shown) == c
            assert same == (c.verdict in (Verdict.UNTOUCHED, Verdict.CONFIRMED))
    if expected(record["forms"][0]) != expected(base["forms"][0]):
        assert judged(base, record)
