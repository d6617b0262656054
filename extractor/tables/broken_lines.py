"""Broken and dashed lines, told apart from text strokes that happen to lie in line."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.tables.segments import (
    Mask,
    Segment,
    ink_to_runs,
    millimetres_to_pixels,
    runs_to_segments,
)

GAP_MM = 0.45
"""Breaks in a solid line up to this are noise."""

DASH_GAP_MM = 1.4
DASHED_MM = 12.0
LONGEST_DASH_MM = 2.2
"""Least length of a dashed line, and the most of one of its dashes."""

BLANK = 0.15
"""Share of ink up to which the side of a line counts as blank."""

ATTACHED_MM = 0.25
ATTACHED = 0.08
BROKEN_ATTACHED = 0.1
"""Share of a line along which ink may sprout from it, this far beside its edge: every stroke of
a character bears others."""

JOINED = 0.4
DASHES_JOINED = 0.2
"""Least shares of the crossing lines that a broken or dashed line reaches: the strokes of a text
row keep off its borders."""

SIDES_MM = (-0.75, -0.55, 0.55, 0.75)

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Masks (H, W) of a page: all ink, its unbroken horizontal runs, its unbroken vertical runs."""

    ink: Mask
    solid: Mask
    crossing: Mask

    @property
    def text(self) -> Mask:
        """Ink without the lines that run the other way."""
        rest: Mask = cv2.subtract(self.ink, cv2.dilate(self.crossing, np.ones((1, 3), np.uint8)))
        return rest


def without_attached_ink(
    segments: Sequence[Segment], strip: Strip, dpi: float, share: float = ATTACHED
) -> list[Segment]:
    """Segments from which no other ink sprouts, crossing lines apart; strokes of text go."""
    text = strip.text
    kept = []
    for segment in segments:
        trace = _Trace(segment, dpi)
        off = segment.thickness / 2 + millimetres_to_pixels(ATTACHED_MM, dpi)
        # At its ends a line meets others, which may be dashed and so not among the crossing ones.
        inner = slice(round(off), max(len(trace.xs) - round(off), round(off) + 1))
        beside = (trace.sample(text, -off)[inner], trace.sample(text, off)[inner])
        if max(float(side.mean()) for side in beside) < share:
            kept.append(segment)
    return kept


def broken_segments(strip: Strip, shortest_mm: float, dpi: float) -> list[Segment]:
    """Horizontal lines with breaks, or dashed ones, as far as they are lines.

    Args:
        shortest_mm: least length of a line with noise breaks, in millimetres.
    """
    known = cv2.dilate(strip.solid, np.ones((3, 1), np.uint8))
    text = strip.text
    segments = []
    for segment in runs_to_segments(ink_to_runs(strip.ink, GAP_MM, shortest_mm, dpi), dpi):
        trace = _Trace(segment, dpi)
        solid = trace.sample(known)
        if not solid.all() and _joined_share(trace, strip, 0.9) >= JOINED:
            segments += _line_stretches(trace, solid, text, shortest_mm)
    for segment in runs_to_segments(ink_to_runs(strip.ink, DASH_GAP_MM, DASHED_MM, dpi), dpi):
        trace = _Trace(segment, dpi)
        if _is_dashed(trace, strip) and _joined_share(trace, strip, 0.5) >= DASHES_JOINED:
            none = np.zeros(trace.xs.size, dtype=np.bool_)
            segments += _line_stretches(trace, none, text, DASHED_MM)
    return without_attached_ink(segments, strip, dpi, BROKEN_ATTACHED)


class _Trace:
    """The pixels along a segment."""

    def __init__(self, segment: Segment, dpi: float) -> None:
        self.segment = segment
        self.dpi = dpi
        self.xs = np.arange(int(segment.x0), int(segment.x1))
        self.middle = segment.y0 + segment.slope * (self.xs - segment.x0)

    def sample(self, mask: Mask, offset: float = 0.0) -> Flags:
        """Whether the mask is set at each pixel, `offset` pixels beside the segment."""
        rows = (self.middle + offset).astype(int)
        found: Flags = mask[np.clip(rows, 0, mask.shape[0] - 1), self.xs] > 0
        return found

    def sides(self, mask: Mask) -> list[Flags]:
        """The mask in two strips above the segment and two below, clear of a thick line."""
        own = max(0.0, self.segment.thickness / 2 - millimetres_to_pixels(0.2, self.dpi))
        return [
            self.sample(mask, millimetres_to_pixels(mm, self.dpi) + (own if mm > 0 else -own))
            for mm in SIDES_MM
        ]

    def part(self, first: int, last: int) -> Segment:
        """The segment from pixel `first` up to `last`."""
        return Segment(
            float(self.xs[first]),
            float(self.middle[first]),
            float(self.xs[last - 1] + 1),
            float(self.middle[last - 1]),
            self.segment.thickness,
        )


def _is_dashed(trace: _Trace, strip: Strip) -> bool:
    longest = millimetres_to_pixels(LONGEST_DASH_MM, trace.dpi)
    dashes = _true_runs(trace.sample(strip.ink) & ~trace.sample(strip.crossing))
    return all(last - first <= longest for first, last in dashes)


def _joined_share(trace: _Trace, strip: Strip, inked_share: float) -> float:
    """Share of the sides of crossing lines up to which the segment is inked; 1 without any."""
    inked = trace.sample(strip.ink, -1) | trace.sample(strip.ink) | trace.sample(strip.ink, 1)
    reached = []
    for first, last in _true_runs(trace.sample(strip.crossing)):
        beside = (inked[max(first - 4, 0) : max(first - 1, 0)], inked[last + 1 : last + 4])
        reached += [float(side.mean()) > inked_share for side in beside if side.size]
    return sum(reached) / len(reached) if reached else 1.0


def _line_stretches(
    trace: _Trace, accepted: Flags, text: Mask, shortest_mm: float
) -> list[Segment]:
    """The stretches that are drawn unbroken or whose sides are nearly blank."""
    sides = trace.sides(text)

    def is_blank(first: int, last: int) -> bool:
        return max(float(side[first:last].mean()) for side in sides) < BLANK

    accepted = accepted.copy()
    for first, last in _true_runs(~accepted):
        accepted[first:last] = is_blank(first, last)
    shortest = millimetres_to_pixels(shortest_mm, trace.dpi)
    return [
        trace.part(first, last)
        for first, last in _true_runs(accepted)
        if last - first >= shortest and is_blank(first, last)
    ]


def _true_runs(flags: Flags) -> list[tuple[int, int]]:
    """(first, end) of each run of true values."""
    framed = np.concatenate(([False], flags, [False]))
    edges = np.flatnonzero(framed[1:] != framed[:-1])
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
