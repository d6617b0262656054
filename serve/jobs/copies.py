"""Searchable copies, where a task asks for them."""

from typing import TYPE_CHECKING

from serve.jobs.messages import Copies

if TYPE_CHECKING:
    from extractor.copies import Copier

_SHARE = 0.9  # what is left is for writing the copy and the record


def new_copier(copies: Copies, seconds: float) -> "Copier | None":
    """What makes the copy of one document, which may be read for so many seconds from now on; None
    where none is wanted."""
    if copies is Copies.NONE:
        return None
    from extractor.copies import Copier  # heavy: the library that writes PDF comes with it

    return Copier(_SHARE * seconds)
