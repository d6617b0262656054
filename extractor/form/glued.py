"""Cells that swallowed the ones below, where the rule between them was not seen: parted again.

A level cell that prints two known labels, or a name cell over several value rows that prints as
many numbered items, was several cells. The pieces go to the rows the cell spans.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.form.affinity import is_skeleton
from extractor.form.column_heads import Column
from extractor.form.columns import ColumnPlan
from extractor.form.level_names import level1_label, level2_label
from extractor.form.lines import Line
from extractor.form.rows import Ledger, Token, fold
from extractor.form.tree import item_number
from extractor.grid import Layout

_ITEM_START = re.compile(r"(?:指标\s*)?\d{1,2}\s*[.、:：．)）]")
_ELLIPSIS = re.compile(r"[….·。]{2,}")
_LEVELS = (Column.LEVEL1, Column.LEVEL2)


def part_glued_cells(lines: Sequence[Line], plan: ColumnPlan, ledger: Ledger) -> None:
    """Put the pieces of glued level and name cells into the lines they belong to."""
    for number, line in enumerate(lines):
        for role in sorted(line.cells):
            token = line.first(role)
            if token is None or len(line.cells[role]) > 1:
                continue
            below = _spanned(lines, number, token)
            if plan.roles[role].kind in _LEVELS:
                pieces = _label_pieces(token.text)
            elif plan.roles[role].kind is Column.LEVEL3 and len(below) > 1:
                pieces = _item_pieces(token.text, len(below))
            else:
                continue
            free = all(role not in other.cells for other in below[1:])
            if len(pieces) > 1 and free:
                _put(below, role, ledger.cut(token, pieces))


def _spanned(lines: Sequence[Line], number: int, token: Token) -> list[Line]:
    """The line of a cell and the lines below that it spans."""
    line = lines[number]
    if line.row.layout is not Layout.EXACT:
        return [line]
    last = line.row.grid_row + token.row_span
    return [
        other
        for other in lines[number:]
        if other.row.block == line.row.block and other.row.grid_row < last
    ]


def _label_pieces(text: str) -> list[str]:
    """The labels and ellipses a text is made of; [] unless all of it is."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = next((e for e in range(len(text), start, -1) if _is_piece(text[start:e])), None)
        if end is None:
            return []
        pieces.append(text[start:end].strip())
        start = end
    return [p for p in pieces if p]


def _is_piece(text: str) -> bool:
    folded = fold(text)
    if _ELLIPSIS.fullmatch(folded) or not folded:
        return True
    if _ELLIPSIS.search(folded):
        return False
    one, two = level1_label(folded), level2_label(folded)
    return (one is not None and one.sure) or (two is not None and two.sure)


def _item_pieces(text: str, count: int) -> list[str]:
    """As many numbered items as there are rows, their numbers in sequence; else []."""
    starts = [m.start() for m in _ITEM_START.finditer(text)]
    if len(starts) != count or starts[0] != 0:
        return []
    pieces = [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    numbers = [item_number(fold(p)) for p in pieces]
    first = numbers[0]
    in_turn = first is not None and numbers == list(range(first, first + count))
    return pieces if in_turn else []


def _put(below: Sequence[Line], role: int, pieces: Sequence[Token]) -> None:
    """Spread the pieces evenly over the lines; ellipses stand behind them as empty places."""
    names = [p for p in pieces if not is_skeleton(p.folded)]
    if not names:
        return
    count = min(len(names), len(below))
    starts = [i * len(below) // count for i in range(count)]
    end = below[0].row.grid_row + max(p.row_span for p in pieces)
    for order, start in enumerate(starts):
        line = below[start]
        last = order + 1 == count
        until = end if last else below[starts[order + 1]].row.grid_row
        mine = names[order:] if last else names[order : order + 1]
        span = max(1, until - line.row.grid_row)
        line.cells[role] = [replace(p, row_span=span) for p in mine]
        line.rejoined = line.rejoined or len(names) > 1
