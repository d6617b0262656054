"""A worker's reader that has its documents read on a cluster. Needs the extra `ray`.

What is away is the machine's fault: the job goes back to the queue, and no other is taken until
the cluster has a processor again.
"""

import logging
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from serve.errors import ClusterError
from serve.jobs.child import read_documents
from serve.jobs.child_process import Program
from serve.jobs.messages import Blame, NotRead, Task
from serve.jobs.ray_cluster import Place, connected
from serve.jobs.ray_desk import THREADS, Desk, Order
from serve.jobs.reader import Bounds, Outcome, Read, Stopped, Watch

log = logging.getLogger(__name__)

_GLANCE_SECONDS = 0.3
_ANSWER_SECONDS = 10.0  # in which an actor that lives says so, or gives up what it reads
_SPARE_SECONDS = 60.0  # over the limit of a document, for its way and for the process to come up


class RayReader:
    """See DocumentReader. The actor is asked for once and kept."""

    def __init__(
        self, bounds: Bounds, address: str = "", program: Program = read_documents
    ) -> None:
        self._bounds = bounds
        self._place = Place(address)
        self._program = program
        self._connection = ExitStack()
        self._ray: Any = None
        self._desk: Any = None
        self._coming: Any = None

    def start(self) -> None:
        """Make sure that an actor answers.

        Raises MissingExtraError; ClusterError where the cluster is away or has no room yet.
        """
        if self._ray is None:
            self._ray = self._connection.enter_context(connected(self._place))
        ray = self._ray
        try:
            there = self._is_there()
        except ray.exceptions.RayError as error:
            self.close()  # the next start connects anew
            raise ClusterError(f"集群无应答。 The cluster is away: {_kind(error)}") from error
        if not there:
            if self._coming is None:
                self._dismiss()
            raise ClusterError("集群没有空闲处理器。 The cluster has no free processor.")
        self._coming = None

    def read(self, task: Task, watch: Watch) -> Outcome:
        """Read one document; see Reader. What happens to the cluster is the machine's fault."""
        try:
            self.start()
            data = Path(task.path).read_bytes()
            return self._read(task, data, watch)
        except ClusterError as error:
            return NotRead(Blame.MACHINE, error.code, str(error), error.remedy)

    def close(self) -> None:
        """End the actor, whatever it is doing, and what was started here."""
        if self._ray is not None:
            self._dismiss()
        self._ray = None
        self._connection.close()

    def _is_there(self) -> bool:
        """Whether the actor answers. Raises RayError."""
        ray = self._ray
        if self._desk is None:
            wanted = {"num_cpus": 1, "max_restarts": 0, "max_concurrency": THREADS}
            self._desk = ray.remote(**wanted)(Desk).remote(self._bounds, self._program)
            self._coming = self._desk.node.remote()
        answer = self._coming or self._desk.node.remote()
        if not ray.wait([answer], timeout=_ANSWER_SECONDS)[0]:
            return False
        ray.get(answer)
        return True

    def _read(self, task: Task, data: bytes, watch: Watch) -> Outcome:
        """Raises ClusterError, OSError where there is no room here for what was made."""
        ray = self._ray
        order = Order(task.name, task.pictures, task.max_bytes, task.seconds)
        try:
            outcome = self._wait(self._desk.read.remote(order, data), watch)
            if isinstance(outcome, Read):
                self._fetch(outcome, Path(task.folder))
            # Waited for: two calls of an actor have no order, and the next one is a document.
            if not ray.wait([self._desk.clear.remote()], timeout=_ANSWER_SECONDS)[0]:
                self._dismiss()
        except (ray.exceptions.RayError, TimeoutError) as error:
            log.warning("desk.lost", extra={"why": _kind(error)})
            self._dismiss()
            raise ClusterError(f"节点丢失。 The node was lost: {_kind(error)}") from error
        return outcome

    def _wait(self, answer: Any, watch: Watch) -> Outcome:  # noqa: ANN401
        """Raises RayError, TimeoutError."""
        ray, desk = self._ray, self._desk
        deadline = time.monotonic() + self._bounds.seconds + _SPARE_SECONDS
        asked = desk.progress.remote()
        while not ray.wait([answer], timeout=_GLANCE_SECONDS)[0]:
            if watch.stopped():
                both = [answer, desk.stop.remote()]  # or the next document would be stopped
                if ray.wait(both, num_returns=len(both), timeout=_ANSWER_SECONDS)[1]:
                    raise TimeoutError("stop")
                return Stopped()
            if time.monotonic() > deadline:
                raise TimeoutError("read")
            if ray.wait([asked], timeout=0)[0]:
                stage, done, total = ray.get(asked)
                if stage:
                    watch.progress(stage, done, total)
                asked = desk.progress.remote()
        outcome: Outcome = ray.get(answer)
        return outcome

    def _fetch(self, read: Read, folder: Path) -> None:
        """Pictures come one by one: those of a long document do not fit into the memory."""
        for page in read.pages:
            for name in (page.image, page.thumbnail):
                data: bytes = self._ray.get(self._desk.file.remote(name))
                (folder / Path(name).name).write_bytes(data)

    def _dismiss(self) -> None:
        desk, self._desk, self._coming = self._desk, None, None
        if desk is not None:
            self._ray.kill(desk)


def _kind(error: Exception) -> str:
    return type(error).__name__
