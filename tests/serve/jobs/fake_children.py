"""Children that read no document but do what a document may make a child do. Each is told by the
bytes of its file what to do.

    ok             a record with one page            hang        never answers
    broken         the file cannot be read           grow        takes 200 MB and keeps it
    crash          the process kills itself          slow N      answers after N seconds
    fault          the machine fails                 garbage     says what is no message
    family FILE    starts a process below, hangs
    empty          leaves a result without a record
    copied         leaves a copy: what copies are wanted   uncopied    tells why there is none
"""

import json
import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

from extractor.errors import UnreadableFileError
from serve.errors import StoreBusyError
from serve.jobs.lifeline import confine
from serve.jobs.messages import (
    COPY_FILE,
    RESULT_FILE,
    Blame,
    Done,
    NotRead,
    Progress,
    Task,
    bytes_to_task,
    message_to_bytes,
)

RECORD = {
    "schema_version": "1",
    "source": {"name": "a", "sha256": "0" * 64, "media_type": "text/plain", "pages": 1},
    "forms": [],
    "findings": [],
    "engine": {"version": "0", "models": {}},
}
PAGE = {
    "number": 1,
    "width": 72.0,
    "height": 144.0,
    "pixel_width": 1,
    "pixel_height": 2,
    "image": "1.jpg",
    "thumbnail": "1-thumb.jpg",
    "media_type": "image/jpeg",
}


def obey(connection: Connection) -> None:
    """Do what each file says."""
    confine()
    while True:
        try:
            task = bytes_to_task(connection.recv_bytes())
            word, _, rest = Path(task.path).read_text().partition(" ")
            connection.send_bytes(_answer(task, word, rest, connection))
        except (EOFError, BrokenPipeError):
            return


def _answer(task: Task, word: str, rest: str, connection: Connection) -> bytes:
    if word == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "garbage":
        return b"{}"
    if word == "broken":
        error = UnreadableFileError("坏。 Bad.")
        return message_to_bytes(NotRead(Blame.DOCUMENT, error.code, str(error), error.remedy))
    if word == "fault":
        busy = StoreBusyError("锁。 Locked.")
        return message_to_bytes(NotRead(Blame.MACHINE, busy.code, str(busy), busy.remedy))
    connection.send_bytes(message_to_bytes(Progress("read", 1, 2)))
    if word == "grow":
        kept = bytearray(os.urandom(1024) * 200 * 1024)
        time.sleep(60 + len(kept) * 0)
    if word == "family":
        _start_below(rest)
    if word == "hang":
        time.sleep(60)
    if word == "slow":
        time.sleep(float(rest))
    folder = Path(task.folder)
    (folder / "1.jpg").write_bytes(b"picture")
    (folder / "1-thumb.jpg").write_bytes(b"small")
    if word == "empty":
        (folder / RESULT_FILE).write_text("{}")
        return message_to_bytes(Done())
    record = {**RECORD, "read_by": os.getpid()}
    result = {"record": record, "pages": [PAGE]}
    if word == "copied":
        (folder / COPY_FILE).write_bytes(task.copies.encode())
    if word == "uncopied":
        result["uncopied"] = "坏。 Bad."
    (folder / RESULT_FILE).write_text(json.dumps(result))
    return message_to_bytes(Done())


def _start_below(file: str) -> None:
    """Start a process below this one, tell its id in a file, and hang."""
    below = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(file).write_text(str(below.pid))
    time.sleep(60)
