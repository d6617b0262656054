"""The chore that pulls: quiet when nothing is due, patient when Label Studio is down."""

from pathlib import Path

import pytest

from annotations.errors import NoServerError
from annotations.label_studio.pull import PullReport
from annotations.service_link import ServiceLink
from annotations.workspace import Workspace
from serve.jobs.labelling_pull import LabellingPull, labelling_pull
from serve.settings import Settings


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Pulls:
    """A pull that fails as long as it is told to."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.fails: Exception | None = None

    def __call__(self, workspace: Workspace, every: float) -> PullReport | None:
        self.asked.append(every)
        if self.fails is not None:
            raise self.fails
        return PullReport(3, 2, ())


def test_every_look_asks_with_the_seconds_of_the_setting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pulls = Pulls()
    chore = LabellingPull(tmp_path, 5.0, pulls, Clock())
    with caplog.at_level("INFO"):
        chore.do()
        chore.do()
    assert pulls.asked == [300.0, 300.0]
    told = [record for record in caplog.records if record.message == "labelling.pulled"]
    assert [record.stored for record in told] == [2, 2]  # type: ignore[attr-defined]


@pytest.mark.parametrize("error", [NoServerError("down"), OSError("disk"), ValueError("json")])
def test_a_failure_is_told_and_tried_again_ever_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    pulls, clock = Pulls(), Clock()
    pulls.fails = error
    chore = LabellingPull(tmp_path, 5.0, pulls, clock)
    tried = []
    for second in range(3000):
        clock.now = float(second)
        before = len(pulls.asked)
        chore.do()
        if len(pulls.asked) > before:
            tried.append(second)
    assert tried[:5] == [0, 5, 15, 35, 75]
    assert tried[-1] - tried[-2] == 600
    assert "labelling.pull_failed" in caplog.messages
    pulls.fails = None
    clock.now = 9000.0
    chore.do()
    chore.do()
    assert len(pulls.asked) == len(tried) + 2


def test_without_a_project_the_chore_of_a_worker_does_nothing(tmp_path: Path) -> None:
    ServiceLink(Workspace(tmp_path)).nudge()
    labelling_pull(Settings(home=tmp_path)).do()
    assert ServiceLink(Workspace(tmp_path)).last_pull().at == 0.0
