"""What runs on a node of a cluster: an actor, with a process below it that reads."""

from dataclasses import dataclass

from serve.archive.reading import Room, Seat, reader_on, shared_cores
from serve.archive.runner import Item, Outcome
from serve.jobs.child_process import Program
from serve.jobs.ray_cluster import own_staging

_FOLDER = "jixiao-actors"


@dataclass(frozen=True, slots=True)
class Kind:
    """What all actors of a run are alike in."""

    room: Room
    program: Program


@dataclass(frozen=True, slots=True)
class Share:
    """The place of an actor among those of its machine: its number, how many there is room for,
    and which processor is dealt out first."""

    number: int
    places: int
    first: int = 0


class ActorReader:
    """Reads what it is given, one document after the other, in a process of its own: a bad file
    costs neither the actor nor the documents of others."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._staging = own_staging(_FOLDER)
        self._seat = self._sit(Share(0, 1))

    def node(self) -> str:
        """The node that it runs on."""
        import ray

        return str(ray.get_runtime_context().get_node_id())

    def take(self, share: Share) -> None:
        """Take a share of the processors, and get ready to read. Raises OSError."""
        self._seat = self._sit(share)
        self._seat.reader.start()

    def read(self, item: Item, data: bytes) -> Outcome:
        """Read one document. Raises OSError where this machine has no room for it."""
        path = self._staging.new_path()
        try:
            path.write_bytes(data)
            return self._seat.read(item, path)
        finally:
            path.unlink(missing_ok=True)

    def _sit(self, share: Share) -> Seat:
        kind = self._kind
        cores = shared_cores(share.places, kind.room.threads, share.first)[share.number]
        reader = reader_on(cores, kind.room, kind.program)
        return Seat(reader, kind.room, self._staging.path, lambda: False)
