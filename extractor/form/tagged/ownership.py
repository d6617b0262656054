"""The level-2 and level-1 label that own each indicator of a panel."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.form.tagged.items import Item, Reading
from extractor.form.tagged.leaves import Leaf
from extractor.form.tagged.levels import wrong_homes
from extractor.form.tagged.matching import NOWHERE, Scores, own_in_order
from extractor.form.tree import item_number
from extractor.verbatim import Panel
from models.form_tagger.roles import Role
from models.form_tagger.tokens import TokenLayout

_COVERS = 3.0  # logarithm: a merged cell owns the rows that it spans
_MISSES = -3.0
_OTHER_PANEL = -6.0
_WRONG_HOME = -6.0  # groups that no form files so
_GOES_ON = 2.0  # logarithm: item 4 stands under the label of item 3
_RESTARTS = -2.0
_ORPHAN = -3.0  # an indicator without a label, in a form that has some


@dataclass(frozen=True, slots=True)
class Home:
    """The labels above an indicator, None for what no label owns, and how sure each is (0–1)."""

    level1: Item | None
    level2: Item | None
    sure1: float = 1.0
    sure2: float = 1.0


def leaves_to_homes(reading: Reading, leaves: Sequence[Leaf]) -> list[Home]:
    """The labels of each leaf of a panel; the leaves are in reading order."""
    if not leaves:
        return []
    panel = leaves[0].panel
    seconds, firsts = reading.of(Role.LEVEL2), reading.of(Role.LEVEL1)
    anchors = [leaf.anchor for leaf in leaves]
    owned = own_in_order(_scores(reading, anchors, seconds, panel), _stays(leaves))
    level2 = [seconds[n] if n != NOWHERE else None for n in owned.labels]
    # each run of leaves of one level 2 asks once for its level 1
    runs = [
        number
        for number, (item, leaf) in enumerate(zip(level2, leaves, strict=True))
        if number == 0 or item is None or item is not level2[number - 1]
    ]
    askers = [level2[number] or anchors[number] for number in runs]
    above = own_in_order(_scores(reading, askers, firsts, panel))
    homes: list[Home] = []
    run = -1
    for number, item in enumerate(level2):
        run += run + 1 < len(runs) and runs[run + 1] == number
        first = firsts[above.labels[run]] if above.labels[run] != NOWHERE else None
        homes.append(Home(first, item, float(above.sureness[run]), float(owned.sureness[number])))
    return homes


def _scores(
    reading: Reading, children: Sequence[Item], labels: Sequence[Item], panel: Panel
) -> Scores:
    """(children, labels + 1): links, spans of merged cells, panels."""
    links = np.stack([reading.links(child, labels) for child in children])
    links[:, -1] += _ORPHAN
    links[:, :-1] += _covers(reading, children, labels)
    links[:, :-1] += _WRONG_HOME * wrong_homes(reading, children, labels)
    for place, label in enumerate(labels):
        if label.panel is not None and label.panel is not panel and label.role is Role.LEVEL2:
            links[:, place] += _OTHER_PANEL
    return links


def _stays(leaves: Sequence[Leaf]) -> Scores:
    """(leaves,): numbers that go on speak for the label above, numbers that start again against."""
    found = np.zeros(len(leaves))
    before: int | None = None
    for place, leaf in enumerate(leaves):
        number = item_number(leaf.anchor.folded)
        if number is not None and before is not None:
            found[place] = _GOES_ON * (number == before + 1) + _RESTARTS * (number == 1)
        before = number
    return found


def _covers(reading: Reading, children: Sequence[Item], labels: Sequence[Item]) -> Scores:
    """(children, labels): whether a merged cell spans a row; 0 where spans are unknown."""
    rows = np.array([child.row for child in children])
    found = np.zeros((len(children), len(labels)))
    for place, label in enumerate(labels):
        if reading.beliefs.cells.seen[label.index].layout is TokenLayout.EXACT:
            within = (label.row <= rows) & (rows < label.end)
            found[:, place] = np.where(within, _COVERS, _MISSES)
    return found
