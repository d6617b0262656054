"""The chore that fetches annotations of Label Studio: soon after it was nudged, and now and then
without. What fails is tried again, later each time."""

import logging
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from annotations.errors import AnnotationError
from annotations.interface import Interface
from annotations.label_studio.due_pull import pull_if_due
from annotations.label_studio.pull import PullReport
from annotations.workspace import Workspace
from extractor.taxonomy import load_taxonomy
from serve.settings import Settings

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
"""Between two looks for a nudge."""
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 600.0

Pull = Callable[[Workspace, float], PullReport | None]


class LabellingPull:
    """Pulls when it is due; `do` is asked every few seconds.

    Args:
        home: holds the workspace.
        minutes: between pulls without a nudge; 0 for nudges only.
        pull: pulls if it is due.
        clock: seconds that only go forward.
    """

    def __init__(
        self,
        home: Path,
        minutes: float,
        pull: Pull | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspace = Workspace(home)
        self._every = minutes * 60.0
        self._pull = pull or _pull
        self._clock = clock
        self._pause = 0.0
        self._not_before = 0.0

    def do(self) -> None:
        """Pull if it is due, and not too soon after a failure."""
        if self._clock() < self._not_before:
            return
        try:
            report = self._pull(self._workspace, self._every)
        except (AnnotationError, OSError, ValueError) as error:
            self._pause = min(_LONGEST_PAUSE, max(_FIRST_PAUSE, self._pause * 2))
            self._not_before = self._clock() + self._pause
            code = error.code if isinstance(error, AnnotationError) else type(error).__name__
            log.warning("labelling.pull_failed", extra={"code": code, "again": self._pause})
            return
        self._pause = 0.0
        if report is not None:
            facts = {"tasks": report.tasks, "stored": report.stored}
            log.info("labelling.pulled", extra=facts | {"refused": len(report.refused)})


def labelling_pull(settings: Settings) -> LabellingPull:
    """The chore of a worker."""
    return LabellingPull(settings.home, settings.labelling_poll_minutes)


def _pull(workspace: Workspace, every: float) -> PullReport | None:
    return pull_if_due(workspace, every, _interface)


@cache
def _interface() -> Interface:
    return Interface(load_taxonomy())
