"""What a worker and the process that reads for it say to each other: short lines of JSON.

Nothing is unpickled: the process that reads has untrusted bytes in its memory. What is large (the
record, pictures) goes into files of a folder that the worker names and empties.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

RESULT_FILE = "result.json"
COPY_FILE = "copy.pdf"


class Stage(StrEnum):
    """What is being done with a document that runs."""

    START = "start"  # the process that reads comes up
    READ = "read"  # page by page
    STORE = "store"  # the record and the pictures are put away


class Pictures(StrEnum):
    """Whether pictures of the pages are wanted."""

    NONE = "none"
    ALL = "all"


class Copies(StrEnum):
    """Whether searchable copies are wanted of what is recognised from pictures."""

    NONE = "none"
    SCANS = "scans"


class Blame(StrEnum):
    """Whose fault it is that a document was not read."""

    DOCUMENT = "document"  # it can never be read
    MACHINE = "machine"  # it may be read later
    PROGRAM = "program"  # an error nobody foresaw, as bad as a crash


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: where its bytes lie, what it was called, where the results go. Bytes and
    seconds are the limits of the reading itself."""

    path: str
    name: str
    folder: str
    pictures: Pictures
    max_bytes: int
    seconds: float
    copies: Copies = Copies.NONE


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` steps of a stage are done."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ModelChange:
    """See extractor.live_engines.Change."""

    model: str
    stamp: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Done:
    """The result lies in RESULT_FILE of the folder, what it cost in COSTS_FILE (see `costs`)."""


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why there is no result: the code of an error, what happened, what to do."""

    blame: Blame
    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as it lies in the folder. `width`, `height` in points, the others in pixels of
    `image`; `image` and `thumbnail` are names of files."""

    number: int
    width: float
    height: float
    pixel_width: int
    pixel_height: int
    image: str
    thumbnail: str
    media_type: str


Message = Progress | ModelChange | Done | NotRead


def task_to_bytes(task: Task) -> bytes:
    """A task for the pipe."""
    return json.dumps(asdict(task)).encode()


def bytes_to_task(data: bytes) -> Task:
    """The inverse of `task_to_bytes`."""
    value = json.loads(data)
    named = {"pictures": Pictures(value["pictures"]), "copies": Copies(value["copies"])}
    return Task(**{**value, **named})


def message_to_bytes(message: Message) -> bytes:
    """A message for the pipe."""
    return json.dumps({"kind": type(message).__name__, **asdict(message)}).encode()


def bytes_to_message(data: bytes) -> Message:
    """The inverse of `message_to_bytes`. Raises ValueError for anything else."""
    try:
        value: dict[str, Any] = json.loads(data)
        match value.pop("kind"):
            case "Progress":
                return Progress(str(value["stage"]), int(value["done"]), int(value["total"]))
            case "ModelChange":
                texts = (str(value[key]) for key in ("model", "stamp", "trouble"))
                return ModelChange(*texts)
            case "Done":
                return Done()
            case "NotRead":
                texts = (str(value[key]) for key in ("code", "message", "remedy"))
                return NotRead(Blame(value["blame"]), *texts)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a message") from error
    raise ValueError("not a message")
