"""Files that the decoder's child keeps open from page to page, which it lets go with the document.

A large one that stays open takes of the memory that the next document may need.
"""

from collections.abc import Callable

_let_go: list[Callable[[], None]] = []


def let_go_with_document(close: Callable[[], None]) -> None:
    """Have `close` called after each document of a decoder that serves several."""
    _let_go.append(close)


def forget_files() -> None:
    """Let go what is open. Runs in the child."""
    for close in _let_go:
        close()
