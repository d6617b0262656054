"""Erasing a document, an upload or an author from the whole workspace."""

import shutil
from collections.abc import Iterable

from annotations.correction_store import Subject
from annotations.workspace import Workspace


def erase(workspace: Workspace, subject: Subject, name: str, until: str | None = None) -> int:
    """Remove the corrections and truths for good, and of a document also itself and what was shown
    and read of it.

    With `until` (ISO 8601 in UTC) only what was made before then stays away. Gold sets stay as
    they were frozen. Returns how many submissions are gone.
    """
    gone = workspace.corrections.erase(subject, name, until)
    _forget_truths(workspace, gone)
    if subject is Subject.DOCUMENT:
        forget_document(workspace, name)
    return len(gone)


def discard_uploads(workspace: Workspace, uploads: Iterable[str]) -> int:
    """Remove what the review page said of documents of the service that are no more; returns how
    many submissions are gone. The documents themselves are the caller's to forget."""
    gone = workspace.corrections.discard(Subject.UPLOAD, uploads)
    _forget_truths(workspace, gone)
    return len(gone)


def forget_document(workspace: Workspace, document: str) -> None:
    """Remove a document, its runs, its pictures and what was read of it."""
    workspace.originals.remove(document)
    for path in workspace.sheets.glob(f"{document}*") if document.isalnum() else ():
        path.unlink(missing_ok=True)
    for run in list(workspace.runs.all()):
        if run.document == document:
            shutil.rmtree(workspace.pages / run.id, ignore_errors=True)
            workspace.runs.remove(run)


def _forget_truths(workspace: Workspace, submissions: Iterable[str]) -> None:
    for identity in submissions:
        workspace.truths.remove(identity)
