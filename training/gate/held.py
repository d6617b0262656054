"""Which corrected documents are held back: dealt once, and for good, for every kind of model.

A document that a network learned from says nothing of how well the next one reads. Positions in a
growing list move; therefore what was dealt is written down (`held.json` of the workspace).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from annotations.folders import one_at_a_time, write_whole
from annotations.gold import learnable_heads
from annotations.workspace import Workspace
from training.gate.doubles import Doubles, Said, said_of_corrected, said_of_frozen

EVERY = 5
"""So many-th documents are held back."""
_FILE = "held.json"


class OfDocument(Protocol):
    """A form, page or concept that people corrected."""

    @property
    def document(self) -> str:
        """SHA-256 of the document that it stands in."""
        ...


_Corrected = TypeVar("_Corrected", bound=OfDocument)


def dealt_out(
    corrected: Iterable[_Corrected], workspace: Workspace
) -> tuple[list[_Corrected], list[_Corrected]]:
    """What may be learned from, and what is held back; see `held_documents`."""
    apart = held_documents(workspace)
    learned: list[_Corrected] = []
    held: list[_Corrected] = []
    for one in corrected:
        (held if one.document in apart else learned).append(one)
    return learned, held


def held_documents(workspace: Workspace) -> frozenset[str]:
    """SHA-256 of the documents that are held back. New ones are dealt in an order that has nothing
    to do with what is in them; one that says the same as another goes where that is, and is held
    back where that is frozen gold. Documents whose corrections were erased are forgotten.

    Raises:
        StoreLineError: the corrections cannot be read.
    """
    known = {one.document for one in workspace.corrections.heads()}
    fresh = {one.document for one in learnable_heads(workspace)}
    with one_at_a_time(workspace.folder / "held.lock"):
        path = workspace.folder / _FILE
        stored = _read(path)
        dealt = {document: is_held for document, is_held in stored.items() if document in known}
        _deal(workspace, sorted(fresh - set(dealt), key=_place), dealt)
        if dealt != stored:
            write_whole(path, (json.dumps(dealt, indent=1) + "\n").encode())
    return frozenset(document for document in fresh if dealt[document])


def _deal(workspace: Workspace, undealt: Sequence[str], dealt: dict[str, bool]) -> None:
    if not undealt:
        return
    doubles, said, frozen = Doubles(), said_of_corrected(workspace), said_of_frozen(workspace)
    for document in dealt:
        doubles.add(document, said.get(document, Said()))
    for document, own in frozen.items():
        doubles.add(document, own)
    for document in undealt:
        own = said.get(document, Said())
        double = doubles.of(own)
        if double is None:
            dealt[document] = sum(dealt.values()) < (len(dealt) + 1) // EVERY
        else:
            dealt[document] = double in frozen or dealt[double]
        doubles.add(document, own)


def _read(path: Path) -> dict[str, bool]:
    if not path.is_file():
        return {}
    told: dict[str, bool] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _place(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()
