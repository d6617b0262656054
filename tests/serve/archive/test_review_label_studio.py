"""Documents go to Label Studio: read once more, one task a form, each once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.documents import Unread
from annotations.errors import NoProjectError
from annotations.interface import Interface
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.project import init_project
from annotations.label_studio.tokens import Token
from annotations.pushing import Pusher
from annotations.runs import Run
from annotations.workspace import ProjectLink, Workspace
from extractor.errors import UnreadableFileError
from extractor.taxonomy import load_taxonomy
from serve.archive import review_label_studio
from serve.archive.doubtful import Wanted
from serve.archive.handing import Receipt, Recipient
from serve.archive.review_label_studio import NO_PICTURE, ReviewProject, known_project
from tests.annotations.fake_label_studio import TOKEN, FakeLabelStudio, Killed
from tests.annotations.shown import river_run
from tests.serve.archive.doubted import Doubted, copy_of, doubted

pytest.importorskip("duckdb")

LINK = ProjectLink("", 0, "", "pages")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Doubted:
    return doubted(tmp_path_factory.mktemp("made"), 30, 40, 50, 60)


@pytest.fixture
def archive(made: Doubted, tmp_path: Path) -> Doubted:
    return copy_of(made, tmp_path)


class Loop:
    """A server in memory, a workspace, and what reads documents."""

    def __init__(self, folder: Path) -> None:
        self.server = FakeLabelStudio()
        self.workspace = Workspace(folder)
        self.studio = LabelStudio("http://studio.test", Token(TOKEN), self.server.transport)
        self.interface = Interface(load_taxonomy())
        init_project(self.studio, self.workspace, self.interface, "表", LINK)
        self.read: list[str] = []

    def project(self) -> Recipient:
        return ReviewProject(Pusher(self.studio, self.workspace, self.interface), self.workspace)

    def reading(self, named: Iterator[tuple[Path, str]], *_: object) -> Iterator[Run | Unread]:
        """`50` has no pictures, `60` cannot be read."""
        for path, name in named:
            self.read.append(name)
            data = path.read_bytes()
            if name == "60.txt":
                yield Unread(path, UnreadableFileError("60"))
                continue
            sha256 = self.workspace.originals.keep(data)
            run, files = river_run()
            for file, picture in files.items():
                self.workspace.keep_page(file, picture)
            sheets = () if name == "50.txt" else run.sheets
            run = replace(run, id=f"r{sha256[:10]}", document=sha256, sheets=sheets)
            self.workspace.runs.put(run)
            yield run


@pytest.fixture
def loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Loop:
    loop = Loop(tmp_path / "home")
    monkeypatch.setattr(review_label_studio, "read_named_runs", loop.reading)
    monkeypatch.setattr(review_label_studio, "default_engines", lambda champions: None)
    monkeypatch.setattr(review_label_studio, "read_champions", lambda folder: {})
    return loop


def test_documents_become_tasks_once(archive: Doubted, loop: Loop) -> None:
    tally = archive.hand(loop.project())
    assert (tally.handed, tally.refused) == (2, 2)
    assert dict(tally.faults) == {NO_PICTURE: 1, "ingest.unreadable": 1}
    assert loop.read == ["30.txt", "40.txt", "50.txt", "60.txt"]
    assert len(loop.server.tasks) == 2
    assert all(len(task["predictions"]) == 1 for task in loop.server.tasks.values())
    assert archive.hand(loop.project(), most=2, where="name < '5'").given == 0
    assert len(loop.read) == 4


@pytest.mark.parametrize("path", ["/api/tasks/", "/import", "/import/predictions"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_one_that_was_killed_doubles_nothing(
    archive: Doubted, loop: Loop, path: str, moment: str
) -> None:
    def kill(method: str, asked: str) -> None:
        if asked.endswith(path):
            raise Killed

    setattr(loop.server, moment, kill)
    with pytest.raises(Killed):
        archive.hand(loop.project())
    setattr(loop.server, moment, lambda method, asked: None)
    assert archive.hand(loop.project()).handed == 2
    keys = [task["data"]["key"] for task in loop.server.tasks.values()]
    assert len(keys) == len(set(keys)) == 2
    assert all(len(task["predictions"]) == 1 for task in loop.server.tasks.values())


def test_many_are_pushed_some_at_a_time(
    archive: Doubted, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was pushed is noted before the next are read."""
    monkeypatch.setattr(review_label_studio, "_TOGETHER", 1)
    with archive.handing(loop.project()) as handing:
        noted: list[int] = []
        take: Callable[..., None] = handing._take

        def taking(told: object) -> None:
            noted.append(len(loop.read))
            assert not isinstance(told, Receipt) or len(loop.server.tasks) == len(loop.read)
            take(told)

        monkeypatch.setattr(handing, "_take", taking)
        handing.carry_out(Wanted(4))
    assert noted == [1, 2, 3, 4]


def test_a_home_without_a_project_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoProjectError):
        known_project(tmp_path)
