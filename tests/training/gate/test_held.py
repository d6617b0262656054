from pathlib import Path

import pytest

from annotations.correction_store import Subject
from annotations.corrections import Source, Submission
from annotations.workspace import Workspace
from training.gate.held import held_documents


def judge(workspace: Workspace, *numbers: int) -> None:
    workspace.corrections.add(
        Submission(
            document=f"{number:064x}",
            form=0,
            run="r1",
            engine=(("version", "1"),),
            source=Source.REVIEW,
            author="user_1",
            made_at="2031-01-01T00:00:00.000000Z",
            reference=f"doc_{number}/f0",
        )
        for number in numbers
    )


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
    workspace.corrections.erase(Subject.DOCUMENT, held)
    assert not held_documents(workspace)
    assert held not in (workspace.folder / "held.json").read_text()
