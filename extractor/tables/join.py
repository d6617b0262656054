"""Loose ruling segments → straight, merged rulings that meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.document import Ruling

SNAP = 3.5
"""Rulings nearer than this (points) are one: double borders, jitter of cell-wise drawing."""

MIN_LENGTH = 5.0
"""A merged ruling shorter than this (points) is a dot or a dash of text."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A ruling along one axis: it stands at `at` and runs from `start` to `end`, in points."""

    at: float
    start: float
    end: float


def join_rulings(rulings: Iterable[Ruling], snap: float = SNAP) -> tuple[Ruling, ...]:
    """Snap near-parallel rulings together, merge collinear ones and let ends meet.

    Args:
        rulings: segments in points; thin filled boxes count by their middle line.
        snap: distance in points below which two parallel rulings, or two ends, are one.
    Returns:
        Zero-thickness rulings: horizontals from top to bottom, then verticals from left to right.
    """
    across: list[Stroke] = []
    down: list[Stroke] = []
    for ruling in rulings:
        if ruling.is_horizontal:
            across.append(Stroke((ruling.top + ruling.bottom) / 2, ruling.x0, ruling.x1))
        else:
            down.append(Stroke((ruling.x0 + ruling.x1) / 2, ruling.top, ruling.bottom))
    across, down = _merge(across, snap), _merge(down, snap)
    across = [_meet(stroke, down, snap) for stroke in across]
    down = [_meet(stroke, across, snap) for stroke in down]
    horizontals = (Ruling(s.start, s.at, s.end, s.at) for s in across)
    verticals = (Ruling(s.at, s.start, s.at, s.end) for s in down)
    return (*horizontals, *verticals)


def snap_positions(positions: Sequence[float], snap: float = SNAP) -> list[list[int]]:
    """Groups of indexes of positions (points) that are at most `snap` from the next, ascending."""
    order = sorted(range(len(positions)), key=positions.__getitem__)
    groups: list[list[int]] = []
    for index in order:
        if groups and positions[index] - positions[groups[-1][-1]] <= snap:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _merge(strokes: Sequence[Stroke], snap: float) -> list[Stroke]:
    merged: list[Stroke] = []
    for group in snap_positions([s.at for s in strokes], snap):
        members = sorted((strokes[i] for i in group), key=lambda s: s.start)
        weights = [max(s.end - s.start, 0.1) for s in members]
        at = sum(s.at * w for s, w in zip(members, weights, strict=True)) / sum(weights)
        current = replace(members[0], at=at)
        for stroke in members[1:]:
            if stroke.start - current.end <= snap:
                current = replace(current, end=max(current.end, stroke.end))
            else:
                merged.append(current)
                current = replace(stroke, at=at)
        merged.append(current)
    return [s for s in merged if s.end - s.start >= MIN_LENGTH]


def _meet(stroke: Stroke, others: Sequence[Stroke], snap: float) -> Stroke:
    reach = [o.at for o in others if o.start - snap <= stroke.at <= o.end + snap]
    start = min(reach, key=lambda at: abs(at - stroke.start), default=stroke.start)
    end = min(reach, key=lambda at: abs(at - stroke.end), default=stroke.end)
    return Stroke(
        stroke.at,
        start if abs(start - stroke.start) <= snap else stroke.start,
        end if abs(end - stroke.end) <= snap else stroke.end,
    )
