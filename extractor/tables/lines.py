"""Words → lines in reading order, and their texts joined as a reader would."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.document import Word
from extractor.geometry import BBox, union

WIDE_GAP = 3.0
"""A gap of so many line heights inside a line is kept as a space, even between Chinese words."""

_OPENING = "([{<>=-/~$#@"
_CLOSING = ")]}%,.;:!?/-~"


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]

    @property
    def bbox(self) -> BBox:
        """The box around the words."""
        return union(w.bbox for w in self.words)

    @property
    def text(self) -> str:
        """The words joined: Latin words by a space, Chinese ones without."""
        height = max(self.bbox.height, 1.0)
        text = self.words[0].text.strip()
        for before, word in pairwise(self.words):
            gap = (word.bbox.x0 - before.bbox.x1) / height
            text += _space_in_line(text, word.text.strip(), gap) + word.text.strip()
        return text


def words_to_lines(words: Iterable[Word]) -> tuple[Line, ...]:
    """Group words by baseline, top to bottom. Vertically set words are lines of their own."""
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bbox.center[1], w.bbox.x0)):
        if not word.text.strip():
            continue
        home = None if _is_vertical(word) else _home(groups, word)
        if home is None:
            groups.append([word])
        else:
            home.append(word)
    lines = (Line(tuple(sorted(group, key=lambda w: w.bbox.x0))) for group in groups)
    return tuple(sorted(lines, key=lambda line: (line.bbox.center[1], line.bbox.x0)))


def join_wrapped(first: str, second: str, wrapped_full: float) -> str:
    """Two lines of one cell as one text.

    Args:
        first, second: the texts, either may be empty.
        wrapped_full: free room at the end of the first line, in line heights; numbers are only
            joined when the line was full.
    """
    if not first or not second:
        return first or second
    left, right = first[-1], second[0]
    if not (left.isascii() and right.isascii()):
        return first + second
    if left in _OPENING or right in _CLOSING:
        return first + second
    if right.isdigit() and (left.isdigit() or left in ".,") and wrapped_full < 1.3:
        return first + second
    return f"{first} {second}"


def lines_to_text(lines: Sequence[Line], right: float) -> str:
    """Lines of one cell, whose inner right edge is at `right` points, as one text."""
    text = ""
    room = 0.0
    for line in lines:
        text = join_wrapped(text, line.text, room)
        room = (right - line.bbox.x1) / max(line.bbox.height, 1.0)
    return text


def _space_in_line(left: str, right: str, gap: float) -> str:
    if not left or not right:
        return ""
    if left[-1].isascii() and right[0].isascii():
        return " " if gap > 0.15 else ""
    return " " if gap > WIDE_GAP else ""


def _is_vertical(word: Word) -> bool:
    return len(word.text.strip()) > 1 and word.bbox.height > 1.8 * word.bbox.width


def _home(groups: list[list[Word]], word: Word) -> list[Word] | None:
    """The line this word stands on: their middles are closer than half the smaller height."""
    middle, height = word.bbox.center[1], word.bbox.height
    for group in reversed(groups[-6:]):
        if _is_vertical(group[0]):
            continue
        other = group[0].bbox
        if abs(other.center[1] - middle) < 0.5 * min(other.height, height):
            return group
    return None
