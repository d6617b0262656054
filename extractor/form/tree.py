"""Which level-1 and level-2 label owns which row.

In an exact grid a label owns the rows its cell spans. In a flattened one a label is printed on one
row of its block: mostly the first, but not always (after a page break, or centred). The blocks are
found by dynamic programming over the rows; numbering that restarts, page breaks and the print
place of the label speak for a border. A label that nothing prints follows from its neighbours.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.labels import HOME, Level1, Level2, level1_label, level2_label
from extractor.form.rows import Token

_NUMBER = re.compile(r"(?:指标:?)?(\d{1,2})(?:[.、:．)]|(?=\D))|([一二三四五六七八九十]{1,3})、")
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}

_MOVED = 1.0  # a border that is not at its label
_MOVED_ROW = 0.3  # … and each row between them
_CONTINUES = 2.0  # numbering goes on over a border
_RESTARTS = 2.0  # numbering starts again inside a block
_AT_BREAK = -0.6  # a label after a page break may stand below its border


@dataclass(frozen=True, slots=True)
class Leaf:
    """One row of one panel as the tree sees it: its printed level-2 and the item number."""

    label: Token | None
    number: int | None
    after_break: bool


def item_number(folded: str) -> int | None:
    """The number an item begins with: 3、… → 3, 指标2:… → 2, 十二、… → 12; None without one."""
    match = _NUMBER.match(folded)
    if match is None:
        return None
    if match.group(1):
        marked = folded.startswith("指标") or folded[match.end(1) : match.end(1) + 1] in ".、:．)"
        return int(match.group(1)) if marked else None
    return _chinese_number(match.group(2))


def _chinese_number(text: str) -> int:
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _CHINESE.get(text[0], 0)
    return 10 * _CHINESE.get(tens, 1) + _CHINESE.get(ones, 0)


def own_rows(leaves: Sequence[Leaf]) -> tuple[Token | None, ...]:
    """The level-2 label that owns each row; None for rows above the first border.

    Minimises the price of all borders exactly: O(labels x rows^2), rows of a form are few.
    """
    printed = [i for i, leaf in enumerate(leaves) if leaf.label is not None]
    if not printed:
        return tuple(None for _ in leaves)
    numbering = _numbering_speaks(leaves, printed)
    # price[b]: cheapest way to have the current label's block begin at row b
    price: dict[int, tuple[float, tuple[int, ...]]] = {}
    for order, at in enumerate(printed):
        low = printed[order - 1] + 1 if order else 0
        high = printed[order + 1] if order + 1 < len(printed) else len(leaves)
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for begin in range(low, high):
            own = _border_price(leaves, begin, at, numbering)
            if order == 0:
                following[begin] = (own, (begin,))
                continue
            choices = [
                (cost + own + _inner_price(leaves, start, begin, numbering), (*path, begin))
                for start, (cost, path) in price.items()
                if start < begin
            ]
            if choices:
                following[begin] = min(choices)
        price = following
    ends = [
        (cost + _inner_price(leaves, start, len(leaves), numbering), path)
        for start, (cost, path) in price.items()
    ]
    borders = min(ends)[1]
    owners: list[Token | None] = [None] * len(leaves)
    for order, begin in enumerate(borders):
        until = borders[order + 1] if order + 1 < len(borders) else len(leaves)
        owners[begin:until] = [leaves[printed[order]].label] * (until - begin)
    return tuple(owners)


def _numbering_speaks(leaves: Sequence[Leaf], printed: Sequence[int]) -> bool:
    """Whether numbers restart at most labels of this form, so that they can tell borders."""
    numbered = [leaves[i].number for i in printed if leaves[i].number is not None]
    if len(numbered) < 2:
        return bool(numbered)
    return sum(n == 1 for n in numbered) * 2 >= len(numbered)


def _border_price(leaves: Sequence[Leaf], begin: int, at: int, numbering: bool) -> float:
    cost = 0.0
    if begin != at:
        cost += _MOVED + _MOVED_ROW * abs(begin - at)
        between = leaves[begin + 1 : at + 1] if begin < at else ()
        if any(leaf.after_break for leaf in between):
            cost += _AT_BREAK
        if begin < at and not numbering:
            cost += _MOVED
    if numbering and begin > 0:
        here, before = leaves[begin].number, leaves[begin - 1].number
        if here is not None and before is not None and here == before + 1:
            cost += _CONTINUES
    return cost


def _inner_price(leaves: Sequence[Leaf], begin: int, end: int, numbering: bool) -> float:
    if not numbering:
        return 0.0
    cost = 0.0
    for row in range(begin + 1, end):
        if leaves[row].number == 1 and any(leaf.number is not None for leaf in leaves[begin:row]):
            cost += _RESTARTS
    return cost


def level2_key(folded: str) -> Level2 | None:
    """The known level-2 group a text names; None if it names none."""
    label = level2_label(folded)
    return label.key if label is not None and isinstance(label.key, Level2) else None


def level1_key(folded: str) -> Level1 | None:
    """The known level-1 group a text names; None if it names none."""
    label = level1_label(folded)
    return label.key if label is not None and isinstance(label.key, Level1) else None


def home_of(level2: Level2, cost_is_level1: bool) -> Level1:
    """The level-1 a level-2 belongs under, in a form whose 成本 is level-1 or not."""
    if level2 is Level2.COST and cost_is_level1:
        return Level1.COST
    return HOME[level2]


def may_stand_under(level2: Level2, level1: Level1) -> bool:
    """Whether forms file this level-2 under this level-1, by rule or by local habit."""
    if level2 in (Level2.COST, Level2.ECONOMIC_COST):
        return level1 in (Level1.COST, Level1.OUTPUT)
    return HOME[level2] is level1
