import hashlib
import json
from pathlib import Path

import pytest

from annotations.correction_store import Subject
from annotations.corrections import Correction, Reading, Source, Submission, Verdict
from annotations.workspace import Workspace
from training.gate.held import held_documents

_KEYS = {"field": "project_name"}


def judgement(number: int, *corrections: Correction) -> Submission:
    return Submission(
        document=f"{number:064x}",
        form=0,
        run="r1",
        engine=(("version", "1"),),
        source=Source.REVIEW,
        author="user_1",
        made_at="2031-01-01T00:00:00.000000Z",
        reference=f"doc_{number}/f0",
        corrections=corrections,
    )


def judge(workspace: Workspace, *numbers: int) -> None:
    workspace.corrections.add(judgement(number) for number in numbers)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_a_fifth_is_held_back_and_stays_so_as_more_come(workspace: Workspace) -> None:
    judge(workspace, *range(10))
    first = held_documents(workspace)
    assert len(first) == 2
    judge(workspace, *range(10, 50))
    later = held_documents(workspace)
    assert len(later) == 10
    assert first < later  # and none that was learned from before is held back now
    assert {int(document, 16) for document in later - first} <= set(range(10, 50))


def test_of_four_none_is_held_back_of_five_one(workspace: Workspace) -> None:
    judge(workspace, *range(4))
    assert not held_documents(workspace)
    judge(workspace, 4)
    assert len(held_documents(workspace)) == 1


def test_what_was_erased_is_forgotten_what_was_withdrawn_is_not(workspace: Workspace) -> None:
    judge(workspace, *range(5))
    (held,) = held_documents(workspace)
    workspace.corrections.withdraw(Subject.DOCUMENT, held)
    assert not held_documents(workspace)
    workspace.corrections.restore(Subject.DOCUMENT, held)
    assert held_documents(workspace) == {held}
    workspace.corrections.erase(Subject.DOCUMENT, [held])
    assert not held_documents(workspace)
    assert held not in (workspace.folder / "held.json").read_text()


def sent_in(workspace: Workspace, number: int, project: str, last: str = "≥3条") -> str:
    """A form of which a person saw to every cell."""
    texts = [("field", project), ("level3", "修路条数"), ("value", "≥2座"), ("level3", "修桥座数")]
    texts += [("value", "=100%"), ("level3", f"{project}验收合格率"), ("value", last)]
    readings = [Reading(label, text, _KEYS.get(label)) for label, text in texts]
    corrections = (
        Correction(f"r.c{at}", (), Verdict.CONFIRMED, one, one) for at, one in enumerate(readings)
    )
    found = judgement(number, *corrections)
    workspace.corrections.add([found])
    return found.document


def test_the_same_form_in_another_file_goes_where_it_was(workspace: Workspace) -> None:
    """Sent in again its bytes are others: one would be learned from, the other held back."""
    first = [sent_in(workspace, number, f"修第{number}号路") for number in range(5)]
    (held,) = held_documents(workspace)
    again = [sent_in(workspace, 50 + number, f"修第{number}号路", "≥4条") for number in range(5)]
    assert held_documents(workspace) == {held, again[first.index(held)]}


def test_another_project_with_the_same_indicators_is_no_double(workspace: Workspace) -> None:
    for number in range(10):
        sent_in(workspace, number, "甲路" if number == 3 else f"{number}路")
    assert len(held_documents(workspace)) == 2


def test_what_says_the_same_as_frozen_gold_is_never_learned_from(workspace: Workspace) -> None:
    document = workspace.originals.keep(b"frozen")
    rows = [("修路条数", "≥2座"), ("修桥座数", "=100%"), ("甲路验收合格率", "≥3条")]
    record = {
        "fields": {"project_name": "甲路"},
        "indicators": [{"level3": name, "value": value} for name, value in rows],
    }
    text = json.dumps({"document": document, "form": 0, "record": record}, ensure_ascii=False)
    folder = workspace.gold / "spring"
    folder.mkdir(parents=True)
    (folder / "a-f0.json").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    told = {"name": "spring", "documents": [document], "forms": ["a-f0.json"], "digest": digest}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    sent_in(workspace, 7, "乙路")
    again = sent_in(workspace, 8, "甲路")
    assert held_documents(workspace) == {again}
