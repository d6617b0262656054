"""What is shown to a person first, and what is not."""

import pytest

from serve.editing.apply import apply_edits
from serve.editing.changes import Edit, Op
from serve.editing.doubts import doubts
from tests.serve.records import fake_matcher, river


@pytest.fixture
def record():
    """A form that was read well and has nothing open."""
    plain = river()
    form = plain["forms"][0]
    form["findings"] = []
    form["unassigned"] = []
    for row in form["indicators"]:
        row["normalized"]["flags"] = []
        row["classification"] |= {"concept": "QTY-020", "confidence": 0.99}
    return plain


def found(record):
    return [(doubt.kind, doubt.path.removeprefix("/forms/0")) for doubt in doubts(record)]


def test_a_form_that_was_read_well_has_no_doubts(record):
    assert found(record) == []


def test_misread_texts_come_before_rows_findings_and_concepts(record):
    form = record["forms"][0]
    form["places"]["indicators"][3]["value"]["confidence"] = 0.2
    form["places"]["indicators"][2]["level3"]["confidence"] = 0.6
    form["indicators"][1]["confidence"] = 0.4
    form["indicators"][0]["classification"]["confidence"] = 0.5
    form["findings"] = [
        {
            "rule": "weights.total",
            "severity": "warning",
            "message": "合计 90。",
            "evidence": [{"text": "90", "where": []}],
        }
    ]
    assert found(record) == [
        ("reading", "/indicators/3/value"),
        ("reading", "/indicators/2/level3"),
        ("row", "/indicators/1"),
        ("finding", "/findings/0"),
        ("concept", "/indicators/0/concept"),
    ]


def test_a_long_text_is_doubted_less_than_a_value(record):
    places = record["forms"][0]["places"]
    places["goals"][0]["confidence"] = 0.5
    places["indicators"][0]["value"]["confidence"] = 0.5
    assert [path for _, path in found(record)] == ["/indicators/0/value", "/goals/0/text"]


def test_a_text_under_a_seal_is_no_doubt(record):
    record["forms"][0]["places"]["indicators"][0]["value"]["confidence"] = 0.8
    assert found(record) == []


def test_a_level_that_many_rows_share_is_doubted_once(record):
    for row in record["forms"][0]["indicators"][:2]:
        row["inferred"] = ["level2"]
    assert found(record) == [("inferred", "/indicators/0/level2")]


def test_a_value_that_looks_misread_is_first_however_sure_its_reading(record):
    record["forms"][0]["indicators"][0]["normalized"]["flags"] = ["ocr_suspect"]
    record["forms"][0]["indicators"][1]["normalized"]["flags"] = ["operator_implied"]
    (doubt,) = doubts(record)
    assert (doubt.kind, doubt.reason, doubt.confidence) == ("value", "ocr_suspect", 1.0)


def test_what_nobody_can_confirm_is_not_asked(record):
    classification = record["forms"][0]["indicators"][0]["classification"]
    classification |= {"concept": None, "confidence": 0.2}
    classification["candidates"] = [{"concept": "QTY-020", "confidence": 0.2}]
    assert found(record) == []
    classification["candidates"][0]["confidence"] = 0.7
    assert found(record) == [("concept", "/indicators/0/concept")]


def test_decided_findings_are_no_doubts(record):
    finding = {
        "rule": "rerun.conflict",
        "severity": "info",
        "message": "",
        "evidence": [{"text": "a", "where": []}],
    }
    record["forms"][0]["findings"] = [finding, finding | {"state": "ignored"}]
    assert found(record) == [("finding", "/findings/0")]


def test_a_doubt_about_a_value_says_so_in_whole_sentences(record):
    form = record["forms"][0]
    form["indicators"][0]["normalized"]["flags"] = ["unit_inferred"]
    messages = {doubt.message for doubt in doubts(record) if doubt.reason == "unit_inferred"}
    assert messages == {"单位为推断，请核对。 The unit was inferred: please check."}


def test_a_reviewed_form_has_no_doubts_left(record):
    form = record["forms"][0]
    for index, sights in enumerate(form["places"]["indicators"]):
        sights["value"]["confidence"] = 0.1
        form["indicators"][index]["confidence"] = 0.1
        form["indicators"][index]["inferred"] = ["level2"]
        form["indicators"][index]["normalized"]["flags"] = ["truncated"]
    form["unassigned"] = [{"text": "盖章", "where": []}]
    assert len(found(record)) > 10
    confirmed, _ = apply_edits(record, [Edit(Op.CONFIRM, "/forms/0")], fake_matcher())
    assert [kind for kind, _ in found(confirmed) if kind != "finding"] == []
