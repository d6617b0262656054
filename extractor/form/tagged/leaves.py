"""Indicators of a panel: each name with what stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from extractor.form.tagged.items import Item, Reading
from extractor.form.tagged.matching import NOWHERE, Scores, pair_in_order
from extractor.verbatim import Panel
from models.form_tagger.roles import LEAF_COLUMNS, Role
from models.form_tagger.tokens import TokenLayout

_SAME_ROW = 3.0  # logarithm: a name and its value share a row, where rows are rows
_OTHER_ROW = -3.0
_MEASURES = (Role.VALUE, Role.NUMBER, Role.ACTUAL)


@dataclass(slots=True)
class Leaf:
    """One indicator of a panel. `sureness` is that of the links of its columns (0–1)."""

    panel: Panel
    row: int
    end: int
    name: Item | None = None
    columns: dict[Role, Item] = field(default_factory=dict)
    sureness: float = 1.0

    @property
    def anchor(self) -> Item:
        """What the levels of the indicator are looked for from: its name, else its value."""
        return self.name or self.columns[next(r for r in _MEASURES if r in self.columns)]


def reading_to_leaves(reading: Reading, panel: Panel) -> tuple[list[Leaf], list[Item]]:
    """The indicators of a panel in reading order, and the texts that belong to none."""
    names = [item for item in reading.of(Role.LEVEL3) if item.panel is panel]
    leaves = [Leaf(panel, item.row, item.end, item) for item in names]
    alone: list[Item] = []
    for role in LEAF_COLUMNS:
        items = [item for item in reading.of(role) if item.panel is panel]
        alone += _attach(reading, items, leaves, role)
    nameless = [
        Leaf(panel, item.row, item.end, None, {item.role: item})
        for item in alone
        if item.role in _MEASURES[:2]
    ]
    taken = {leaf.anchor.index for leaf in nameless}
    rest = [item for item in alone if item.index not in taken]
    rest = [item for item in rest if not _add_in_row(item, nameless)]
    return sorted([*leaves, *nameless], key=lambda leaf: (leaf.row, leaf.anchor.index)), rest


def _attach(
    reading: Reading, items: Sequence[Item], leaves: Sequence[Leaf], role: Role
) -> list[Item]:
    """Give each leaf at most one text of a role, in order; returns those that are left."""
    if not items or not leaves:
        return list(items)
    names = [leaf.name for leaf in leaves if leaf.name is not None]
    links = np.stack([reading.links(item, names) for item in items])
    rows = _row_scores(reading, items, leaves)
    found = pair_in_order(links[:, :-1] + rows, links[:, -1] + min(_OTHER_ROW, 0.0))
    left: list[Item] = []
    for number, (item, place) in enumerate(zip(items, found, strict=True)):
        if place == NOWHERE:
            left.append(item)
            continue
        leaves[place].columns[role] = item
        if role in _MEASURES:
            leaves[place].sureness *= float(np.exp(links[number, place]))
    return left


def _row_scores(reading: Reading, items: Sequence[Item], leaves: Sequence[Leaf]) -> Scores:
    """(items, leaves): whether they stand in one row; 0 where rows are unknown."""
    seen = reading.beliefs.cells.seen
    starts = np.array([leaf.row for leaf in leaves])
    ends = np.array([leaf.end for leaf in leaves])
    scores = np.zeros((len(items), len(leaves)))
    for number, item in enumerate(items):
        if seen[item.index].layout not in (TokenLayout.STREAM, TokenLayout.TEXT):
            shared = (item.row < ends) & (starts < item.end)
            scores[number] = np.where(shared, _SAME_ROW, _OTHER_ROW)
    return scores


def _add_in_row(item: Item, leaves: Sequence[Leaf]) -> bool:
    """Put a text into the nameless indicator of its row, if there is one with room for it."""
    for leaf in leaves:
        if leaf.row == item.row and item.role not in leaf.columns:
            leaf.columns[item.role] = item
            return True
    return False
