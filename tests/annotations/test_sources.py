"""Judgements of the review page beside those of Label Studio: compared, decided, exported."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotations.adjudicate import Decision, decide, open_questions, settled
from annotations.agreement import Pair, agreement, pairs, partners
from annotations.cli import annotate
from annotations.corrections import (
    Aspect,
    Correction,
    Reading,
    Source,
    Submission,
    Verdict,
)
from annotations.export_label_studio import to_label_studio
from annotations.gold import freeze
from annotations.labels import Unprinted
from annotations.pictures import LocalFiles
from annotations.propose import propose
from annotations.workspace import Workspace
from tests.annotations.judged import RUN, judged, of_cell
from tests.annotations.shown import blank_pages, interface, river
from tests.annotations.test_agreement import VALUE_CELL, field, write

NOW = "2031-03-04T05:06:07Z"
PANEL = Correction(
    f"{RUN.id}.f0.indicators.0.panel",
    ("/forms/0/indicators/0/panel",),
    Verdict.CORRECTED,
    Reading(Unprinted.PANEL, "annual"),
    Reading(Unprinted.PANEL, "medium_term"),
    (Aspect.LABEL,),
)


def reviewed(value: str, run: str = RUN.id) -> Submission:
    """The same form on the review page: the first value became `value`; shown by another reading
    all cells have other ids, and stand a little aside."""
    mine = replace(judged("user_1", write(value)), source=Source.REVIEW, reference="doc_1/f0")
    corrections = [*mine.corrections, PANEL]
    if run != RUN.id:
        corrections = [_aside(entry, run) for entry in corrections]
    return replace(mine, run=run, corrections=tuple(corrections))


def _aside(entry: Correction, run: str) -> Correction:
    def moved(reading: Reading | None) -> Reading | None:
        if reading is None or reading.spot is None:
            return reading
        x0, top, x1, bottom = reading.spot.box
        return replace(reading, spot=replace(reading.spot, box=(x0 + 3, top, x1 + 3, bottom)))

    return replace(
        entry,
        cell=entry.cell.replace(RUN.id, run),
        shown=moved(entry.shown),
        became=moved(entry.became),
    )


@pytest.mark.parametrize("run", [RUN.id, "r0000000000"])
def test_both_sources_are_compared_cell_by_cell(run: str) -> None:
    both = [judged("a", write("≥13公里")), reviewed("≥14公里", run)]
    (pair,) = pairs(both)
    assert [s.source for s in (pair.first, pair.second)] == [Source.LABEL_STUDIO, Source.REVIEW]
    rows = agreement(both)
    text = field(rows, "value", "text")
    assert (text.units, text.touched, text.touched_percent) == (1, 1, 0.0)
    assert {row.aspect for row in rows} <= {"text", "concept", "presence"}
    assert not {row.label for row in rows} & set(Unprinted)
    same = [judged("a", write("≥13公里")), reviewed("≥13公里", run)]
    assert field(agreement(same), "value", "text").touched_percent == 1.0


def test_cells_of_another_reading_are_found_by_their_place() -> None:
    first, second = judged("a"), reviewed("≥14公里", "r0000000000")
    found = partners(Pair(first, second))
    assert found[VALUE_CELL] == VALUE_CELL.replace(RUN.id, "r0000000000")
    assert len(set(found.values())) == len(found)


def test_two_of_the_review_page_are_no_pair() -> None:
    other = replace(reviewed("≥14公里"), author="user_2", reference="doc_2/f0")
    assert pairs([reviewed("≥13公里"), other]) == []


@pytest.mark.parametrize("run", [RUN.id, "r0000000000"])
def test_what_differs_is_decided_and_goes_with_either_of_both(run: str) -> None:
    both = [judged("a", write("≥13公里")), reviewed("≥14公里", run)]
    assert settled(both) == []
    (question,) = open_questions(both)
    assert question.answers == (("a", "≥13公里"), ("user_1", "≥14公里"))
    decision = {question.id: Decision(take="user_1")}
    (made,) = decide(both, decision, "judge", NOW, interface().taxonomy)
    assert (made.run, made.contributors) == (RUN.id, ("a", "user_1"))
    entry = of_cell(made, VALUE_CELL)
    assert entry.became is not None
    assert entry.became.text == "≥14公里"
    assert settled([*both, made]) == [made]


def test_two_sources_that_agree_make_gold(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.runs.put(propose(river(), blank_pages(), workspace.keep_page))
    alone = reviewed("≥13公里", "r0000000000")
    workspace.corrections.add([judged("a", write("≥13公里")), alone])
    assert freeze(workspace, "both").forms == 1


def test_both_sources_are_exported_and_counted(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.runs.put(propose(river(), blank_pages(), workspace.keep_page))
    workspace.corrections.add([judged("a"), reviewed("≥14公里")])

    def said(*words: str) -> str:
        home = ["--home", str(tmp_path)]
        result = CliRunner().invoke(annotate, [*words, *home])
        assert result.exit_code == 0, result.output
        return result.output

    lines = said("export").splitlines()
    assert {'"source": "review"' in line for line in lines} == {True, False}
    (task,) = to_label_studio(
        workspace.corrections.usable(), workspace.runs, interface(), LocalFiles("pages").address
    )
    assert len(task["annotations"]) == 2
    assert "≥14公里" in str(task["annotations"][1]["result"])
    assert "medium_term" not in str(task["annotations"][1]["result"])
    told = said("status")
    assert "review 1" in told
    assert "label_studio 1" in told
