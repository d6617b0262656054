"""Pulls of the background: when they are due, one at a time, again after a failure."""

from pathlib import Path

import pytest

from annotations.errors import NoServerError
from annotations.folders import one_at_a_time
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.due_pull import pull_if_due
from annotations.label_studio.pull import PullReport
from annotations.label_studio.tokens import Token
from annotations.service_link import ServiceLink
from annotations.workspace import Workspace
from tests.annotations.fake_label_studio import TOKEN
from tests.annotations.shown import interface, results_of, river_run
from tests.annotations.test_push_and_pull import Loop

DAY = 86_400.0


class Background:
    """A form that was pushed, and the pulls of the background."""

    def __init__(self, folder: Path) -> None:
        self.loop = Loop(folder)
        self.run, _ = river_run()
        self.loop.push(self.loop.shows(self.run))
        self.service = ServiceLink(self.loop.workspace)
        self.opened = 0
        self.is_down = False

    def open(self, workspace: Workspace) -> LabelStudio:
        self.opened += 1
        if self.is_down:
            raise NoServerError("down")
        return LabelStudio("http://studio.test", Token(TOKEN), self.loop.server.transport)

    def pull(self, every: float = 0.0) -> PullReport | None:
        return pull_if_due(self.loop.workspace, every, interface, self.open)

    def annotate(self) -> None:
        (task,) = self.loop.server.tasks
        self.loop.server.annotate(task, results_of(self.run), 3)


@pytest.fixture
def background(tmp_path: Path) -> Background:
    return Background(tmp_path)


def test_nudges_before_a_pull_are_one(background: Background) -> None:
    background.annotate()
    assert background.pull() is None
    background.service.nudge()
    background.service.nudge()
    report = background.pull()
    assert report is not None
    assert report.stored == 1
    assert background.pull() is None
    assert background.opened == 1


def test_without_a_nudge_time_brings_what_is_there(background: Background) -> None:
    background.annotate()
    report = background.pull(every=DAY)
    assert report is not None
    assert report.stored == 1
    assert background.pull(every=DAY) is None


def test_a_failed_pull_stays_due(background: Background) -> None:
    background.annotate()
    background.service.nudge()
    background.is_down = True
    for _ in range(2):
        with pytest.raises(NoServerError):
            background.pull()
    background.is_down = False
    report = background.pull()
    assert report is not None
    assert report.stored == 1


def test_beside_a_pull_of_somebody_else_nothing_is_done(background: Background) -> None:
    background.service.nudge()
    with one_at_a_time(background.loop.workspace.lock):
        assert background.pull() is None
    assert background.opened == 0
    assert background.pull() is not None


def test_without_a_project_nothing_is_asked(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "empty")
    ServiceLink(workspace).nudge()
    assert pull_if_due(workspace, DAY, interface) is None
