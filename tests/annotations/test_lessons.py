"""What trainers are told: only what a person said, never what the machine said."""

import copy
from dataclasses import replace
from typing import Any

from annotations.corrections import Aspect, Correction, Reading, Verdict
from annotations.lessons import concept_lessons, text_lessons
from tests.annotations.judged import judged
from tests.annotations.test_agreement import LEVEL3_CELL, choose, write


def flagged(word: str) -> Any:
    def edit(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
        box = next(r for r in results if r.get("id") == LEVEL3_CELL and r["from_name"] == "text")
        flag = {**copy.deepcopy(box), "from_name": "flag", "type": "choices"}
        del flag["value"]["text"]
        flag["value"]["choices"] = [word]
        return [*results, flag]

    return edit


def test_a_concept_that_was_chosen_is_one_lesson() -> None:
    (lesson,) = concept_lessons([judged("a", choose("QTY-001"))])
    assert (lesson["level3"], lesson["concept"]) == ("整治河道长度", "QTY-001")
    assert list(concept_lessons([judged("a")])) == []
    assert list(concept_lessons([judged("a", write("整治河道总长", LEVEL3_CELL))])) == []


def test_no_standard_indicator_is_a_lesson_too() -> None:
    (lesson,) = concept_lessons([judged("a", flagged("无对应标准"))])
    assert lesson["concept"] is None


def test_a_text_that_was_read_wrongly_has_its_place() -> None:
    submission = judged("a", write("≥13公里"))
    (lesson,) = text_lessons([submission])
    assert (lesson["read"], lesson["printed"]) == ("≥12公里", "≥13公里")
    assert (lesson["document"], lesson["page"]) == (submission.document, 1)
    assert lesson["box"] == [300.0, 300.0, 400.0, 320.0]
    assert list(text_lessons([judged("a", choose("QTY-001"))])) == []


def test_a_concept_beside_a_text_that_was_confirmed_is_no_lesson() -> None:
    """The review page confirms texts and concepts apart."""
    shown = Reading("level3", "整治河道长度", concept="QTY-001")
    text = Correction("c", (), Verdict.CONFIRMED, shown, shown, confirmed=(Aspect.TEXT,))
    both = replace(text, confirmed=(Aspect.TEXT, Aspect.CONCEPT))
    mine = judged("a")
    assert list(concept_lessons([replace(mine, corrections=(text,))])) == []
    (lesson,) = concept_lessons([replace(mine, corrections=(both,))])
    assert lesson["concept"] == "QTY-001"
