"""Puts a reading away: pictures among the blobs, then everything else in one transaction."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from serve.errors import LeaseLostError, StoreError
from serve.jobs.messages import PagePicture, Stage
from serve.jobs.reader import Read
from serve.store.blobs import Blobs, pages_prefix
from serve.store.database import Database, shared_now
from serve.store.documents import set_progress
from serve.store.pages import PageRow, list_pages, replace_pages
from serve.store.queue import KeepCorrections, Lease, finish, hold_lease
from serve.store.revisions import (
    RevisionDraft,
    RevisionKind,
    add_revision,
    get_revision,
    last_machine_revision,
    newest_number,
)

log = logging.getLogger(__name__)

_AUTHOR = ("machine", "jixiao")  # id and name, as of the principal of the machine


Merge = Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], dict[str, Any]]
"""(what the machine read before, the same as people corrected it, what it reads now) -> both."""


@dataclass(frozen=True, slots=True)
class _Drafts:
    """Revisions to store, in their order. They were made of the revision `newest`; None where it
    does not matter what people made of it."""

    revisions: tuple[RevisionDraft, ...]
    newest: int | None = None


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
        # Listed while the lease is ours: later ones may belong to whoever reads it next.
        others = self._other_pictures(lease)
        try:
            while not self._write(lease, self._drafts(lease, read.record), rows):
                log.info("document.corrected_meanwhile", extra={"document": lease.document_id})
        except LeaseLostError:
            if self._is_stored(lease):  # the answer to our own commit was lost, and we tried again
                return
            self._forget_pictures(
                lease, [key for row in rows for key in (row.image, row.thumbnail)]
            )
            raise
        self._forget_pictures(lease, others)

    def _other_pictures(self, lease: Lease) -> list[str]:
        """The pictures of earlier readings, and of those that never ended."""
        keys = self.blobs.keys(pages_prefix(lease.document_id))
        return [key for key in keys if not key.startswith(_run_prefix(lease))]

    def _is_stored(self, lease: Lease) -> bool:
        """Whether the pages of the document are those of this very reading."""
        with self.database.read() as connection:
            rows = list_pages(connection, lease.document_id)
        return any(row.image.startswith(_run_prefix(lease)) for row in rows)

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

    def _drafts(self, lease: Lease, fresh: dict[str, Any]) -> _Drafts:
        """What the machine read is a revision of its own, since the next reading is merged against
        it; where people's corrections are kept, both together are another."""
        read = _draft(RevisionKind.MACHINE, fresh)
        if lease.corrections is KeepCorrections.NO:
            return _Drafts((read,))
        with self.database.read() as connection:
            before = last_machine_revision(connection, lease.document_id)
            newest = newest_number(connection, lease.document_id)
            if before is None or newest == before.number:
                return _Drafts((read,), newest)
            corrected = get_revision(connection, lease.document_id, newest)
        merged = self.merge(before.record, corrected.record, fresh)
        return _Drafts((read, _draft(RevisionKind.RERUN, merged, newest + 1)), newest)

    def _write(self, lease: Lease, drafts: _Drafts, rows: tuple[PageRow, ...]) -> bool:
        """Write all; False, with nothing written, where somebody made a correction meanwhile."""
        with self.database.write() as connection:
            hold_lease(connection, lease)
            # Keeps corrections out until this transaction has ended.
            set_progress(connection, lease.document_id, Stage.STORE, 1, 1, shared_now(connection))
            newest = newest_number(connection, lease.document_id)
            if drafts.newest is not None and drafts.newest != newest:
                return False
            replace_pages(connection, lease.document_id, rows)
            finish(
                connection, lease, _add_revisions(connection, lease.document_id, drafts.revisions)
            )
            return True

    def _forget_pictures(self, lease: Lease, keys: Sequence[str]) -> None:
        try:
            for key in keys:
                self.blobs.delete(key)
        except StoreError as error:
            log.warning("pictures.left", extra={"document": lease.document_id, "code": error.code})


def _add_revisions(
    connection: Connection, document_id: str, drafts: Sequence[RevisionDraft]
) -> int:
    """The number of the newest."""
    return [add_revision(connection, document_id, draft).number for draft in drafts][-1]


def _draft(kind: RevisionKind, record: dict[str, Any], base: int | None = None) -> RevisionDraft:
    return RevisionDraft(kind, *_AUTHOR, base, (), record)


def _run_prefix(lease: Lease) -> str:
    return f"{pages_prefix(lease.document_id)}{lease.owner}/"
