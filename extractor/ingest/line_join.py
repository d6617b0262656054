"""How the lines of one cell become one text."""

import unicodedata
from collections.abc import Iterable


def join_lines(lines: Iterable[str]) -> str:
    """Lines of a cell in one string: nothing between two CJK characters, else a space.

    Blank lines are left out; the lines themselves are stripped, nothing else is changed.
    """
    joined = ""
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if not joined:
            joined = text
        elif is_cjk(joined[-1]) and is_cjk(text[0]):
            joined += text
        else:
            joined += " " + text
    return joined


def is_cjk(character: str) -> bool:
    """Whether a character is as wide as a hanzi: hanzi, full-width forms, CJK marks."""
    return unicodedata.east_asian_width(character) in {"W", "F"}
