"""A process that reads no document but does what its words say: `slow SECONDS NAME` answers after
a while, `bad NAME` cannot be read, all others are records with one indicator of that name."""

import hashlib
import json
import time
from multiprocessing.connection import Connection
from pathlib import Path

from extractor.errors import UnreadableFileError
from serve.jobs.lifeline import confine
from serve.jobs.messages import (
    RESULT_FILE,
    Blame,
    Done,
    Message,
    NotRead,
    Task,
    bytes_to_task,
    message_to_bytes,
)
from tests.serve.archive.engines import record_of


def read_words(connection: Connection) -> None:
    """The life of the process."""
    confine()
    while True:
        try:
            task = bytes_to_task(connection.recv_bytes())
            connection.send_bytes(message_to_bytes(_answer(task)))
        except (EOFError, BrokenPipeError):
            return


def _answer(task: Task) -> Message:
    data = Path(task.path).read_bytes()
    word, *rest = data.decode().split()
    if word == "bad":
        error = UnreadableFileError("坏。 Bad.")
        return NotRead(Blame.DOCUMENT, error.code, str(error), error.remedy)
    if word == "slow":
        time.sleep(float(rest[0]))
    record = record_of(hashlib.sha256(data).hexdigest(), rest[-1])
    result = {"record": record, "pages": []}
    Path(task.folder, RESULT_FILE).write_text(json.dumps(result), encoding="utf-8")
    return Done()
