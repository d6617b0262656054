"""The seam between an archive and what reads its documents: here, in killable processes, on a
cluster. An engine reads what it is given and hands on one result each; it keeps nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from serve.editing.changes import JsonObject
from serve.jobs.costs import Costs


@dataclass(frozen=True, slots=True)
class Item:
    """A document to read: its bytes lie at `path`, which belongs to the item and is removed when
    its result was handed on."""

    uri: str
    name: str
    sha256: str
    size: int
    modified: float
    path: Path


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a document was not read: the code of an error, what happened, what to do. A `passing`
    one is the machine's: the document may be read another time."""

    code: str
    message: str
    remedy: str
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an item: the contract's record or a fault; `seconds` it took, all tries
    together, and what the last one cost; its searchable copy, where one was made, or why a wanted
    one was not."""

    item: Item
    record: JsonObject | None
    fault: Fault | None
    seconds: float
    costs: Costs | None = None
    copy: bytes | None = None
    uncopied: str = ""


Sink = Callable[[Outcome], None]
"""Takes results, one at a time, from whichever thread; slow ones hold the engine back."""


class Runner(Protocol):
    """An engine."""

    def run(self, items: Iterable[Item], sink: Sink) -> None:
        """Read all items; every one that was taken ends in the sink, exactly once.

        `items` is asked for the next one only when there is room for it. Whatever it or the sink
        raises ends the run and is raised; what is being read then is given up.
        """
        ...
