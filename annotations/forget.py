"""Erasing a document, an upload or an author from the whole workspace.

Whoever is killed at it erases the rest when it is done again: what tells that something is left
goes last.
"""

import shutil
from collections.abc import Callable, Collection, Set
from contextlib import suppress

from annotations.asked_again import AskedAgain
from annotations.correction_store import Subject
from annotations.workspace import Workspace


def erase(workspace: Workspace, subject: Subject, name: str, until: str | None = None) -> int:
    """Remove the corrections and truths for good, and of a document also itself and what was shown
    and read of it.

    With `until` (ISO 8601 in UTC) only what was made before then stays away. Gold sets stay as
    they were frozen. Returns how many submissions are gone.
    """
    gone = workspace.corrections.erase(subject, (name,), until, _truths_first(workspace))
    if subject is Subject.AUTHOR:
        AskedAgain(workspace.folder).forget_author(name)
    if subject is Subject.DOCUMENT:
        _forget_documents(workspace, {name})
    return len(gone)


def discard_uploads(workspace: Workspace, uploads: Collection[str]) -> int:
    """Remove what the review page said of documents of the service that are no more; returns how
    many submissions are gone. The bytes are left, as others may have the same."""
    first = _truths_first(workspace)
    return len(workspace.corrections.discard(Subject.UPLOAD, uploads, first))


def forget_documents(workspace: Workspace, documents: Set[str], until: str) -> None:
    """Remove documents (SHA-256) with all that is about them, as `erase` does; cheaper for many.

    Only of those that something was said of is it remembered that they were erased.
    """
    said = {head.document for head in workspace.corrections.heads()} & documents
    if said:
        first = _truths_first(workspace)
        workspace.corrections.erase(Subject.DOCUMENT, said, until, first)
    _forget_documents(workspace, documents)


def _forget_documents(workspace: Workspace, documents: Set[str]) -> None:
    """The bytes go last: as long as they are there, something is left."""
    AskedAgain(workspace.folder).forget_documents(documents)
    for run in workspace.runs.all():
        if run.document in documents:
            with suppress(FileNotFoundError):
                shutil.rmtree(workspace.pages / run.id)
            workspace.runs.remove(run)
    _forget_sheets(workspace, documents)
    for document in documents:
        workspace.originals.remove(document)
    _forget_sheets(workspace, documents)  # of a training that had read the bytes before


def _forget_sheets(workspace: Workspace, documents: Set[str]) -> None:
    for document in documents:
        for path in workspace.sheets.glob(f"*{document}.*") if document.isalnum() else ():
            path.unlink(missing_ok=True)


def _truths_first(workspace: Workspace) -> Callable[[Collection[str]], None]:
    """Removes the truths of submissions before these go."""

    def remove(submissions: Collection[str]) -> None:
        for identity in submissions:
            workspace.truths.remove(identity)

    return remove
