"""Erasing a document or an author from the whole workspace."""

import shutil

from annotations.correction_store import Subject
from annotations.workspace import Workspace


def erase(workspace: Workspace, subject: Subject, name: str) -> int:
    """Remove the corrections for good, and of a document also what was shown of it.

    Gold sets stay as they were frozen. Returns how many submissions are gone.
    """
    count = workspace.corrections.erase(subject, name)
    if subject is Subject.DOCUMENT:
        for run in list(workspace.runs.all()):
            if run.document == name:
                shutil.rmtree(workspace.pages / run.id, ignore_errors=True)
                workspace.runs.remove(run)
    return count
