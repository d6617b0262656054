"""Submissions survive their lines; broken lines are told by number."""

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.correction_lines import (
    dict_to_submission,
    read_lines,
    submission_to_dict,
    write_lines,
)
from annotations.corrections import (
    Aspect,
    Correction,
    Outcome,
    Reading,
    Source,
    Spot,
    Submission,
    Verdict,
    newest,
    usable,
)
from annotations.errors import StoreLineError

TEXTS = st.text(string.ascii_letters + "绩效≥%，\n \"'", max_size=12)
EDGES = st.integers(0, 9000).map(lambda tenths: tenths / 10)
SPOTS = st.builds(Spot, st.integers(1, 9), st.tuples(EDGES, EDGES, EDGES, EDGES))
READINGS = st.builds(
    Reading,
    label=st.sampled_from(["level1", "level3", "value", "field"]),
    text=TEXTS,
    key=st.none() | st.just("project_name"),
    spot=st.none() | SPOTS,
    concept=st.none() | st.just("QTY-001"),
    flags=st.sampled_from([(), ("unreadable",)]),
    parent=st.none() | st.just("r1.p1.f0c000"),
)
CORRECTIONS = st.builds(
    Correction,
    cell=TEXTS,
    paths=st.lists(TEXTS, max_size=2).map(tuple),
    verdict=st.sampled_from(list(Verdict)),
    shown=st.none() | READINGS,
    became=st.none() | READINGS,
    changed=st.lists(st.sampled_from(list(Aspect)), max_size=2).map(tuple),
    confidence=st.none() | st.floats(0, 1),
    row=st.just((("level3", "培训"),)) | st.just(()),
)
SUBMISSIONS = st.builds(
    Submission,
    document=TEXTS,
    form=st.integers(0, 9),
    run=TEXTS,
    engine=st.just((("version", "1"), ("ocr", "x"))),
    source=st.sampled_from(list(Source)),
    author=TEXTS,
    made_at=st.just("2031-02-03T04:05:06Z"),
    reference=TEXTS,
    outcome=st.sampled_from(list(Outcome)),
    corrections=st.lists(CORRECTIONS, max_size=2).map(tuple),
    interface=TEXTS,
    seconds=st.none() | st.floats(0, 1000),
    final=st.booleans(),
    withdrawn=st.booleans(),
)


def submission(reference: str = "1", made_at: str = "2031-01-01T00:00:00Z") -> Submission:
    return Submission("ab" * 32, 0, "r1", (), Source.REVIEW, "user:1", made_at, reference)


@given(SUBMISSIONS)
def test_a_submission_is_what_its_line_says(given_one: Submission) -> None:
    assert dict_to_submission(submission_to_dict(given_one)) == given_one


def test_a_file_of_lines_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(write_lines([submission("1"), submission("2")])), encoding="utf-8")
    assert [entry.reference for entry in read_lines(path)] == ["1", "2"]


@pytest.mark.parametrize("line", ["[]", "{}", "no", '{"version": 2}', '{"version": 1, "form": []}'])
def test_a_broken_line_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(next(write_lines([submission()])) + line + "\n", encoding="utf-8")
    with pytest.raises(StoreLineError, match=r"a\.jsonl:2"):
        list(read_lines(path))


def test_a_later_judgement_of_the_same_thing_replaces_the_earlier() -> None:
    early, late = submission("1", "2031-01-01T00:00:00Z"), submission("1", "2031-01-02T00:00:00Z")
    other = submission("2")
    assert newest([late, early, other]) == [late, other]
    assert early.id != late.id


def test_what_was_sent_back_or_withdrawn_is_not_learned_from() -> None:
    good = submission("1")
    back = replace(submission("2"), outcome=Outcome.RESCAN)
    gone = replace(submission("3"), withdrawn=True)
    assert usable([good, back, gone]) == [good]
