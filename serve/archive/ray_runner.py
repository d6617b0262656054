"""Reading on a Ray cluster, or on one that is started here. Needs the extra `ray`.

Each actor has a process below it that reads, so that a bad file costs neither the actor nor the
documents of others. What is read is written by the run itself: Ray keeps nothing that is needed to
go on. Bytes of a document go with its call; of all documents only those that are being read are in
memory.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serve.archive.reading import Room, Seat, reader_on, shared_cores
from serve.archive.runner import Fault, Item, Outcome, Sink
from serve.errors import MissingExtraError, StoreError
from serve.jobs.child import read_documents
from serve.jobs.child_process import Program

_RETRIES = 2  # of a document whose actor or node was lost; Ray waits for the new one
_PATIENCE_SECONDS = 3 * 3600.0  # more than three tries of one document may take
_START_SECONDS = 300.0  # in which a cluster must give the actors their processors
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
_SPARE = 1  # processors of a cluster of our own that no actor takes: Ray's own tasks starve else


@dataclass(frozen=True, slots=True)
class _Kind:
    """What all actors are alike in."""

    room: Room
    program: Program


@dataclass(frozen=True, slots=True)
class _Call:
    """A document that an actor reads."""

    item: Item
    actor: Any


class RayRunner:
    """See Runner.

    Args:
        workers: actors, a processor each.
        room: what a document may take.
        address: of a cluster; empty for one that is started here and ends with the run.
        program: what the process below an actor does.
    """

    def __init__(
        self, workers: int, room: Room, address: str = "", program: Program = read_documents
    ) -> None:
        self._workers = workers
        self._room = room
        self._address = address
        self._program = program

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        """See Runner. Raises MissingExtraError, StoreError where the cluster gives no room."""
        with _cluster(self._address, self._workers) as ray:
            actors = _started(ray, self._workers, _Kind(self._room, self._program))
            running: dict[Any, _Call] = {}
            for item in items:
                while not actors:
                    _collect(ray, running, actors, sink)
                _call(running, _Call(item, actors.pop()))
            while running:
                _collect(ray, running, actors, sink)


class _ActorReader:
    """An actor: reads what it is given, in a process of its own."""

    def __init__(self, kind: _Kind) -> None:
        self._kind = kind
        self._seat: Seat | None = None

    def node(self) -> str:
        """The node that it runs on."""
        import ray

        return str(ray.get_runtime_context().get_node_id())

    def start(self, number: int, actors: int) -> Seat:
        """Take a share of the processors of this node, as one of so many actors on it."""
        kind = self._kind
        cores = shared_cores(actors, kind.room.threads)[number]
        reader = reader_on(cores, kind.room, kind.program)
        self._seat = Seat(reader, kind.room, None, lambda: False)
        return self._seat

    def ready(self, number: int, actors: int) -> None:
        """As `start`, for who is far away."""
        self.start(number, actors)

    def read(self, item: Item, data: bytes) -> Outcome:
        """Read one document."""
        seat = self._seat or self.start(0, 1)  # it died, and Ray has started it anew
        with tempfile.TemporaryDirectory(prefix="jixiao-") as folder:
            path = Path(folder, "document")
            path.write_bytes(data)
            return seat.read(item, path)


@contextmanager
def _cluster(address: str, workers: int) -> Iterator[Any]:
    """Ray, connected; what was started here ends with the block."""
    os.environ.update(_QUIET)
    try:
        import ray
    except ModuleNotFoundError as error:
        message = "缺少 ray。 ray is not installed: pip install ray."
        raise MissingExtraError(message) from error
    given: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False}
    if address:
        given = {"address": address, "log_to_driver": False}
    else:
        given["num_cpus"] = workers + _SPARE
    try:
        ray.init(**given)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise StoreError(f"无法连接 Ray。 No connection to Ray: {error}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _started(ray: Any, workers: int, kind: _Kind) -> list[Any]:  # noqa: ANN401
    """The actors, each with its share of the processors of its node."""
    remote = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_RETRIES)(_ActorReader)
    actors = [remote.remote(kind) for _ in range(workers)]
    try:
        nodes = ray.get([actor.node.remote() for actor in actors], timeout=_START_SECONDS)
    except ray.exceptions.GetTimeoutError as error:
        message = f"集群没有 {workers} 个空闲处理器。 The cluster has no {workers} free processors."
        raise StoreError(message) from error
    on_node: dict[str, list[Any]] = defaultdict(list)
    for node, actor in zip(nodes, actors, strict=True):
        on_node[node].append(actor)
    for found in on_node.values():
        ray.get([actor.ready.remote(at, len(found)) for at, actor in enumerate(found)])
    return actors


def _call(running: dict[Any, _Call], call: _Call) -> None:
    running[call.actor.read.remote(call.item, call.item.path.read_bytes())] = call


def _collect(ray: Any, running: dict[Any, _Call], actors: list[Any], sink: Sink) -> None:  # noqa: ANN401
    """Wait for one document."""
    ready, _ = ray.wait(list(running), num_returns=1, timeout=_PATIENCE_SECONDS)
    if not ready:
        raise StoreError("集群长时间无结果。 The cluster has given nothing for too long.")
    call = running.pop(ready[0])
    try:
        outcome: Outcome = ray.get(ready[0])
    except ray.exceptions.RayError as error:
        outcome = Outcome(call.item, None, _lost(error), 0.0)
    actors.append(call.actor)
    sink(outcome)


def _lost(error: Exception) -> Fault:
    """A node or actor that was lost again and again: no fault of the document's."""
    message = f"节点丢失。 The node was lost: {type(error).__name__}."
    return Fault("batch.node_lost", message, "再次运行。 Run again.", passing=True)
