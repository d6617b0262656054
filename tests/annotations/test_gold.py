"""Gold sets: frozen once, by document, and never learned from."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotations.adjudicate import Decision
from annotations.correction_store import Subject
from annotations.errors import FrozenGoldError
from annotations.export_label_studio import to_label_studio
from annotations.forget import erase
from annotations.gold import freeze, gold_is_whole, gold_sets, learnable
from annotations.pictures import LocalFiles
from annotations.propose import propose
from annotations.results import read_results
from annotations.workspace import Workspace
from tests.annotations.judged import RUN, judged
from tests.annotations.shown import blank_pages, interface, river
from tests.annotations.test_adjudicate import ONE, TWO, decided


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found = Workspace(tmp_path)
    found.runs.put(propose(river(), blank_pages(), found.keep_page))
    return found


def test_two_people_who_agree_make_gold(workspace: Workspace) -> None:
    workspace.corrections.add([judged("a"), judged("b")])
    gold = freeze(workspace, "first")
    assert (gold.documents, gold.forms) == (frozenset([RUN.document]), 1)
    assert freeze(workspace, "first") == gold
    assert gold_sets(workspace) == [gold]
    assert gold_is_whole(workspace.gold / "first")
    assert learnable(workspace) == []


def test_one_person_or_open_questions_make_none(workspace: Workspace) -> None:
    workspace.corrections.add([ONE])
    with pytest.raises(FrozenGoldError):
        freeze(workspace, "first")
    assert freeze(workspace, "single", least_people=1).forms == 1
    workspace.corrections.add([TWO])
    with pytest.raises(FrozenGoldError):
        freeze(workspace, "second")
    workspace.corrections.add([decided(Decision(take="a"), ONE, TWO)])
    assert freeze(workspace, "second").forms == 1


def test_a_set_never_changes(workspace: Workspace) -> None:
    workspace.corrections.add([judged("a"), judged("b")])
    freeze(workspace, "first")
    late = replace(ONE, final=True, made_at="2031-09-09T00:00:00Z")
    workspace.corrections.add([late])
    with pytest.raises(FrozenGoldError):
        freeze(workspace, "first")
    (path,) = (workspace.gold / "first").glob("*-f0.json")
    path.write_text(
        path.read_text(encoding="utf-8").replace("≥12公里", "≥21公里"), encoding="utf-8"
    )
    assert not gold_is_whole(workspace.gold / "first")


def test_erasing_a_document_takes_its_pictures_and_runs(workspace: Workspace) -> None:
    workspace.corrections.add([judged("a")])
    assert list(workspace.pages.rglob("*.jpg"))
    assert erase(workspace, Subject.DOCUMENT, RUN.document) == 1
    assert not list(workspace.pages.rglob("*.jpg"))
    assert workspace.runs.ids() == ()


def test_corrections_leave_as_label_studio_json_and_read_back(workspace: Workspace) -> None:
    workspace.corrections.add([ONE])
    submissions = workspace.corrections.usable()
    address = LocalFiles("pages").address
    (task,) = to_label_studio(submissions, workspace.runs, interface(), address)
    (annotation,) = task["annotations"]
    sheet = RUN.sheets[0]
    read = read_results(annotation["result"], sheet.crops, interface())
    assert not read.refusals
    assert set(read.cells) == {c.cell for c in ONE.corrections}
    assert "≥13公里" in {reading.text for reading in read.cells.values()}
    assert task["data"]["pages"][0].startswith("/data/local-files/?d=pages/")
