"""Puts a reading away: pictures among the blobs, then everything else in one transaction."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from serve.access.principal import MACHINE
from serve.errors import LeaseLostError, StoreError
from serve.jobs.messages import PagePicture, Stage
from serve.jobs.reader import Read
from serve.store.blobs import Blobs, pages_prefix
from serve.store.database import Database, shared_now
from serve.store.documents import set_progress
from serve.store.pages import PageRow, replace_pages
from serve.store.queue import KeepCorrections, Lease, finish, hold_lease
from serve.store.revisions import (
    RevisionDraft,
    RevisionKind,
    add_revision,
    get_revision,
    last_machine_revision,
)

log = logging.getLogger(__name__)


Merge = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], dict[str, Any]]
"""(what the machine read before, the same as people corrected it, what it reads now) -> both."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where results go."""

    database: Database
    blobs: Blobs
    merge: Merge

    def put_away(self, lease: Lease, read: Read, folder: Path) -> None:
        """Store what was read and finish the job; may be repeated after a StoreError.

        Raises LeaseLostError, with nothing stored, where another worker has the job.
        """
        rows = tuple(self._keep_pictures(lease, page, folder) for page in read.pages)
        try:
            with self.database.write() as connection:
                self._write(connection, lease, read.record, rows)
        except LeaseLostError:
            self._forget_pictures(lease, rows)
            raise
        self.forget_other_pictures(lease)

    def forget_other_pictures(self, lease: Lease) -> None:
        """Remove the pictures of earlier readings, and of those that never ended."""
        own = _run_prefix(lease)
        try:
            for key in tuple(self.blobs.keys(pages_prefix(lease.document_id))):
                if not key.startswith(own):
                    self.blobs.delete(key)
        except StoreError as error:
            log.warning("pictures.left", extra={"document": lease.document_id, "code": error.code})

    def _keep_pictures(self, lease: Lease, page: PagePicture, folder: Path) -> PageRow:
        image, thumbnail = (_run_prefix(lease) + name for name in (page.image, page.thumbnail))
        self.blobs.keep_file(image, folder / page.image)
        self.blobs.keep_file(thumbnail, folder / page.thumbnail)
        return PageRow(
            page.number,
            page.width,
            page.height,
            page.pixel_width,
            page.pixel_height,
            image,
            thumbnail,
            page.media_type,
        )

    def _write(
        self,
        connection: Connection,
        lease: Lease,
        record: dict[str, Any],
        rows: tuple[PageRow, ...],
    ) -> None:
        hold_lease(connection, lease)
        # Keeps corrections out, too, until this transaction has ended.
        set_progress(connection, lease.document_id, Stage.STORE, 1, 1, shared_now(connection))
        replace_pages(connection, lease.document_id, rows)
        finish(connection, lease, self._add_revisions(connection, lease, record))

    def _add_revisions(self, connection: Connection, lease: Lease, fresh: dict[str, Any]) -> int:
        """What the machine read is a revision of its own, since the next reading is merged against
        it; where people's corrections are kept, both together are another. The newest number."""
        before = last_machine_revision(connection, lease.document_id)
        engine = engine_name(fresh)
        draft = RevisionDraft(
            RevisionKind.MACHINE, MACHINE.id, MACHINE.name, None, (), fresh, engine
        )
        if before is None or lease.corrections is KeepCorrections.NO:
            return add_revision(connection, lease.document_id, draft).number
        corrected = get_revision(connection, lease.document_id)
        number = add_revision(connection, lease.document_id, draft).number
        if corrected.number == before.number:
            return number
        merged = self.merge(before.record, corrected.record, fresh)
        draft = RevisionDraft(
            RevisionKind.RERUN, MACHINE.id, MACHINE.name, number, (), merged, engine
        )
        return add_revision(connection, lease.document_id, draft).number

    def _forget_pictures(self, lease: Lease, rows: tuple[PageRow, ...]) -> None:
        try:
            for row in rows:
                self.blobs.delete(row.image)
                self.blobs.delete(row.thumbnail)
        except StoreError as error:
            log.warning("pictures.left", extra={"document": lease.document_id, "code": error.code})


def engine_name(record: dict[str, Any]) -> str:
    """The version of what read a record."""
    engine = record.get("engine") or {}
    return str(engine.get("version", ""))


def _run_prefix(lease: Lease) -> str:
    return f"{pages_prefix(lease.document_id)}{lease.owner}/"
