"""Which corrected documents are held back: dealt once, and for good, for every kind of model.

A document that a network learned from says nothing of how well the next one reads. Positions in a
growing list move; therefore what was dealt is written down (`held.json` of the workspace).
"""

import hashlib
import json
from pathlib import Path

from annotations.folders import one_at_a_time, write_whole
from annotations.gold import learnable_heads
from annotations.workspace import Workspace

EVERY = 5
"""So many-th documents are held back."""
_FILE = "held.json"


def held_documents(workspace: Workspace) -> frozenset[str]:
    """SHA-256 of the documents that are held back. New ones are dealt in an order that has nothing
    to do with what is in them; documents whose corrections were erased are forgotten.

    Raises:
        StoreLineError: the corrections cannot be read.
    """
    known = {one.document for one in workspace.corrections.heads()}
    fresh = {one.document for one in learnable_heads(workspace)}
    with one_at_a_time(workspace.folder / "held.lock"):
        path = workspace.folder / _FILE
        stored = _read(path)
        dealt = {document: is_held for document, is_held in stored.items() if document in known}
        for document in sorted(fresh - set(dealt), key=_place):
            dealt[document] = sum(dealt.values()) < (len(dealt) + 1) // EVERY
        if dealt != stored:
            write_whole(path, (json.dumps(dealt, indent=1) + "\n").encode())
    return frozenset(document for document in fresh if dealt[document])


def _read(path: Path) -> dict[str, bool]:
    if not path.is_file():
        return {}
    told: dict[str, bool] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _place(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
