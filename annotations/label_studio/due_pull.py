"""A pull when one is due: after a nudge, or when the last one is long ago; never two at a time."""

import time
from collections.abc import Callable

from annotations.folders import if_free
from annotations.interface import Interface
from annotations.label_studio.client import LabelStudio
from annotations.label_studio.opening import known_label_studio
from annotations.label_studio.pull import Origin, PullReport, pull
from annotations.service_link import LastPull, ServiceLink
from annotations.workspace import Workspace

Open = Callable[[Workspace], LabelStudio]


def pull_if_due(
    workspace: Workspace,
    every: float,
    interface: Callable[[], Interface],
    opened: Open = known_label_studio,
) -> PullReport | None:
    """Fetch what is new; None where nothing is due, there is no project, or somebody else pulls.

    Args:
        every: seconds between pulls without a nudge; 0 for nudges only.
        interface: makes the interface, asked only when needed.
        opened: opens the Label Studio of the workspace.
    Raises:
        AnnotationError: Label Studio cannot be asked, or its answer not be understood. The pull
            stays due.
    """
    service = ServiceLink(workspace)
    link = workspace.known_link()
    if link is None or not service.is_due(time.time(), every):
        return None
    with if_free(workspace.lock) as is_ours:
        if not is_ours or not service.is_due(time.time(), every):
            return None
        now = LastPull(service.nudged_at(), time.time())  # later nudges are of a later pull
        with opened(workspace) as label_studio:
            report = pull(Origin(label_studio, link.project, interface()), workspace)
        service.put_pull(now)
    return report
