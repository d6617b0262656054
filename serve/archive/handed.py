"""Which documents of an archive were handed to whom: notes in its manifest."""

import time
from collections.abc import Mapping

from sqlalchemy import ColumnElement, delete, select

from serve.archive.manifest_tables import HANDED, PUT_HANDED
from serve.store.database import Database


class HandedOver:
    """The notes on one recipient. Raises StoreError where the manifest does not answer."""

    def __init__(self, database: Database, recipient: str) -> None:
        self._database = database
        self._recipient = recipient

    def known(self) -> Mapping[str, str]:
        """What the recipient calls each document that it was given, by digest."""
        wanted = select(HANDED.c.sha256, HANDED.c.answer).where(self._own)
        with self._database.read() as connection:
            return {row.sha256.hex(): row.answer for row in connection.execute(wanted)}

    def note(self, sha256: str, answer: str) -> None:
        """A document is with the recipient, who calls it `answer`."""
        row = {"sha256": bytes.fromhex(sha256), "recipient": self._recipient, "answer": answer}
        with self._database.write() as connection:
            connection.execute(PUT_HANDED, row | {"at": time.time()})

    def forget(self) -> int:
        """Let all be handed over again; how many."""
        with self._database.write() as connection:
            return connection.execute(delete(HANDED).where(self._own)).rowcount

    @property
    def _own(self) -> ColumnElement[bool]:
        return HANDED.c.recipient == self._recipient
