"""Which edges of a sheet's grid separate cells, and which of them are drawn."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.form_tagger.roles import Role
from training.synthesis.printing.blocks import TableBlock
from training.synthesis.printing.look import Look, RulePattern
from training.synthesis.sheet import FormSheet
from training.synthesis.truth import Direction

Edges = NDArray[np.bool_]
_LEAF_ROLES = {Role.LEVEL3, Role.FILLER}


@dataclass(frozen=True, slots=True)
class GridEdges:
    """`across` (rows + 1, columns) are the edges above and below cells, `down`
    (rows, columns + 1) those left and right of them."""

    across: Edges
    down: Edges

    def __and__(self, other: "GridEdges") -> "GridEdges":
        return GridEdges(self.across & other.across, self.down & other.down)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A straight run of edges of one state: on grid line `line`, from grid line `start` to
    `end` of the other direction."""

    direction: Direction
    line: int
    start: int
    end: int
    drawn: bool


def owners(sheet: FormSheet) -> NDArray[np.int32]:
    """(rows, columns): the index of the cell that covers each place."""
    grid = np.full((sheet.n_rows, sheet.n_columns), -1, np.int32)
    for number, cell in enumerate(sheet.cells):
        rows = slice(cell.row, cell.row + cell.row_span)
        grid[rows, cell.column : cell.column + cell.column_span] = number
    return grid


def cell_edges(sheet: FormSheet) -> GridEdges:
    """The edges between different cells and around the table."""
    grid = np.pad(owners(sheet), 1, constant_values=-1)
    across = grid[:-1, 1:-1] != grid[1:, 1:-1]
    down = grid[1:-1, :-1] != grid[1:-1, 1:]
    return GridEdges(across, down)


def drawn_edges(block: TableBlock, look: Look) -> GridEdges:
    """The edges that are drawn, as the pattern of the look says."""
    sheet, pattern = block.sheet, look.rules.pattern
    edges = cell_edges(sheet)
    wanted = _pattern_edges(sheet, pattern)
    if pattern is RulePattern.BROKEN:
        wanted = _broken(edges, look)
    drawn = edges & wanted
    if not look.breaks.bordered or pattern in (RulePattern.THREE_LINES, RulePattern.NONE):
        if block.cut_above:
            drawn.across[0] = False
        if block.cut_below:
            drawn.across[-1] = False
    return drawn


def _pattern_edges(sheet: FormSheet, pattern: RulePattern) -> GridEdges:
    n_rows, n_columns = sheet.n_rows, sheet.n_columns
    across, down = np.ones((n_rows + 1, n_columns), bool), np.ones((n_rows, n_columns + 1), bool)
    first, behind = _head_rows(sheet)
    match pattern:
        case RulePattern.NONE:
            across[:], down[:] = False, False
        case RulePattern.THREE_LINES | RulePattern.OUTER:
            across[1:-1] = False
            across[[first, behind]] = True
            down[:, 1:-1] = False
            if pattern is RulePattern.THREE_LINES:
                down[:] = False
        case RulePattern.HORIZONTAL:
            down[:] = False
        case RulePattern.VERTICAL:
            across[1:-1] = False
        case RulePattern.NO_SIDES:
            down[:, [0, -1]] = False
        case RulePattern.NO_OUTER:
            down[:, [0, -1]] = False
            across[[0, -1]] = False
        case RulePattern.BLOCKS:
            across &= ~_between_leaves(sheet)
        case RulePattern.HEAD_ONLY:
            across[behind + 1 :], down[behind:] = False, False
        case RulePattern.TREE_ONLY:
            across[:first], down[:first] = False, False
    return GridEdges(across, down)


def _head_rows(sheet: FormSheet) -> tuple[int, int]:
    """First row of the column heads and the row behind them; (0, 0) without heads."""
    heads = [cell for cell in sheet.cells if cell.role == Role.COLUMN_HEAD and cell.text]
    if not heads:
        return 0, 0
    return min(c.row for c in heads), max(c.row + c.row_span for c in heads)


def _between_leaves(sheet: FormSheet) -> Edges:
    """Edges between two rows that hold indicators of one level 2."""
    inside = np.zeros((sheet.n_rows + 1, sheet.n_columns), bool)
    leaves = {c.row: c for c in sheet.cells if c.role in _LEAF_ROLES}
    for row, cell in leaves.items():
        above = leaves.get(row - 1)
        if above is not None and above.parent == cell.parent:
            inside[row, cell.column :] = True
    return inside


def _broken(edges: GridEdges, look: Look) -> GridEdges:
    rng = np.random.default_rng(look.rules.seed)
    across, down = edges.across.copy(), edges.down.copy()
    for lines in (across, down.T):
        for line in lines:
            if rng.random() < look.rules.missing:
                start, end = np.sort(rng.integers(0, line.size + 1, 2))
                line[start:end] = False
    return GridEdges(across, down)


def edges_to_stretches(edges: GridEdges, drawn: GridEdges) -> list[Stretch]:
    """The longest straight runs of edges that are all drawn or all not."""
    found: list[Stretch] = []
    for direction, lines, shown in (
        (Direction.ACROSS, edges.across, drawn.across),
        (Direction.DOWN, edges.down.T, drawn.down.T),
    ):
        for number, (line, on) in enumerate(zip(lines, shown, strict=True)):
            states = np.concatenate([[0], np.where(line, 1 + on, 0), [0]])
            turns = np.flatnonzero(np.diff(states))
            for start, end in pairwise(turns):
                if states[start + 1]:
                    state = bool(states[start + 1] == 2)
                    found.append(Stretch(direction, number, int(start), int(end), state))
    return found
