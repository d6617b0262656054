"""Questions where two disagree, decisions, and what holds of a form then."""

import json
from dataclasses import replace

import pytest

from annotations.adjudicate import (
    Decision,
    decide,
    lines_to_decisions,
    open_questions,
    people,
    questions_to_lines,
    settled,
)
from annotations.corrections import Source, Verdict
from annotations.errors import BadDecisionError
from tests.annotations.judged import RUN, judged, of_cell
from tests.annotations.shown import interface, without
from tests.annotations.test_agreement import LEVEL3_CELL, VALUE_CELL, choose, write

NOW = "2031-03-04T05:06:07Z"
ONE, TWO = judged("a", write("≥13公里")), judged("b", write("≥12.5公里"))


def decided(decision: Decision, *both):
    (question,) = open_questions(both)
    (made,) = decide(both, {question.id: decision}, "judge", NOW, interface().taxonomy)
    return made


def test_a_form_of_one_person_or_of_two_who_agree_is_settled() -> None:
    assert settled([ONE]) == [ONE]
    assert len(settled([judged("a"), judged("b")])) == 1
    assert settled([ONE, TWO]) == []
    assert people([ONE, TWO], RUN.document, 0) == 2


def test_each_disagreement_is_a_question() -> None:
    (question,) = open_questions([ONE, TWO])
    assert (question.cell, question.label, question.aspect) == (VALUE_CELL, "value", "text")
    assert question.answers == (("a", "≥13公里"), ("b", "≥12.5公里"))


def test_a_decision_takes_an_answer_or_gives_another() -> None:
    both = (ONE, TWO)
    for decision, text in (
        (Decision(take="a"), "≥13公里"),
        (Decision(take="b"), "≥12.5公里"),
        (Decision(value="≥12公里"), "≥12公里"),
    ):
        made = decided(decision, *both)
        assert (made.source, made.author, made.final) == (Source.ADJUDICATION, "judge", True)
        assert of_cell(made, VALUE_CELL).became.text == text
        assert settled([*both, made]) == [made]
        assert open_questions([*both, made]) == []
    assert (
        of_cell(decided(Decision(value="≥12公里"), *both), VALUE_CELL).verdict is Verdict.CONFIRMED
    )


def test_a_concept_is_decided_by_its_id() -> None:
    both = (judged("a", choose("QTY-001")), judged("b"))
    made = decided(Decision(value="QTY-002"), *both)
    assert of_cell(made, LEVEL3_CELL).became.concept == "QTY-002"
    with pytest.raises(BadDecisionError, match="QTY-999"):
        decided(Decision(value="QTY-999"), *both)


def test_whether_a_cell_is_there() -> None:
    both = (judged("a", lambda r: without(r, VALUE_CELL)), judged("b"))
    kept = decided(Decision(take="b"), *both)
    assert of_cell(kept, VALUE_CELL).became is not None
    gone = decided(Decision(take="a"), *both)
    assert of_cell(gone, VALUE_CELL).verdict is Verdict.REMOVED
    with pytest.raises(BadDecisionError):
        decided(Decision(value="there"), *both)


def test_nobody_who_did_not_answer_is_taken() -> None:
    with pytest.raises(BadDecisionError):
        decided(Decision(take="c"), ONE, TWO)


def test_a_form_waits_until_all_its_questions_are_decided() -> None:
    assert decide([ONE, TWO], {}, "judge", NOW, interface().taxonomy) == []


def test_what_was_marked_as_the_truth_in_label_studio_holds() -> None:
    truth = replace(TWO, final=True)
    assert settled([ONE, truth]) == [truth]
    assert open_questions([ONE, truth]) == []


def test_questions_go_out_and_come_back_filled_in() -> None:
    (line,) = questions_to_lines(open_questions([ONE, TWO]))
    assert line["answers"] == {"a": "≥13公里", "b": "≥12.5公里"}
    assert lines_to_decisions([json.dumps(line), ""]) == {}
    filled = json.dumps(line | {"take": "a"})
    assert lines_to_decisions([filled]) == {line["question"]: Decision(take="a")}
    with pytest.raises(BadDecisionError, match="1"):
        lines_to_decisions(["no json"])
