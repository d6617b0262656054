"""Runs → tasks of the project that is known, the least sure first; may be repeated, and killed at
any time."""

from collections.abc import Callable, Sequence

from annotations.choose import Plan
from annotations.interface import Interface
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.project import open_project, picture_address
from annotations.label_studio.push import PushReport, Target
from annotations.label_studio.push import push as push_sheets
from annotations.queue import Queue
from annotations.runs import Run
from annotations.workspace import Workspace


class Pusher:
    """Pushes to the project of a workspace, whose lock is held meanwhile.

    Raises NoProjectError, OtherProjectError where it is not ours, and as LabelStudio.
    """

    def __init__(
        self, label_studio: LabelStudio, workspace: Workspace, interface: Interface
    ) -> None:
        self.link = workspace.link()
        self._workspace = workspace
        open_project(label_studio, self.link, interface)
        address = picture_address(self.link, workspace)
        self._target = Target(label_studio, self.link.project, interface, address, workspace.runs)

    def push(self, runs: Sequence[Run], plan: Plan, seen: Callable[[int, int], None]) -> PushReport:
        """Queue the forms of these runs and push them; `seen` is told how many of how many are."""
        sheets = [(run, sheet) for run in runs for sheet in run.sheets]
        chosen = Queue(self._workspace.folder).add(sheets, plan)
        return push_sheets(self._target, chosen, seen)
