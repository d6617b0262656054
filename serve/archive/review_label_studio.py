"""Label Studio that documents are handed to: they are read once more, for the pictures of their
pages, and their forms become tasks with proposals, the least sure first.

What was read stays in the workspace, so that one that was killed reads only what is left; tasks
have keys, so that none is there twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotations.choose import Plan
from annotations.documents import Unread, read_named_runs
from annotations.folders import one_at_a_time
from annotations.interface import Interface
from annotations.label_studio.opening import known_label_studio
from annotations.pushing import Pusher
from annotations.runs import Run
from annotations.workspace import Workspace
from extractor.engines import default_engines
from extractor.pipeline import Options
from extractor.taxonomy import load_taxonomy
from models.champions import models_folder, read_champions
from serve.archive.doubtful import Doubtful
from serve.archive.handing import Receipt, Recipient, Refusal
from serve.archive.refetching import Parcel

NO_PICTURE = "review.no_picture"
_TOGETHER = 50  # documents that are pushed at once


@contextmanager
def open_review_project(home: Path) -> Iterator[Recipient]:
    """The project that `jixiao annotate init` made known below a home folder.

    Raises NoServerError, RefusedTokenError, NoProjectError, OtherProjectError, ServerAnswerError.
    """
    workspace = Workspace(home)
    workspace.link()  # where there is none that is told first
    with known_label_studio(workspace) as label_studio:
        pusher = Pusher(label_studio, workspace, Interface(load_taxonomy()))
        yield ReviewProject(pusher, workspace)


def known_project(home: Path) -> str:
    """What notes call the project that is known, whether it answers or not. Raises
    NoProjectError."""
    link = Workspace(home).link()
    return f"{link.url}/projects/{link.project}"


class ReviewProject(Recipient):
    """A project of a workspace."""

    def __init__(self, pusher: Pusher, workspace: Workspace) -> None:
        self._pusher = pusher
        self._workspace = workspace

    @property
    def name(self) -> str:
        """See Recipient."""
        return f"{self._pusher.link.url}/projects/{self._pusher.link.project}"

    def receive(self, parcels: Iterable[Parcel]) -> Iterator[Receipt | Refusal]:
        """See Recipient."""
        waiting: list[tuple[Doubtful, Run]] = []
        with one_at_a_time(self._workspace.lock):
            for document, found in self._read(parcels):
                if isinstance(found, Unread):
                    error = found.error
                    yield Refusal(document, error.code, f"{error} {error.remedy}")
                elif not found.sheets:
                    yield Refusal(document, NO_PICTURE, "没有页面图。 It has no pictures of pages.")
                else:
                    waiting.append((document, found))
                if len(waiting) >= _TOGETHER:
                    yield from self._push(waiting)
                    waiting = []
            yield from self._push(waiting)

    def _read(self, parcels: Iterable[Parcel]) -> Iterator[tuple[Doubtful, Run | Unread]]:
        engines = default_engines(read_champions(models_folder()))
        documents: list[Doubtful] = []

        def named() -> Iterator[tuple[Path, str]]:
            for parcel in parcels:
                documents.append(parcel.document)
                yield parcel.path, parcel.document.name

        for found in read_named_runs(named(), self._workspace, engines, Options()):
            yield documents.pop(), found

    def _push(self, waiting: Sequence[tuple[Doubtful, Run]]) -> Iterator[Receipt]:
        if waiting:
            self._pusher.push([run for _, run in waiting], Plan(), _unseen)
        for document, run in waiting:
            yield Receipt(document, run.id)


def _unseen(done: int, total: int) -> None:
    """Documents are told of, not their forms."""
