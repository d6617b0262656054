"""Searchable copies, where a task asks for them."""

from typing import TYPE_CHECKING

from serve.jobs.messages import Copies

if TYPE_CHECKING:
    from extractor.copies import Copier


def new_copier(copies: Copies) -> "Copier | None":
    """What makes the copy of one document; None where none is wanted."""
    if copies is Copies.NONE:
        return None
    from extractor.copies import Copier  # heavy: the library that writes PDF comes with it

    return Copier()
