"""What reads for a worker on a node of a cluster: an actor with a process below it."""

from dataclasses import dataclass
from pathlib import Path
from threading import Event

from serve.jobs.child_process import Program
from serve.jobs.messages import Pictures, Task
from serve.jobs.ray_cluster import own_staging
from serve.jobs.reader import Bounds, Outcome, Reader, Watch

_FOLDER = "jixiao-desks"
THREADS = 2
"""One reads; the other says how far it is, and stops it."""


@dataclass(frozen=True, slots=True)
class Order:
    """A Task without its places, which are another machine's."""

    name: str
    pictures: Pictures
    max_bytes: int
    seconds: float


class Desk:
    """Reads one document at a time. What it made lies here until it is fetched, or the next one
    comes."""

    def __init__(self, bounds: Bounds, program: Program) -> None:
        self._reader = Reader(bounds, program)
        self._staging = own_staging(_FOLDER)
        self._folder = self._staging.new_folder()
        self._stopping = Event()
        self._told = ("", 0, 0)

    def node(self) -> str:
        """The node that it runs on."""
        import ray

        return str(ray.get_runtime_context().get_node_id())

    def read(self, order: Order, data: bytes) -> Outcome:
        """See Reader. Raises OSError where this machine has no room for the document."""
        self.clear()
        self._stopping.clear()
        self._told = ("", 0, 0)
        self._folder.mkdir()
        path = self._folder / "document"
        path.write_bytes(data)
        limits = (order.max_bytes, order.seconds)
        task = Task(str(path), order.name, str(self._folder), order.pictures, *limits)
        return self._reader.read(task, Watch(self._tell, self._stopping.is_set))

    def progress(self) -> tuple[str, int, int]:
        """Stage, steps that are done, all steps; an empty stage before the first."""
        return self._told

    def stop(self) -> None:
        """Give up what is being read."""
        self._stopping.set()

    def file(self, name: str) -> bytes:
        """What was made of the last document. Raises OSError."""
        return (self._folder / Path(name).name).read_bytes()

    def clear(self) -> None:
        """Forget the last document."""
        self._staging.discard(self._folder)

    def _tell(self, stage: str, done: int, total: int) -> None:
        self._told = (stage, done, total)
