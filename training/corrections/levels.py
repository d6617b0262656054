"""The labels of levels 1 and 2 over the indicators that were found."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from models.form_tagger.roles import Role
from training.corrections.anchors import FoundRow
from training.corrections.places import FormView, Run
from training.corrections.wanted import Seen, WantedText


@dataclass(slots=True)
class FoundLevels:
    """The labels over one indicator, () where none was found for sure."""

    level1: Run = ()
    level2: Run = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Indicators that follow each other under one label."""

    text: str
    seen: Seen
    members: tuple[int, ...]


def find_levels(view: FormView, found: Sequence[FoundRow]) -> list[FoundLevels]:
    """The labels over each indicator; cells of indicators are no labels."""
    taken = {index for row in found for index in row.cells()}
    levels = [FoundLevels() for _ in found]
    for panel in dict.fromkeys(row.wanted.panel for row in found):
        own = [n for n, row in enumerate(found) if row.wanted.panel is panel]
        for group in _groups(found, own, Role.LEVEL2):
            for number, run in _labels(view, found, group, taken).items():
                levels[number].level2 = run
        seconds = {index for n in own for index in levels[n].level2}
        for group in _groups(found, own, Role.LEVEL1):
            for number, run in _labels(view, found, group, taken | seconds).items():
                levels[number].level1 = run
    _drop_unclear(levels)
    return levels


def _groups(found: Sequence[FoundRow], own: Sequence[int], level: Role) -> list[_Group]:
    depth, key = (2, "level2") if level is Role.LEVEL2 else (1, "level1")

    def path(number: int) -> tuple[str, ...]:
        wanted = found[number].wanted
        return (wanted.level1, wanted.level2)[:depth]

    groups: list[_Group] = []
    for texts, numbers in groupby(own, path):
        members = tuple(numbers)
        rows = [found[number].wanted for number in members]
        text = texts[-1] if any(key in row.printed for row in rows) else ""
        seen = dict.fromkeys(place for row in rows for place in row.level_seen[depth - 1])
        groups.append(_Group(text, tuple(seen), members))
    return groups


def _labels(
    view: FormView, found: Sequence[FoundRow], group: _Group, taken: set[int]
) -> dict[int, Run]:
    """The label of each indicator of a group whose name was found."""
    placed = [n for n in group.members if found[n].anchor]
    if not group.text or not placed:
        return {}
    label = WantedText(group.text, None, found[placed[0]].wanted.panel, "", group.seen)
    runs = [run for run in view.runs(label) if not taken & set(run)]
    chosen = {}
    for number in placed:
        run = _label(view, found, (number, placed), runs)
        if run:
            chosen[number] = run
    return chosen


def _label(
    view: FormView, found: Sequence[FoundRow], at: tuple[int, Sequence[int]], runs: Sequence[Run]
) -> Run:
    """The label over one indicator: the one that spans its row, stands in it, or is the only one
    among the rows of its group or the last one above them; () where several might be."""
    number, placed = at
    anchor = found[number].anchor[0]
    if not view.knows_columns(anchor):
        return _label_before(found, at, runs)
    row, column = view.row(anchor), view.column(anchor)
    left = [run for run in runs if view.column(run[0]) < column]
    over = [run for run in left if view.row(run[0]) <= row < view.end(run[0])]
    if over:
        return _nearest(view, over)
    if view.is_exact(anchor):
        return ()
    first, last = view.row(found[placed[0]].anchor[0]), view.row(found[placed[-1]].anchor[0])
    inside = [run for run in left if first <= view.row(run[0]) <= last]
    if inside:
        above = [run for run in inside if view.row(run[0]) <= row]
        if above:
            return _nearest(view, _lowest(view, above))
        return _nearest(view, [run for run in inside if view.row(run[0]) == _first(view, inside)])
    floor = _row_before(view, found, number, placed)
    above = [run for run in left if floor < view.row(run[0]) < first]
    return _nearest(view, _lowest(view, above)) if above else ()


def _label_before(
    found: Sequence[FoundRow], at: tuple[int, Sequence[int]], runs: Sequence[Run]
) -> Run:
    """The label before an indicator, behind the last one of another group."""
    number, placed = at
    anchor = found[number].anchor[0]
    begin = min(found[n].anchor[0] for n in placed)
    others = [
        row.anchor[0]
        for n, row in enumerate(found)
        if n not in placed and row.anchor and row.anchor[0] < begin
    ]
    floor = max(others, default=-1)
    before = [run for run in runs if floor < run[0] < anchor]
    return max(before, default=())


def _row_before(
    view: FormView, found: Sequence[FoundRow], number: int, placed: Sequence[int]
) -> int:
    """The last row of the indicators before a group, in its panel."""
    panel, begin = found[number].wanted.panel, view.row(found[placed[0]].anchor[0])
    rows = [
        view.row(row.anchor[0])
        for n, row in enumerate(found)
        if n not in placed and row.anchor and row.wanted.panel is panel
    ]
    return max((row for row in rows if row < begin), default=-1)


def _first(view: FormView, runs: Sequence[Run]) -> int:
    return min(view.row(run[0]) for run in runs)


def _lowest(view: FormView, runs: Sequence[Run]) -> list[Run]:
    lowest = max(view.row(run[0]) for run in runs)
    return [run for run in runs if view.row(run[0]) == lowest]


def _nearest(view: FormView, runs: Sequence[Run]) -> Run:
    """The one nearest to the names: further left stand copies and the other panel."""
    return max(runs, key=lambda run: (view.column(run[0]), run))


def _drop_unclear(levels: Sequence[FoundLevels]) -> None:
    """A cell cannot be a label of both levels."""
    firsts = {index for level in levels for index in level.level1}
    seconds = {index for level in levels for index in level.level2}
    unclear = firsts & seconds
    for level in levels:
        if unclear & set(level.level1):
            level.level1 = ()
        if unclear & set(level.level2):
            level.level2 = ()
