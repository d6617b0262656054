"""Wrong words of people are found and sent to somebody else, once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from click.testing import CliRunner

from annotations import asked_again
from annotations.asked_again import AskedAgain
from annotations.cell_opinion import SeenCell, out_of_sample
from annotations.cli import annotate
from annotations.correction_store import Subject
from annotations.corrections import Aspect, Correction, Reading, Source, Submission, Verdict
from annotations.forget import erase
from annotations.label_studio.look_again import look_again
from annotations.second_look import suspects
from annotations.text_checks import odd_text
from annotations.workspace import Workspace
from models.indicator_classifier.texts import IndicatorText
from tests.annotations.judged import RUN, judged
from tests.annotations.test_push_and_pull import Loop

pytest.importorskip("cleanlab")

GROUPS = ("数量指标", "质量指标", "时效指标")


class ByFirstSign:
    """Knows two concepts: texts of roads are A-1, all others B-1."""

    concepts = ("A-1", "B-1")

    def probabilities(self, texts: Sequence[IndicatorText]) -> np.ndarray:
        rows = [(0.9, 0.08, 0.02) if "路" in t.level3 else (0.08, 0.9, 0.02) for t in texts]
        return np.array(rows, np.float32)


def cell(name: str, label: str, text: str, concept: str | None = None) -> Correction:
    reading = Reading(label, text, concept=concept)
    return Correction(name, (), Verdict.UNTOUCHED, reading, reading, confidence=0.8)


def form(number: int) -> Submission:
    """Three groups, a road and a school, all right."""
    groups = [cell(f"g{n}", "level2", text) for n, text in enumerate(GROUPS)]
    road = cell("road", "level3", f"新建道路{number}条", "A-1")
    school = cell("school", "level3", f"建成校舍{number}栋", "B-1")
    values = [cell("v", "value", f"≥{number}公里")]
    return Submission(
        f"{number:064d}", 0, "r1", (), Source.LABEL_STUDIO, "a", "2031-02-03T00:00:00Z",
        f"a:{number}", corrections=(*groups, road, school, *values),
    )  # fmt: skip


def with_cell(submission: Submission, wrong: Correction) -> Submission:
    kept = [c if c.cell != wrong.cell else wrong for c in submission.corrections]
    return replace(submission, corrections=tuple(kept))


def test_forms_that_are_right_are_left_alone() -> None:
    assert suspects([form(n) for n in range(12)], ByFirstSign()) == []


def test_a_concept_that_the_classifier_would_not_give_is_looked_at_again() -> None:
    forms = [form(n) for n in range(12)]
    forms[4] = with_cell(forms[4], cell("road", "level3", "新建道路4条", "B-1"))
    (one,) = suspects(forms, ByFirstSign())
    assert (one.document, one.cell, one.aspect) == (forms[4].document, "road", Aspect.CONCEPT)
    assert (one.given, one.likelier) == ("B-1", "A-1")
    assert one.score == pytest.approx(0.08, abs=0.01)
    assert "新建道路" in one.reason


def test_a_level_that_other_documents_call_otherwise_is_looked_at_again() -> None:
    forms = [form(n) for n in range(20)]
    shown = Reading("level2", GROUPS[1])
    became = Reading("level3", GROUPS[1])
    wrong = Correction("g1", (), Verdict.CORRECTED, shown, became, (Aspect.LABEL,), 0.8)
    forms[7] = with_cell(forms[7], wrong)
    found = suspects(forms, ByFirstSign())
    (one,) = [one for one in found if one.aspect is Aspect.LABEL]
    assert (one.cell, one.given, one.likelier) == ("g1", "level3", "level2")


def test_labels_of_a_document_have_no_say_about_it() -> None:
    """Whatever else a document says, its cells are judged by the others."""
    cells = [SeenCell(f"{n}", "数量指标") for n in range(20)]
    labels = ["level2"] * 20
    names, shares = out_of_sample([*cells, SeenCell("odd", "数量指标")], [*labels, "level1"])
    assert shares[-1, names.index("level2")] > 0.8
    assert shares.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize(
    ("shown", "became", "confidence", "is_odd"),
    [
        ("校舍修缮", "校舍修\x07缮", 0.2, True),
        ("≥95%", "≥98%", 0.99, True),
        ("≥95%", "≥98%", 0.5, False),
        ("校舍修缮", "绿化", 0.99, True),
        ("校舍修缮", "", 0.99, True),
        ("校舍修善", "校舍修缮", 0.99, False),
    ],
)
def test_texts_that_are_hardly_printed(
    shown: str, became: str, confidence: float, is_odd: bool
) -> None:
    changed = (Aspect.TEXT,)
    readings = Reading("value", shown), Reading("value", became)
    correction = Correction("c", (), Verdict.CORRECTED, *readings, changed, confidence)
    assert (odd_text(correction) is not None) == is_odd
    assert odd_text(replace(correction, changed=())) is None


def test_each_doubt_is_asked_once_and_is_settled_by_another_person(tmp_path: Path) -> None:
    forms = [form(n) for n in range(12)]
    forms[4] = with_cell(forms[4], cell("road", "level3", "新建道路4条", "B-1"))
    asked = AskedAgain(tmp_path)
    assert asked.ask(suspects(forms, ByFirstSign()), forms, 50) == 1
    assert asked.ask(suspects(forms, ByFirstSign()), forms, 50) == 0
    assert [entry.suspect.cell for entry in asked.open(forms)] == ["road"]
    again = replace(forms[4], reference="a:again")
    assert len(asked.open([*forms, again])) == 1  # the same person
    other = replace(forms[4], author="b", reference="b:4")
    assert asked.open([*forms, other]) == []
    assert asked.ask(suspects([other], ByFirstSign()), [*forms, other], 50) == 0
    assert asked.open([]) == []  # erased


def test_what_is_erased_leaves_no_doubt_behind(tmp_path: Path) -> None:
    forms = [form(n) for n in range(12)]
    for number in (4, 5):
        wrong = cell("road", "level3", f"新建道路{number}条", "B-1")
        forms[number] = with_cell(replace(forms[number], author=f"p{number}"), wrong)
    workspace = Workspace(tmp_path)
    asked = AskedAgain(workspace.folder)
    assert asked.ask(suspects(forms, ByFirstSign()), forms, 50) == 2
    erase(workspace, Subject.DOCUMENT, forms[4].document)
    assert [entry.suspect.document for entry in asked.all()] == [forms[5].document]
    erase(workspace, Subject.AUTHOR, "p5")
    assert asked.all() == []


def test_what_is_erased_while_somebody_asks_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = [form(n) for n in range(12)]
    for number in (4, 5):
        wrong = cell("road", "level3", f"新建道路{number}条", "B-1")
        forms[number] = with_cell(forms[number], wrong)
    asked, doubts = AskedAgain(tmp_path), list(suspects(forms, ByFirstSign()))
    gone = doubts[0].document
    asked.ask(doubts[:1], forms, 1)
    erasing = Thread(target=asked.forget_documents, args=({gone},))
    write = asked_again.write_whole

    def erased_meanwhile(path: Path, data: bytes) -> None:
        if not erasing.ident:
            erasing.start()
            erasing.join(0.3)  # it waits; without a lock it would be done
        write(path, data)

    monkeypatch.setattr(asked_again, "write_whole", erased_meanwhile)
    asked.ask(doubts[1:], forms, 1)
    erasing.join()
    assert [entry.suspect.document for entry in asked.all()] == [doubts[1].document]


def test_a_task_asks_for_one_person_more(tmp_path: Path) -> None:
    loop = Loop(tmp_path)
    loop.push(loop.shows(RUN))
    (task,) = loop.server.tasks.values()
    before = task["overlap"]
    first = judged("a")
    (one, *_) = first.corrections
    wrong = replace(one, cell="x", became=Reading("value", "\x07"), changed=(Aspect.TEXT,))
    submissions = [replace(first, corrections=(wrong,)), judged("b")][:before]
    asked = AskedAgain(tmp_path)
    asked.ask(suspects(submissions[:1], ByFirstSign()), submissions, 50)
    report = look_again(loop.studio, loop.link.project, asked.open(submissions))
    assert (report.raised, report.known, report.elsewhere) == (1, 0, ())
    assert task["overlap"] == before + 1
    assert task["data"]["chosen"] == "second look"
    assert "never printed" in task["data"]["second_look"]
    again = look_again(loop.studio, loop.link.project, asked.open(submissions))
    assert (again.raised, again.known) == (0, 1)
    assert task["overlap"] == before + 1


def test_the_command_lists_and_asks_nothing_twice(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.runs.put(RUN)
    first = judged("a")
    (one, *rest) = first.corrections
    wrong = replace(one, became=Reading("value", "\x07"), changed=(Aspect.TEXT,))
    workspace.corrections.add([replace(first, corrections=(wrong, *rest))])
    for is_first in (True, False):
        done = CliRunner().invoke(annotate, ["second-look", "--home", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert "never printed" in done.stdout
        assert ("New 0" in done.stderr) != is_first
