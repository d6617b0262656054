"""The cell of each indicator's name, found in order, and the cells beside it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from models.form_tagger.roles import Role, TaggedPanel
from training.corrections.places import FormView, Run
from training.corrections.wanted import WantedRow, WantedText

_NEAR = 14  # cells behind a name, where rows are unknown
_SIDE = 1.5  # what standing on the panel's side counts
_USUAL = 0.3  # and standing in the column of most names
_FURTHER = 1e-4
_LEAST_PROFILE = 0.6
_NAMELESS = 0.4
_Profile = Mapping[tuple[TaggedPanel, Role | None], int]


@dataclass(slots=True)
class FoundRow:
    """An indicator and its cells; `anchor` is () where its name was not found."""

    wanted: WantedRow
    anchor: Run = ()
    beside: dict[WantedText, Run] = field(default_factory=dict)

    def cells(self) -> list[int]:
        """All its own cells."""
        return [*self.anchor, *(index for run in self.beside.values() for index in run)]


def find_rows(view: FormView, rows: Sequence[WantedRow]) -> list[FoundRow]:
    """Each indicator with the cells that print it; what is not sure stays without."""
    found = [FoundRow(row) for row in rows]
    _place_anchors(view, found)
    _drop_shared_anchors(found)
    profile: _Profile = {}
    for _ in range(2):
        for row in found:
            row.beside.clear()
        _place_beside(view, found, profile)
        profile = _profile(view, found)
    return found


def _place_anchors(view: FormView, found: Sequence[FoundRow]) -> None:
    panels = list(dict.fromkeys(row.wanted.panel for row in found))
    candidates = {id(row): view.runs(row.wanted.anchor) for row in found}
    sides: dict[TaggedPanel, float] = {}
    for turn in range(2):
        for panel in panels:
            own = [row for row in found if row.wanted.panel is panel]
            named = [row for row in own if row.wanted.anchor.role is Role.LEVEL3]
            scored = [
                [(run, _score(view, row, run, sides)) for run in candidates[id(row)]]
                for row in named
            ]
            for row, run in zip(named, _best_chain(scored), strict=True):
                row.anchor = run
        if turn == 0:
            sides = _sides(view, found)
    taken = {index for row in found for index in row.anchor}
    for panel in panels:
        own = [row for row in found if row.wanted.panel is panel]
        _place_nameless(view, own, candidates, taken)


def _score(view: FormView, row: FoundRow, run: Run, sides: Mapping[TaggedPanel, float]) -> float:
    near = Counter(view.text(n) for n in _context(view, run, ()))
    texts = [cell.text for cell in row.wanted.beside]
    score = 1.0 + sum(near[text] > 0 for text in texts) / max(1, len(texts))
    if row.wanted.anchor.role is not Role.LEVEL3:
        score *= _NAMELESS
    if not view.knows_columns(run[0]):
        return score
    if view.column(run[0]) == sides.get(row.wanted.panel):
        score += _USUAL
    if len(sides) > 1:
        away = {panel: abs(view.column(run[0]) - at) for panel, at in sides.items()}
        nearest = min(away.values())
        if away.get(row.wanted.panel) == nearest and list(away.values()).count(nearest) == 1:
            score += _SIDE
    # of copies alike, the first: a panel that is printed once more stands right of its own
    return score - _FURTHER * view.column(run[0])


def _sides(view: FormView, found: Sequence[FoundRow]) -> dict[TaggedPanel, float]:
    """The column of the names of each panel, from names that only one panel has; where both have
    all alike, the medium term stands left."""
    texts: dict[str, set[TaggedPanel]] = defaultdict(set)
    for row in found:
        texts[row.wanted.anchor.text].add(row.wanted.panel)
    columns: dict[TaggedPanel, list[int]] = defaultdict(list)
    for row in found:
        if row.anchor and len(texts[row.wanted.anchor.text]) == 1:
            columns[row.wanted.panel].append(view.column(row.anchor[0]))
    return {panel: median(values) for panel, values in columns.items()}


def _best_chain(scored: Sequence[Sequence[tuple[Run, float]]]) -> list[Run]:
    """For each row one of its candidates, () for none: in reading order, of the highest sum."""
    best: list[tuple[float, int, int, int]] = []  # sum, last cell, row, place in `back`
    back: list[tuple[int, Run, int]] = []
    for number, runs in enumerate(scored):
        fresh = []
        for run, score in runs:
            before = max((e for e in best if e[1] < run[0]), default=(0.0, -1, -1, -1))
            back.append((number, run, before[3]))
            fresh.append((before[0] + score, run[0], number, len(back) - 1))
        best += fresh
    chosen: list[Run] = [()] * len(scored)
    at = max(best, default=(0.0, 0, 0, -1))[3]
    while at >= 0:
        number, run, at = back[at]
        chosen[number] = run
    return chosen


def _place_nameless(
    view: FormView,
    own: Sequence[FoundRow],
    candidates: Mapping[int, list[Run]],
    taken: set[int],
) -> None:
    """Indicators that print only a value stand between their neighbours, in rows of their own."""
    for number, row in enumerate(own):
        if row.anchor or row.wanted.anchor.role is Role.LEVEL3:
            continue
        before = next((r.anchor[0] for r in reversed(own[:number]) if r.anchor), -1)
        after = next((r.anchor[0] for r in own[number + 1 :] if r.anchor), len(view))
        rows = {view.row(r.anchor[0]) for r in own if r.anchor}
        free = [
            run
            for run in candidates[id(row)]
            if before < run[0] < after and not taken & set(run) and view.row(run[0]) not in rows
        ]
        if len(free) == 1:
            row.anchor = free[0]
            taken.update(free[0])


def _drop_shared_anchors(found: Sequence[FoundRow]) -> None:
    """A name that two panels want is of neither."""
    used = Counter(index for row in found for index in row.anchor)
    for row in found:
        if any(used[index] > 1 for index in row.anchor):
            row.anchor = ()


def _context(view: FormView, run: Run, anchors: Sequence[int]) -> list[int]:
    """The cells that may tell of an indicator: those of its row on its side, else those behind."""
    first = run[0]
    if not view.knows_columns(first):
        after = min((n for n in anchors if n > first), default=len(view))
        return [n for n in range(first + 1, min(after, first + _NEAR)) if n not in run]
    row = view.by_row[view.row(first)]
    at = row.index(first)
    after = min((k for k, n in enumerate(row) if k > at and n in anchors), default=len(row))
    before = max((k for k, n in enumerate(row) if k < at and n in anchors), default=-1)
    left = [] if before >= 0 else row[:at]
    return [n for n in (*row[at + 1 : after], *left) if n not in run]


def _place_beside(view: FormView, found: Sequence[FoundRow], profile: _Profile) -> None:
    anchors = [row.anchor[0] for row in found if row.anchor]
    every = set(anchors)
    for row in found:
        if not row.anchor:
            continue
        context = [n for n in _context(view, row.anchor, anchors) if n not in every]
        wishes = {cell: _choices(view, row, cell, (context, profile)) for cell in row.wanted.beside}
        wanted = Counter(run for runs in wishes.values() for run in set(runs))
        for cell, runs in wishes.items():
            if len(runs) == 1 and wanted[runs[0]] == 1:
                row.beside[cell] = runs[0]


def _choices(
    view: FormView, row: FoundRow, cell: WantedText, known: tuple[Sequence[int], _Profile]
) -> list[Run]:
    """Where a text of a row may stand; where several are possible, those in its usual column."""
    context, profile = known
    runs = [run for run in view.runs(cell) if run[0] in context]
    usual = profile.get((row.wanted.panel, cell.role))
    if len(runs) > 1 and usual is not None:
        there = [r for r in runs if _offset(view, row.anchor, r) == usual]
        runs = there or runs
    elif len(runs) == 1 and usual is not None and _is_claimed(view, row, runs[0], (cell, profile)):
        return []
    return runs


def _is_claimed(
    view: FormView, row: FoundRow, run: Run, known: tuple[WantedText, _Profile]
) -> bool:
    """Whether the usual column of another text of the row, which reads alike, is here."""
    cell, profile = known
    offset = _offset(view, row.anchor, run)
    return any(
        other is not cell
        and other.text == cell.text
        and profile.get((row.wanted.panel, other.role)) == offset
        and profile.get((row.wanted.panel, cell.role)) != offset
        for other in row.wanted.beside
    )


def _offset(view: FormView, anchor: Run, run: Run) -> int:
    if view.knows_columns(anchor[0]) and view.knows_columns(run[0]):
        return view.column(run[0]) - view.column(anchor[0])
    return run[0] - anchor[0]


def _profile(view: FormView, found: Sequence[FoundRow]) -> _Profile:
    """How far behind the name each kind of text usually stands."""
    steps: dict[tuple[TaggedPanel, Role | None], Counter[int]] = defaultdict(Counter)
    for row in found:
        for cell, run in row.beside.items():
            steps[row.wanted.panel, cell.role][_offset(view, row.anchor, run)] += 1
    profile: dict[tuple[TaggedPanel, Role | None], int] = {}
    for key, counted in steps.items():
        offset, count = counted.most_common(1)[0]
        if count >= _LEAST_PROFILE * counted.total():
            profile[key] = offset
    return profile
