"""Pieces of lines → rulings: collinear pieces that touch become one."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.document import Ruling
from extractor.geometry import BBox

# Points. Two rulings of a table are never as near as the first; a dashed line has gaps up to the
# second; what stays shorter than the third is a tick or a part of a glyph.
_SAME_LINE = 1.0
_GAP = 3.0
_SHORTEST = 5.0


def merge_rulings(pieces: Iterable[Ruling], page: BBox) -> tuple[Ruling, ...]:
    """Merge collinear touching pieces and cut them at the page's edge; all in points.

    Dots (pieces with both a width and a height) count in both directions. Sorted:
    horizontal ones first, from the top, then vertical ones from the left.
    """
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for piece in pieces:
        x0, x1 = max(piece.x0, page.x0), min(piece.x1, page.x1)
        top, bottom = max(piece.top, page.top), min(piece.bottom, page.bottom)
        if x1 < x0 or bottom < top:
            continue
        is_dot = piece.x1 > piece.x0 and piece.bottom > piece.top
        if is_dot or piece.is_horizontal:
            across.append(((top + bottom) / 2, x0, x1))
        if is_dot or not piece.is_horizontal:
            down.append(((x0 + x1) / 2, top, bottom))
    return (
        *(Ruling(start, at, end, at) for at, start, end in _merge(across)),
        *(Ruling(at, start, at, end) for at, start, end in _merge(down)),
    )


def _merge(pieces: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """(position, start, end) of lines in one direction → the merged lines."""
    merged: list[tuple[float, float, float]] = []
    for line in _by_position(sorted(pieces)):
        merged.extend(piece for piece in _join(line) if piece[2] - piece[1] >= _SHORTEST)
    return merged


def _by_position(
    pieces: Sequence[tuple[float, float, float]],
) -> list[list[tuple[float, float, float]]]:
    lines: list[list[tuple[float, float, float]]] = []
    for piece in pieces:
        if lines and piece[0] - lines[-1][0][0] <= _SAME_LINE:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _join(line: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    line.sort(key=lambda piece: piece[1])
    groups = [[line[0]]]
    reach = line[0][2]
    for _, piece in pairwise(line):
        if piece[1] - reach <= _GAP:
            groups[-1].append(piece)
        else:
            groups.append([piece])
        reach = max(reach, piece[2])
    return [(_position(group), group[0][1], max(end for _, _, end in group)) for group in groups]


def _position(group: Sequence[tuple[float, float, float]]) -> float:
    """Mean position, each piece weighted by its length."""
    total = sum(end - start for _, start, end in group)
    if total <= 0:
        return group[0][0]
    return sum(at * (end - start) for at, start, end in group) / total
