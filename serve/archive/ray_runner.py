"""Reading on a Ray cluster, or on one that is started here. Needs the extra `ray`.

Each actor has a process below it that reads. What is read is written by the run itself: Ray keeps
nothing that is needed to go on. Bytes of a document go with its call; of all documents only those
that are being read, and the next of each actor, are in memory.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from serve.archive.ray_actor import Kind
from serve.archive.ray_crew import Crew
from serve.archive.reading import Room
from serve.archive.runner import Item, Sink
from serve.jobs.child import read_documents
from serve.jobs.child_process import Program
from serve.jobs.ray_cluster import Place, connected

log = logging.getLogger(__name__)


class RayRunner:
    """See Runner.

    Args:
        workers: actors at most; each has as many processors as threads. A cluster that has no
            room for all lets them in as it grows. None: all processors of the cluster but one.
        room: what a document may take.
        address: of a cluster that has a node on this machine; empty for one that is started here
            and ends with the run.
        program: what the process below an actor does.
    """

    def __init__(
        self,
        workers: int | None,
        room: Room,
        address: str = "",
        program: Program = read_documents,
    ) -> None:
        self.read_on: Counter[str] = Counter()
        self._workers = workers
        self._kind = Kind(room, program)
        self._address = address

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        """See Runner; afterwards `read_on` tells how many documents each node has read.

        Raises MissingExtraError; ClusterError where there is no cluster, or no room on it.
        """
        room = self._kind.room
        processors = (self._workers or 1) * (room.threads or 1)
        with connected(Place(self._address, processors, 2 * room.max_bytes)) as ray:
            crew = Crew(ray, self._kind, self._workers or _actors_for(ray, room))
            self.read_on = crew.read_on
            try:
                _read_all(crew, items, sink)
            finally:
                crew.close()
        log.info("batch.nodes", extra={"read_on": dict(crew.read_on)})


def _read_all(crew: Crew, items: Iterable[Item], sink: Sink) -> None:
    for item in items:
        while not crew.has_room(item.size):
            _hand_on(crew, sink)
        crew.send(item)
    while crew.is_busy:
        crew.share_the_rest()
        _hand_on(crew, sink)


def _hand_on(crew: Crew, sink: Sink) -> None:
    for outcome in crew.wait():
        sink(outcome)


def _actors_for(ray: Any, room: Room) -> int:  # noqa: ANN401
    """One processor is left to whoever else works there: without any, others wait for ever."""
    processors = int(ray.cluster_resources().get("CPU", 1))
    return max(1, (processors - 1) // (room.threads or 1))
