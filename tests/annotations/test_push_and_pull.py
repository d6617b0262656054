"""Push and pull against a server in memory: once, repeated, killed anywhere and started again."""

import copy
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations.choose import Plan
from annotations.corrections import Aspect, Outcome, Source, Verdict
from annotations.errors import (
    NoProjectError,
    OtherProjectError,
    RefusedTokenError,
    ServerAnswerError,
)
from annotations.label_studio import client
from annotations.label_studio import push as pushing
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.project import init_project, open_project, picture_address
from annotations.label_studio.pull import Origin, PullReport, pull
from annotations.label_studio.push import PushReport, Target, push
from annotations.label_studio.tokens import Token
from annotations.queue import Chosen, fresh_picks, in_order
from annotations.runs import Run
from annotations.tasks import task_key
from annotations.workspace import ProjectLink, Workspace
from tests.annotations.fake_label_studio import PERSONAL, TOKEN, FakeLabelStudio, Killed
from tests.annotations.shown import (
    LEVEL3,
    cell_at,
    change,
    interface,
    results_of,
    river_run,
    sheet_of,
)

LINK = ProjectLink("", 0, "", "pages")


class Loop:
    """A workspace and a server, and what the commands do with them."""

    def __init__(self, folder: Path) -> None:
        self.server = FakeLabelStudio()
        self.workspace = Workspace(folder)
        self.studio = LabelStudio("http://studio.test", Token(TOKEN), self.server.transport)
        self.link = init_project(self.studio, self.workspace, interface(), "表", LINK)

    def shows(self, *runs: Run) -> list[Chosen]:
        for run in runs:
            self.workspace.runs.put(run)
        sheets = [(run, sheet) for run in runs for sheet in run.sheets]
        return in_order(sheets, fresh_picks(sheets, Plan(), {}))

    def push(self, chosen: list[Chosen]) -> PushReport:
        address = picture_address(self.link, self.workspace)
        runs = self.workspace.runs
        target = Target(self.studio, self.link.project, interface(), address, runs)
        return push(target, chosen)

    def pull(self) -> PullReport:
        return pull(Origin(self.studio, self.link.project, interface()), self.workspace)

    def state(self) -> Any:
        """What is on the server, without ids and times."""
        return sorted(
            (t["data"]["key"], t["overlap"], [p["model_version"] for p in t["predictions"]])
            for t in self.server.tasks.values()
        )


def many_runs(count: int) -> list[Run]:
    """Runs of as many documents, alike but for their names and confidence."""
    base, _ = river_run()
    runs = []
    for number in range(count):
        identity = f"r{number:010d}"
        sheet = sheet_of(base)
        cells = tuple(
            replace(
                cell,
                id=cell.id.replace(base.id, identity),
                reading=replace(
                    cell.reading,
                    parent=cell.reading.parent and cell.reading.parent.replace(base.id, identity),
                ),
            )
            for cell in sheet.cells
        )
        few = tuple(cell for cell in cells if cell.reading.label in ("level3", "value"))
        sheet = replace(sheet, cells=few, confidence=number / count)
        document = f"{number:064x}"[::-1]
        runs.append(replace(base, id=identity, document=document, sheets=(sheet,)))
    return runs


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "BATCH_TASKS", 2)
    monkeypatch.setattr(client, "PAGE_TASKS", 2)


@pytest.fixture
def loop(tmp_path: Path) -> Loop:
    return Loop(tmp_path)


def test_a_push_makes_each_form_a_task_with_its_proposal(loop: Loop) -> None:
    run, files = river_run()
    report = loop.push(loop.shows(run))
    assert (report.created, report.proposed, report.copies) == (1, 1, 0)
    task = loop.server.task_of(task_key(run, sheet_of(run)))
    assert task["predictions"][0]["result"] == results_of(run)
    assert [page.split("?d=")[1] for page in task["data"]["pages"]] == [
        f"pages/{name}" for name in files
    ]
    project = loop.server.projects[loop.link.project]
    assert project["model_version"] == run.version
    assert loop.server.storages[0]["path"] == str(loop.workspace.pages)


def test_a_repeated_push_changes_nothing(loop: Loop) -> None:
    chosen = loop.shows(*many_runs(7))
    loop.push(chosen)
    before = copy.deepcopy((loop.server.tasks, loop.server.projects))
    assert loop.push(chosen) == PushReport(known=7)
    assert (loop.server.tasks, loop.server.projects) == before


def test_the_same_form_given_twice_is_one_task(loop: Loop) -> None:
    run, _ = river_run()
    assert loop.push([*loop.shows(run), *loop.shows(run)]).created == 1


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_push_killed_at_any_request_is_finished_by_the_next(tmp_path: Path, when: str) -> None:
    whole = Loop(tmp_path / "whole")
    runs = many_runs(5)
    begun = len(whole.server.asked)
    whole.push(whole.shows(*runs))
    requests = len(whole.server.asked) - begun
    assert requests > 8
    for number in range(requests):
        loop = Loop(tmp_path / f"{when}-{number}")
        setattr(loop.server, when, _killer(number))
        with pytest.raises(Killed):
            loop.push(loop.shows(*runs))
        setattr(loop.server, when, lambda method, path: None)
        loop.push(loop.shows(*runs))
        assert loop.state() == whole.state()


def _killer(number: int) -> Callable[[str, str], None]:
    left = [number]

    def kill(method: str, path: str) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1

    return kill


def test_proposals_that_the_server_lost_are_sent_again(loop: Loop) -> None:
    loop.server.loses_predictions = 2
    loop.push(loop.shows(*many_runs(3)))
    assert [len(t["predictions"]) for t in loop.server.tasks.values()] == [1, 1, 1]


def test_a_server_that_keeps_nothing_is_given_up(loop: Loop) -> None:
    loop.server.loses_predictions = 99
    with pytest.raises(ServerAnswerError, match="still missing"):
        loop.push(loop.shows(*many_runs(1)))


def test_copies_of_a_killed_push_go_but_never_what_somebody_annotated(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    for identity in (900, 901):
        loop.server.tasks[identity] = copy.deepcopy(task) | {"id": identity}
    loop.server.tasks[901]["predictions"].append({**task["predictions"][0], "id": 999})
    loop.server.annotate(901, results_of(run), 1)
    report = loop.push(loop.shows(run))
    assert report.copies == 2
    assert list(loop.server.tasks) == [901]


def test_a_proposal_that_is_there_twice_is_left_once(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    task["predictions"].append({**task["predictions"][0], "id": 999})
    loop.push(loop.shows(run))
    assert [p["id"] for p in task["predictions"]] != [999]
    assert len(task["predictions"]) == 1


def test_a_newer_reading_is_proposed_on_the_task_that_is_there(loop: Loop) -> None:
    old, _ = river_run("9.9")
    new, _ = river_run("10.0")
    loop.push(loop.shows(old))
    report = loop.push(loop.shows(new))
    assert (report.created, report.proposed) == (0, 1)
    (task,) = loop.server.tasks.values()
    assert [p["model_version"] for p in task["predictions"]] == [old.version, new.version]
    assert loop.server.projects[loop.link.project]["model_version"] == new.version
    results = copy.deepcopy(results_of(new))
    change(results, cell_at(new, LEVEL3), "text", lambda value: value.update(text=["改"]))
    loop.server.annotate(task["id"], results, 3)
    loop.pull()
    (found,) = loop.workspace.corrections.submissions()
    assert (found.run, found.engine[0]) == (new.id, ("version", "10.0"))
    assert [c.changed for c in found.corrected] == [(Aspect.TEXT,)]


def test_a_pull_stores_who_changed_what_from_which_run(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    results = copy.deepcopy(results_of(run))
    change(results, cell_at(run, LEVEL3), "text", lambda value: value.update(text=["河道总长"]))
    made = loop.server.annotate(task["id"], results, 3)
    assert loop.pull() == PullReport(1, 1, ())
    (found,) = loop.workspace.corrections.submissions()
    assert (found.document, found.form, found.run) == (run.document, 0, run.id)
    assert (found.source, found.author) == (Source.LABEL_STUDIO, "label-studio:3")
    assert (found.made_at, found.seconds) == (made["updated_at"], 9.9)
    assert (found.engine, found.interface) == (run.engine, interface().version)
    (correction,) = found.corrected
    assert correction.paths == (LEVEL3,)
    assert len(found.untouched) == len(sheet_of(run).cells) - 1


def test_a_repeated_pull_stores_nothing_and_fetches_little(loop: Loop) -> None:
    chosen = loop.shows(*many_runs(5))
    loop.push(chosen)
    for task in list(loop.server.tasks.values()):
        loop.server.annotate(task["id"], task["predictions"][0]["result"], 1)
    assert loop.pull().stored == 5
    again = loop.pull()
    assert (again.tasks, again.stored) == (1, 0)
    assert len(list((loop.workspace.folder / "corrections" / "segments").iterdir())) == 1


@pytest.mark.parametrize("instant", ["nonsense", "0001-01-01T00:00:00+00:00"])
def test_what_the_server_called_a_time_stops_no_later_pull(loop: Loop, instant: str) -> None:
    loop.push(loop.shows(*many_runs(1)))
    (task,) = loop.server.tasks.values()
    loop.server.annotate(task["id"], task["predictions"][0]["result"], 1)
    loop.workspace.put_pulled_until(instant)
    assert loop.pull().stored == 1


def test_an_annotation_that_is_changed_later_is_the_one_that_counts(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    annotation = loop.server.annotate(task["id"], results_of(run), 1)
    loop.pull()
    results = copy.deepcopy(results_of(run))
    change(results, cell_at(run, LEVEL3), "text", lambda value: value.update(text=["改"]))
    loop.server.resubmit(task["id"], annotation, results)
    assert loop.pull().stored == 1
    assert len(loop.workspace.corrections.submissions()) == 2
    (counts,) = loop.workspace.corrections.usable()
    assert len(counts.corrected) == 1


@pytest.mark.usefixtures("small_batches")
def test_a_pull_killed_at_any_page_is_finished_by_the_next(tmp_path: Path) -> None:
    for number in range(3):
        loop = Loop(tmp_path / str(number))
        loop.push(loop.shows(*many_runs(5)))
        for task in list(loop.server.tasks.values()):
            loop.server.annotate(task["id"], task["predictions"][0]["result"], 1)
        loop.server.before = _killer(number)
        with pytest.raises(Killed):
            loop.pull()
        loop.server.before = lambda method, path: None
        assert len(loop.workspace.corrections.ids()) == 2 * number
        assert loop.pull().stored == 5 - 2 * number
        assert len(loop.workspace.corrections.ids()) == 5


@pytest.mark.usefixtures("small_batches")
def test_what_is_annotated_during_a_pull_is_not_passed_over(loop: Loop) -> None:
    loop.push(loop.shows(*many_runs(7)))
    tasks = list(loop.server.tasks.values())
    for task in tasks:
        loop.server.annotate(task["id"], task["predictions"][0]["result"], 1)
    late = [1]

    def annotate_meanwhile(method: str, path: str) -> None:
        if path == "/api/tasks/" and late:
            late.clear()
            loop.server.annotate(tasks[3]["id"], tasks[3]["predictions"][0]["result"], 2)

    loop.server.after = annotate_meanwhile
    loop.pull()
    loop.pull()
    authors = Counter(s.author for s in loop.workspace.corrections.submissions())
    assert authors == {"label-studio:1": 7, "label-studio:2": 1}


def test_a_skipped_form_is_known_but_says_nothing(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    loop.server.annotate(task["id"], [], 1, was_cancelled=True)
    loop.pull()
    (found,) = loop.workspace.corrections.submissions()
    assert (found.outcome, found.corrections) == (Outcome.SKIPPED, ())
    assert loop.workspace.corrections.usable() == []


def test_junk_is_reported_and_the_rest_is_stored(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    results = copy.deepcopy(results_of(run))
    bad = cell_at(run, LEVEL3)
    change(results, bad, "cell", lambda value: value.update(rectanglelabels=["四级指标"]))
    loop.server.annotate(task["id"], [*results, {"foo": 1}], 1)
    loop.server.annotate(task["id"], results_of(run), 2, updated_at=None)
    report = loop.pull()
    assert report.stored == 1
    assert {entry.refusal.reason for entry in report.refused} == {
        "unknown label '四级指标'",
        "unknown control None",
        "no author or time",
    }
    (found,) = loop.workspace.corrections.submissions()
    assert bad not in {c.cell for c in found.corrections}
    assert {c.verdict for c in found.corrections} == {Verdict.UNTOUCHED}


def test_an_annotation_of_a_run_that_is_not_here_is_reported(loop: Loop) -> None:
    run, _ = river_run()
    loop.push(loop.shows(run))
    (task,) = loop.server.tasks.values()
    loop.server.annotate(task["id"], results_of(run), 1)
    loop.workspace.runs.remove(run)
    report = loop.pull()
    assert (report.stored, report.refused[0].refusal.reason) == (0, "unknown run")


def test_init_finds_its_project_again_and_restores_the_interface(loop: Loop) -> None:
    project = loop.server.projects[loop.link.project]
    project["label_config"] = "<View/>"
    with pytest.raises(OtherProjectError):
        open_project(loop.studio, loop.link, interface())
    assert init_project(loop.studio, loop.workspace, interface(), "表", LINK) == loop.link
    assert project["label_config"] == interface().xml
    assert len(loop.server.projects) == 1
    (loop.workspace.folder / "project.json").unlink()  # killed before it was remembered
    assert init_project(loop.studio, loop.workspace, interface(), "表", LINK) == loop.link
    loop.server.projects.clear()
    with pytest.raises(NoProjectError):
        open_project(loop.studio, loop.link, interface())


def test_both_kinds_of_tokens(loop: Loop) -> None:
    for secret in (TOKEN, PERSONAL):
        with LabelStudio("http://studio.test", Token(secret), loop.server.transport) as studio:
            assert studio.user() == 1
    for secret in ("f" * 40, "x.y.z"):
        with (
            LabelStudio("http://studio.test", Token(secret), loop.server.transport) as studio,
            pytest.raises(RefusedTokenError),
        ):
            studio.user()
    assert TOKEN not in repr(Token(TOKEN))
