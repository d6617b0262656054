"""Characters of a text layer → words: runs on one line, without a wide gap or a ruling."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.document import Ruling, TextSource, Word
from extractor.geometry import BBox, union
from extractor.ingest.glyphs import Glyph
from extractor.ingest.line_join import is_cjk

# In parts of the font size: a gap ends a run; a gap that holds printed spaces may be wider; runs
# that were written apart are joined only where they nearly touch.
_WIDEST_GAP = 1.0
_WIDEST_SPACED_GAP = 1.6
_WIDEST_JOIN = 0.15
_WIDEST_OVERLAP = 0.5
_LATIN_SPACE = 0.15
_TWIN = 0.25
_TOUCH = 0.1
_SPACES = str.maketrans("\t\r\n", "   ")


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    first: Glyph
    last: Glyph
    box: BBox


class RulingIndex:
    """Rulings by position, to ask what stands between two points."""

    def __init__(self, rulings: Iterable[Ruling]) -> None:
        items = list(rulings)
        self._down = sorted((r.x0, r.top, r.bottom) for r in items if not r.is_horizontal)
        self._across = sorted((r.top, r.x0, r.x1) for r in items if r.is_horizontal)

    def between(self, one: BBox, other: BBox) -> list[float]:
        """Positions of the rulings that run between the middles of two boxes that stand side by
        side or one above the other."""
        (x, y), (other_x, other_y) = one.center, other.center
        if abs(x - other_x) >= abs(y - other_y):
            return _between(self._down, (x, other_x), (y + other_y) / 2)
        return _between(self._across, (y, other_y), (x + other_x) / 2)


def _between(
    lines: Sequence[tuple[float, float, float]], ends: tuple[float, float], at: float
) -> list[float]:
    low, high = bisect_left(lines, (min(ends),)), bisect_left(lines, (max(ends),))
    return [position for position, start, end in lines[low:high] if start <= at <= end]


def _is_parted(last: Glyph, glyph: Glyph, index: RulingIndex) -> bool:
    """Whether a ruling parts two characters. Text that is too long for its cell runs through the
    ruling: one that crosses a character does not part it from the one it touches."""
    positions = index.between(last.box, glyph.box)
    if abs(glyph.span[0] - last.span[1]) <= _TOUCH * glyph.size:
        positions = [p for p in positions if not _crosses(p, last) and not _crosses(p, glyph)]
    return bool(positions)


def _crosses(position: float, glyph: Glyph) -> bool:
    low, high = (
        (glyph.box.x0, glyph.box.x1) if glyph.turns % 2 == 0 else (glyph.box.top, glyph.box.bottom)
    )
    margin = _TOUCH * glyph.size
    return low + margin < position < high - margin


def glyphs_to_words(glyphs: Sequence[Glyph], rulings: Iterable[Ruling]) -> tuple[Word, ...]:
    """Runs of characters, text as printed, in reading order: by line, then by start."""
    index = RulingIndex(rulings)
    runs = _join_touching(_written_runs(glyphs, index), index)
    return tuple(Word(run.text, run.box, 1.0, TextSource.TEXT_LAYER) for run in runs)


def _written_runs(glyphs: Sequence[Glyph], index: RulingIndex) -> list[_Run]:
    """Runs in the order of writing, which keeps the lines of neighbouring cells apart."""
    runs: list[_Run] = []
    members: list[Glyph] = []
    text = spaces = ""
    for glyph in glyphs:
        if glyph.text.isspace():
            spaces += "" if glyph.is_generated else glyph.text
            continue
        if members and _is_twin(members[-1], glyph):
            continue
        if members and _continues(members[-1], glyph, spaces, index):
            text += _space_text(members[-1], glyph, spaces) + glyph.text
            members.append(glyph)
        else:
            if members:
                runs.append(_run(text, members))
            text, members = glyph.text, [glyph]
        spaces = ""
    if members:
        runs.append(_run(text, members))
    return runs


def _run(text: str, members: Sequence[Glyph]) -> _Run:
    return _Run(text, members[0], members[-1], union(glyph.box for glyph in members))


def _is_twin(one: Glyph, other: Glyph) -> bool:
    """Whether a character was written a second time in nearly the same place, as bold print."""
    near = _TWIN * other.size
    return (
        one.text == other.text
        and abs(one.box.x0 - other.box.x0) < near
        and abs(one.box.top - other.box.top) < near
    )


def _continues(last: Glyph, glyph: Glyph, spaces: str, index: RulingIndex) -> bool:
    widest = _WIDEST_SPACED_GAP if spaces else _WIDEST_GAP
    gap = glyph.span[0] - last.span[1]
    size = max(last.size, glyph.size)
    return (
        _is_level(last, glyph)
        and -_WIDEST_OVERLAP * size <= gap <= widest * size
        and not _is_parted(last, glyph, index)
    )


def _is_level(one: Glyph, other: Glyph) -> bool:
    if one.turns != other.turns:
        return False
    (low, high), (other_low, other_high) = one.rise, other.rise
    shared = min(high, other_high) - max(low, other_low)
    return shared >= 0.5 * max(0.01, min(high - low, other_high - other_low))


def _space_text(last: Glyph, glyph: Glyph, spaces: str) -> str:
    if spaces:
        return spaces.translate(_SPACES)
    gap = glyph.span[0] - last.span[1]
    is_word_gap = gap > _LATIN_SPACE * glyph.size
    return " " if is_word_gap and not is_cjk(last.text) and not is_cjk(glyph.text) else ""


def _join_touching(runs: Sequence[_Run], index: RulingIndex) -> list[_Run]:
    """Join runs that were written apart but stand on one line and nearly touch."""
    joined: list[_Run] = []
    for line in _lines(runs):
        members = sorted(line, key=lambda run: run.first.span[0])
        current = members[0]
        for run in members[1:]:
            gap = run.first.span[0] - current.last.span[1]
            size = max(run.first.size, current.last.size)
            if (
                abs(gap) <= _WIDEST_JOIN * size
                and _is_level(current.last, run.first)
                and not _is_parted(current.last, run.first, index)
            ):
                text = current.text + _space_text(current.last, run.first, "") + run.text
                current = _Run(text, current.first, run.last, union((current.box, run.box)))
            else:
                joined.append(current)
                current = run
        joined.append(current)
    return joined


def _lines(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Runs with the same baseline, from the top."""
    lines: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: (run.first.turns, run.first.rise[1])):
        head = lines[-1][0].first if lines else None
        if (
            head is not None
            and head.turns == run.first.turns
            and run.first.rise[1] - head.rise[1] <= 0.3 * max(head.size, run.first.size)
        ):
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines
