"""Which level-1 and level-2 label owns which row.

In an exact grid a label owns the rows its cell spans. In a flattened one a label is printed on one
row of its block: mostly the first, but not always (after a page break, or centred). The blocks are
found by dynamic programming over the rows; numbering that restarts, page breaks and the print
place of the label speak for a border. A label that nothing prints follows from its neighbours.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from extractor.form.level_names import COST_LEVEL2, HOME, Level1, Level2, level1_label, level2_label
from extractor.form.rows import Token

_NUMBER = re.compile(r"(?:指标:?)?(\d{1,2})(?:[.、:．)]|(?=\D))|([一二三四五六七八九十]{1,3})、")
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}

_MOVED = 1.0  # a border that is not at its label
_MOVED_ROW = 0.3  # … and each row between them
_OFF_CENTRE = 0.4  # a row between a label and the middle of its block, where labels are centred
_UNOWNED = 3.0  # a row above the first border
_CONTINUES = 2.0  # numbering goes on over a border
_RESTARTS = 2.0  # numbering starts again inside a block
_AT_BREAK = -0.6  # a label after a page break may stand below its border
_WRONG_HOME = 2.5  # a row that prints its level-1 in a block of another level-1
_WRONG_KIND = 1.2  # a row whose value or name speaks for the other label
_DECIMALS = 6  # to which prices are compared
_REACH = 150  # rows: a border is looked for no farther from its label


@dataclass(frozen=True, slots=True)
class Leaf:
    """One row of one panel as the tree sees it: its printed level-2, the level-1 printed in the
    same row, the item number, and the level-2 that its name and value speak for."""

    label: Token | None
    level1: Level1 | None
    number: int | None
    kind: Level2 | None
    after_break: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """One printed label: its row, its key, and whether this form centres labels."""

    at: int
    key: Level2 | None
    numbering: bool
    centred: bool


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
    """The level-2 label that owns each row; None only for a form without labels.

    Minimises the price of all borders: O(labels x reach^2). Where prices are equal the borders
    that stand higher win.
    """
    printed = [i for i, leaf in enumerate(leaves) if leaf.label is not None]
    if not printed:
        return tuple(None for _ in leaves)
    numbering = _numbering_speaks(leaves, printed)
    behind_break = any(leaf.after_break for leaf in leaves[: printed[0] + 1])
    centred = printed[0] > 0 and not behind_break and _are_centred(printed, len(leaves))
    blocks = [_Block(i, _key_of(leaves[i]), numbering, centred) for i in printed]
    borders = _cheapest_borders(leaves, blocks)
    owners: list[Token | None] = [None] * borders[0]
    for order, row in enumerate(printed):
        owners += [leaves[row].label] * (borders[order + 1] - borders[order])
    return tuple(owners)


def _cheapest_borders(leaves: Sequence[Leaf], blocks: Sequence[_Block]) -> list[int]:
    """The row at which each block begins, and the end of the last one."""
    end = len(leaves)
    # by row at which the block may begin: the price of all rows and borders up to there
    price = {
        begin: _border_price(leaves, begin, blocks[0]) + _UNOWNED * begin
        for begin in _begins(blocks, 0, end)
    }
    rank = {begin: order for order, begin in enumerate(price)}  # among ways of one price
    ways: list[dict[int, int]] = []
    for order in range(1, len(blocks)):
        begins = [begin for begin in _begins(blocks, order, end) if begin > min(price)]
        best = _cheapest_starts(leaves, blocks[order - 1], (price, rank), begins)
        price = {b: best[b][0] + _border_price(leaves, b, blocks[order]) for b in begins}
        by_way = sorted((way, begin) for begin, (_, way, _) in best.items())
        rank = {begin: number for number, (_, begin) in enumerate(by_way)}
        ways.append({begin: start for begin, (_, _, start) in best.items()})
    borders = [end, _cheapest_starts(leaves, blocks[-1], (price, rank), [end])[end][2]]
    for way in reversed(ways):
        borders.append(way[borders[-1]])
    return borders[::-1]


def _cheapest_starts(
    leaves: Sequence[Leaf],
    block: _Block,
    ways: tuple[dict[int, float], dict[int, int]],
    ends: Sequence[int],
) -> dict[int, tuple[float, int, int]]:
    """By row at which a block ends: the price up to there, the rank of the way and where the block
    begins. `ways` are the price and the rank of each such beginning."""
    price, rank = ways
    rows = _BlockPrices(leaves, block, min(price), ends[-1])
    return {
        end: min(
            (round(cost + rows.of(start, end), _DECIMALS), rank[start], start)
            for start, cost in price.items()
            if start < end
        )
        for end in ends
    }


def _begins(blocks: Sequence[_Block], order: int, end: int) -> Sequence[int]:
    """Rows at which a block may begin, in order: behind the label above and before the one below,
    not far from its own label; or right behind the label above."""
    low = blocks[order - 1].at + 1 if order else 0
    high = blocks[order + 1].at if order + 1 < len(blocks) else end
    at = blocks[order].at
    near = range(max(low, at - _REACH), min(high, at + _REACH + 1))
    return near if low in near else (low, *near)


def _are_centred(printed: Sequence[int], end: int) -> bool:
    """Whether every label can stand in the middle row of its block, blocks without gaps."""
    begins = {0}
    for order, at in enumerate(printed):
        last = order + 1 == len(printed)
        # the middle of an even block is either of two rows
        ends = {2 * at - begin + 1 + odd for begin in begins for odd in (-1, 0, 1)}
        begins = {e for e in ends if e > at and (e == end if last else e <= printed[order + 1])}
    return bool(begins)


def _key_of(leaf: Leaf) -> Level2 | None:
    return level2_key(leaf.label.folded) if leaf.label is not None else None


def _numbering_speaks(leaves: Sequence[Leaf], printed: Sequence[int]) -> bool:
    """Whether numbers restart at most labels of this form, so that they can tell borders."""
    numbered = [leaves[i].number for i in printed if leaves[i].number is not None]
    if len(numbered) < 2:
        return bool(numbered)
    return sum(n == 1 for n in numbered) * 2 >= len(numbered)


def _border_price(leaves: Sequence[Leaf], begin: int, block: _Block) -> float:
    """Price of a block that begins at a row, by the place of its label and the numbering."""
    cost = 0.0
    if begin != block.at and not block.centred:
        cost += _MOVED + _MOVED_ROW * abs(begin - block.at)
        between = leaves[begin + 1 : block.at + 1]
        if any(leaf.after_break for leaf in between):
            cost += _AT_BREAK
        elif begin < block.at and not block.numbering:
            cost += _MOVED
    if block.numbering and begin > 0:
        here, before = leaves[begin].number, leaves[begin - 1].number
        if here is not None and before is not None and here == before + 1:
            cost += _CONTINUES
    return cost


class _BlockPrices:
    """Price of all rows of a block, by numbering, printed level-1 and what the rows speak for.

    Sums from the row `low` on, so that each block is priced at once.
    """

    def __init__(self, leaves: Sequence[Leaf], block: _Block, low: int, end: int) -> None:
        self._low = low
        self._block = block
        rows = range(low, end)
        self._sums = [0.0, *accumulate(_row_price(leaves[row], row, block) for row in rows)]
        ones = (leaves[row].number == 1 for row in rows)
        self._ones = [0, *accumulate(ones)]
        # by row: the first numbered row from it on, and so whether that one is a 1
        self._opens_with_one = [False] * (end - low + 1)
        self._opened_at = [end] * (end - low + 1)
        for row in reversed(rows):
            number = leaves[row].number
            known = number is not None
            at = row - low
            self._opened_at[at] = row if known else self._opened_at[at + 1]
            self._opens_with_one[at] = number == 1 if known else self._opens_with_one[at + 1]

    def of(self, begin: int, end: int) -> float:
        """Price of the block that begins at a row and ends before another."""
        block, one, two = self._block, begin - self._low, end - self._low
        cost = self._sums[two] - self._sums[one]
        cost += _OFF_CENTRE * abs((begin + end - 1) / 2 - block.at) * block.centred
        if block.numbering:
            first = self._opens_with_one[one] and self._opened_at[one] < end
            cost += _RESTARTS * (self._ones[two] - self._ones[one] - first)
        return cost


def _row_price(leaf: Leaf, row: int, block: _Block) -> float:
    cost = 0.0
    if row == block.at or block.key is None:
        return cost
    if leaf.level1 and not may_stand_under(block.key, leaf.level1):
        cost += _WRONG_HOME
    if leaf.kind and leaf.kind is not block.key:
        cost += _WRONG_KIND * (HOME[leaf.kind] is not HOME[block.key] or _is_cost(leaf.kind))
    return cost


def _is_cost(key: Level2) -> bool:
    return key is Level2.COST or key in COST_LEVEL2


_MONEY = re.compile(r"\d(元|万元|亿元|万/|万$)|元/")
_COST_NAME = re.compile(r"成本|经费|费用|费$|支出|补助标准|单价|金额")
_SATISFIED = re.compile(r"满意(度|率|程度)")


def speaks_for(name: str, value: str) -> Level2 | None:
    """The level-2 that a row's folded name and value speak for, where they speak clearly."""
    if _SATISFIED.search(name):
        return Level2.SATISFACTION
    if _MONEY.search(value) and _COST_NAME.search(name):
        return Level2.COST
    return None


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
    if level2 is Level2.SATISFACTION:
        return level1 in (Level1.SATISFACTION, Level1.BENEFIT)
    return HOME[level2] is level1
