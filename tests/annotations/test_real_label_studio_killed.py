"""Push and pull against a real Label Studio that the test starts, killed in the middle."""

from collections.abc import Iterator

import pytest

from annotations.tasks import task_key
from tests.annotations.real_studio import Studio, started_studio
from tests.annotations.test_push_and_pull import many_runs

pytestmark = pytest.mark.slow

CLONES = 110
ANNOTATED = 55


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with started_studio(tmp_path_factory) as started:
        yield started


def test_push_and_pull_that_are_killed_go_on(studio: Studio) -> None:
    studio.jixiao("init", "--title", "另一个项目")
    for run in list(studio.workspace.runs.all()):
        studio.workspace.runs.remove(run)
    for run in many_runs(CLONES):
        studio.workspace.runs.put(run)
    studio.killed(["push"], lambda: 0 < len(studio.tasks()) < CLONES)
    studio.killed(["push"], lambda: any(t["total_predictions"] for t in studio.tasks()))
    studio.jixiao("push")
    tasks = studio.tasks()
    assert sorted(t["data"]["key"] for t in tasks) == sorted(
        task_key(run, sheet) for run in studio.workspace.runs.all() for sheet in run.sheets
    )
    assert {t["total_predictions"] for t in tasks} == {1}
    assert f"there already {CLONES}" in studio.jixiao("push")
    assert studio.tasks() == tasks

    for task in tasks[:ANNOTATED]:
        studio.submit(task["id"], studio.proposal(task["id"]))
    segments = studio.workspace.folder / "corrections" / "segments"
    before = len(list(segments.glob("*.jsonl")))
    studio.killed(["pull"], lambda: len(list(segments.glob("*.jsonl"))) > before)
    studio.jixiao("pull")
    assert "new annotations 0, refused 0" in studio.jixiao("pull")
    runs = set(studio.workspace.runs.ids())
    stored = [s for s in studio.workspace.corrections.submissions() if s.run in runs]
    assert len(stored) == ANNOTATED
    assert all(not s.corrected and s.untouched for s in stored)
