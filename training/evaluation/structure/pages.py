"""The scores of one page: its printed tables against the tables that a system found."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.evaluation.structure.grits import CellScores, cell_scores, exact_grid
from training.evaluation.structure.measured import MeasuredTable, overlap
from training.evaluation.structure.tree_edit import structure_teds, teds

_LEAST_OVERLAP = 0.05
_NOTHING = MeasuredTable((), 0, 0)


@dataclass(frozen=True, slots=True)
class PageScores:
    """Means over the page's tables, 0–1; a table missed or invented counts 0. `exact` is 1 where
    every table has exactly the printed grid. Scores of texts are None for a system that was run
    without reading."""

    structure_teds: float
    topology: float
    exact: float
    teds: float | None = None
    content: float | None = None


def page_scores(found: Sequence[MeasuredTable], true: Sequence[MeasuredTable]) -> PageScores:
    """Every score of a page, with texts."""
    pairs = table_pairs(found, true)
    cells = [cell_scores(a, b) for a, b in pairs]
    return PageScores(
        _mean([structure_teds(a, b) for a, b in pairs]),
        _mean([score.topology for score in cells]),
        float(all(exact_grid(a, b) for a, b in pairs)),
        _mean([teds(a, b) for a, b in pairs]),
        _mean([score.content for score in cells]),
    )


def page_structure_scores(
    found: Sequence[MeasuredTable], true: Sequence[MeasuredTable]
) -> PageScores:
    """The scores of a page that need no text."""
    pairs = table_pairs(found, true)
    return PageScores(
        _mean([structure_teds(a, b) for a, b in pairs]),
        _mean([_topology(a, b) for a, b in pairs]),
        float(all(exact_grid(a, b) for a, b in pairs)),
    )


def _topology(found: MeasuredTable, true: MeasuredTable) -> float:
    scores: CellScores = cell_scores(found, true)
    return scores.topology


def table_pairs(
    found: Sequence[MeasuredTable], true: Sequence[MeasuredTable]
) -> list[tuple[MeasuredTable, MeasuredTable]]:
    """Found and printed tables that lie over each other, most overlap first; what is left over on
    either side is paired with an empty table. Single boxes are no tables. Tables without a place
    are paired in order."""
    left, wanted = [t for t in found if len(t.cells) > 1], [t for t in true if len(t.cells) > 1]
    pairs = []
    if any(table.box is None for table in left):
        pairs = list(zip(left, wanted, strict=False))
        left, wanted = left[len(pairs) :], wanted[len(pairs) :]
    near = sorted(
        ((_shared(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(wanted)),
        reverse=True,
    )
    used_found: set[int] = set()
    used_true: set[int] = set()
    for share, i, j in near:
        if share >= _LEAST_OVERLAP and i not in used_found and j not in used_true:
            used_found.add(i)
            used_true.add(j)
            pairs.append((left[i], wanted[j]))
    pairs += [(table, _NOTHING) for i, table in enumerate(left) if i not in used_found]
    pairs += [(_NOTHING, table) for j, table in enumerate(wanted) if j not in used_true]
    return pairs


def _shared(one: MeasuredTable, other: MeasuredTable) -> float:
    return overlap(one.box, other.box) if one.box and other.box else 0.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0
