"""The figures of learning, from submissions drawn by the tests."""

import json
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from annotations.choose import Pick, Reason
from annotations.correction_store import Subject
from annotations.corrections import Aspect, Correction, Outcome, Reading, Source, Verdict
from annotations.labels import Label
from annotations.tasks import form_key
from annotations.workspace import Workspace
from serve.learning.figures import Figures, Window, figures_of
from serve.learning.study import Fresh, Student
from serve.learning.tallies import Fate
from tests.serve.learning.corrected import BEGAN, form, page_of_values, value

CHINA = 28_800.0
WINDOW = Window(BEGAN.timestamp() - 86_400, CHINA)
ADDED = Correction("r1.1.new-1", (), Verdict.ADDED, None, Reading(Label.VALUE, "≥9个"))
REMOVED = Correction("r1.1.9", (), Verdict.REMOVED, Reading(Label.VALUE, "x"), None)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def figures(workspace: Workspace) -> Figures:
    return figures_of(Student(workspace).study(), WINDOW)


def queue(workspace: Workspace, numbers: Sequence[int], reason: Reason) -> None:
    """Let forms be queued for that reason."""
    for number in numbers:
        pick = Pick(form_key(form(number, []).document, 0), 0.5, reason, 1.0)
        workspace.folder.mkdir(parents=True, exist_ok=True)
        with (workspace.folder / "queue.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(pick)) + "\n")


def test_nothing_yet(workspace: Workspace) -> None:
    found = figures(workspace)
    assert (found.forms, found.touched, found.days, found.weeks) == (0, 0, (), ())
    assert found.overall.judged is None


def test_what_became_of_values_decides_whether_they_were_right(workspace: Workspace) -> None:
    corrections = [value(1), value(2, Aspect.TEXT), value(3, Aspect.BOX), ADDED, REMOVED]
    workspace.corrections.add([form(0, corrections)])
    found = figures(workspace)
    assert dict(found.fates) == {
        Fate.RIGHT: 2,
        Fate.CHANGED: 1,
        Fate.MISSED: 1,
        Fate.INVENTED: 1,
    }
    assert found.touched == 3
    assert dict(found.aspects) == {Aspect.TEXT: 1, Aspect.BOX: 1}
    assert found.overall.judged is not None
    assert (found.overall.judged.values, found.overall.judged.wrong) == (5, 3)


def test_stamps_and_printed_labels_are_no_values(workspace: Workspace) -> None:
    stamp = value(1, Aspect.TEXT, label=Label.OUTSIDE)
    workspace.corrections.add([form(0, [stamp, value(2)])])
    found = figures(workspace)
    assert found.overall.judged is not None
    assert (found.overall.judged.values, found.overall.judged.wrong) == (1, 0)


def test_only_forms_that_chance_chose_speak_for_all(workspace: Workspace) -> None:
    chosen, others = range(3), range(3, 8)
    queue(workspace, chosen, Reason.RANDOM)
    queue(workspace, others, Reason.UNCERTAIN)
    workspace.corrections.add(form(number, page_of_values(0, 20, 10)) for number in chosen)
    workspace.corrections.add(form(number, page_of_values(0, 20, 2)) for number in others)
    overall = figures(workspace).overall
    assert overall.drawn is not None
    assert overall.judged is not None
    assert (overall.drawn.forms, overall.drawn.right) == (3, 0.9)
    assert (overall.judged.forms, overall.judged.right) == (8, 0.65)


def test_what_somebody_opened_in_the_review_page_was_not_drawn(workspace: Workspace) -> None:
    queue(workspace, [1], Reason.RANDOM)
    workspace.corrections.add([form(1, [value(1)], source=Source.REVIEW)])
    assert figures(workspace).overall.drawn is None


def test_kinds_weeks_and_days_part_the_values(workspace: Workspace) -> None:
    level = value(1, Aspect.LABEL, label=Label.LEVEL2)
    workspace.corrections.add([form(0, [level, value(2)]), form(7, [value(3)])])
    found = figures(workspace)
    kinds = {kind.name: kind.judged for kind in found.kinds}
    assert kinds["level2"] is not None
    assert (kinds["level2"].right, kinds["title"]) == (0.0, None)
    assert [week.name for week in found.weeks] == ["2031-03-03", "2031-03-10"]
    assert [(day.day, day.values[Source.LABEL_STUDIO]) for day in found.days] == [
        ("2031-03-03", 1),
        ("2031-03-10", 0),
    ]


def test_a_day_begins_at_midnight_where_the_reader_is(workspace: Workspace) -> None:
    workspace.corrections.add([form(0, [value(1)], made_at="2031-03-03T17:30:00Z")])
    assert figures(workspace).days[0].day == "2031-03-04"


@pytest.mark.parametrize(
    "more", [{"withdrawn": True}, {"outcome": Outcome.RESCAN}, {"outcome": Outcome.SKIPPED}]
)
def test_what_must_not_be_learned_from_is_not_counted(
    workspace: Workspace, more: dict[str, Any]
) -> None:
    workspace.corrections.add([form(0, [value(1, Aspect.TEXT)], **more)])
    assert figures(workspace).forms == 0


def test_a_withdrawal_and_an_erasure_are_seen_by_who_counted_before(workspace: Workspace) -> None:
    student = Student(workspace)
    workspace.corrections.add([form(0, [value(1)]), form(1, [value(2)])])
    before = student.state()
    assert len(student.study().tallies) == 2
    workspace.corrections.withdraw(Subject.DOCUMENT, form(0, []).document)
    assert student.state() != before
    assert len(student.study().tallies) == 1
    workspace.corrections.erase(Subject.DOCUMENT, [form(1, []).document])
    assert len(student.study().tallies) == 0


def test_a_form_counts_once_and_what_was_decided_counts_most(workspace: Workspace) -> None:
    wrong = [value(1, Aspect.TEXT)]
    workspace.corrections.add(
        [
            form(0, wrong, author="user:1", reference="a"),
            form(0, [value(1)], source=Source.ADJUDICATION, author="user:3", reference="c"),
            form(0, wrong, author="user:2", reference="b", made_at="2031-04-01T00:00:00Z"),
        ]
    )
    found = figures(workspace)
    assert (found.forms, found.people, found.doubly) == (1, 3, 1)
    assert found.overall.judged is not None
    assert found.overall.judged.wrong == 0


def test_agreement_is_of_forms_that_two_people_judged(workspace: Workspace) -> None:
    workspace.corrections.add(
        [
            form(0, [value(1, Aspect.TEXT), value(2)], author="user:1", reference="a"),
            form(0, [value(1), value(2)], author="user:2", reference="b"),
            form(1, [value(3, Aspect.TEXT)]),
        ]
    )
    found = figures(workspace)
    text = next(field for field in found.agreement if field.aspect == "text")
    assert (text.units, text.percent, text.touched) == (2, 0.5, 1)
    assert (found.doubly, found.disputed) == (1, 1)


def test_the_former_value_is_given_while_a_new_one_is_made() -> None:
    """The state changes, making takes long: whoever asks does not wait for it."""
    state, go = ["a"], threading.Event()
    go.set()

    def make() -> str:
        said = state[0]
        assert go.wait(10)
        return said

    fresh = Fresh(make, lambda: state[0])
    assert fresh.get() == "a"
    go.clear()
    state[0] = "b"
    assert fresh.get() == "a"
    go.set()
    assert {fresh.get() for _ in range(50)} <= {"a", "b"}
    assert fresh.get() == "b"
