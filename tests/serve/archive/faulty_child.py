"""The process that reads documents, which does to itself what a library gone mad would: a file that
begins with one of three words crashes it, hangs it or fills its memory."""

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from serve.jobs import child
from tests.serve.archive.mixed_broken import CRASH, GROW, HANG

_STEP = 32 * 2**20


def read_with_faults(connection: Connection) -> None:
    """As `read_documents`, but for those three."""
    real = child.extract_document

    def extract(data: bytes, *rest: Any) -> Any:
        if data.startswith(CRASH):
            os.kill(os.getpid(), signal.SIGSEGV)
        if data.startswith(HANG):
            while True:
                signal.pause()
        if data.startswith(GROW):
            _grow()
        return real(data, *rest)

    child.extract_document = extract
    child.read_documents(connection)


def _grow() -> None:
    """As fast as a decoder that unpacks."""
    kept = []
    while True:
        kept.append(bytearray(b"x") * _STEP)
        time.sleep(0.02)
