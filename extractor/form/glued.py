"""Cells that swallowed the ones below, where the rule between them was not seen: parted again.

A level cell that prints two known labels, perhaps with a mark or two of a seal between them, or a
name cell over several value rows that prints as many numbered items, was several cells. The pieces
go to the rows the cell spans: labels of level 1 to those whose level 2 is theirs.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.form.affinity import is_skeleton
from extractor.form.column_heads import Column
from extractor.form.columns import ColumnPlan
from extractor.form.draft import Draft
from extractor.form.level_names import HOME, Level1, Level2, level1_label, level2_label
from extractor.form.lines import Line
from extractor.form.rows import Token, fold
from extractor.form.tree import item_number
from extractor.grid import Layout

_ITEM_START = re.compile(r"(?:指标\s*)?\d{1,2}\s*[.、:：．)）]")
_ELLIPSIS = re.compile(r"[….·。]{2,}")
_STRAYS = 2
"""Characters at most that a seal leaves between two labels."""
_LEVELS = (Column.LEVEL1, Column.LEVEL2)


def part_glued_cells(lines: Sequence[Line], plan: ColumnPlan, draft: Draft) -> None:
    """Put the pieces of glued level and name cells into the lines they belong to; the template's
    dots among them are skipped."""
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
                cut = draft.ledger.cut(token, pieces)
                dots = [p for p in cut if is_skeleton(p.folded)]
                draft.skipped += [draft.ledger.use(piece, "skeleton") for piece in dots]
                names = [p for p in cut if not is_skeleton(p.folded) and not _is_stray(p.text)]
                _put(below, role, names, _starts(below, plan, role, names))


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
    """The labels and ellipses a text is made of, and strays between two labels; [] unless all of
    it is."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        piece = _piece_at(text, start) or _stray_at(text, start)
        if not piece:
            return []
        pieces.append(piece.strip())
        start += len(piece)
    found = [p for p in pieces if p]
    inner = found[1:-1]
    return found if all(not _is_stray(p) for p in found if p not in inner) else []


def _piece_at(text: str, start: int) -> str:
    ends = (e for e in range(len(text), start, -1) if _is_piece(text[start:e]))
    end = next((e for e in ends if not _ELLIPSIS.fullmatch(text[e - 1 : e + 1])), start)
    return text[start:end]


def _stray_at(text: str, start: int) -> str:
    """Up to two characters that are no label, with a label behind them."""
    if start == 0:
        return ""
    for end in range(start + 1, min(start + _STRAYS, len(text) - 1) + 1):
        if _piece_at(text, end):
            return text[start:end]
    return ""


def _is_stray(text: str) -> bool:
    return not _is_piece(text) and len(fold(text)) <= _STRAYS


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


def _starts(
    below: Sequence[Line], plan: ColumnPlan, role: int, names: Sequence[Token]
) -> list[int]:
    """The line at which each name begins: the first whose level 2 has it as its home, where all
    have one, one behind the other; else they are spread evenly."""
    count = min(len(names), len(below))
    even = [i * len(below) // count for i in range(count)] if count else []
    if plan.roles[role].kind is not Column.LEVEL1 or count < len(names):
        return even
    homes: list[Level1 | Level2 | None] = [_home(line, plan) for line in below]
    wanted = [level1_label(name.folded) for name in names]
    first = [
        homes.index(label.key) if label is not None and label.key in homes else -1
        for label in wanted
    ]
    return first if first[0] == 0 and first == sorted(set(first)) else even


def _home(line: Line, plan: ColumnPlan) -> Level1 | None:
    """The level 1 of the level 2 that a line prints."""
    for index in line.cells:
        label = level2_label(line.text(index)) if plan.roles[index].kind is Column.LEVEL2 else None
        if label is not None and isinstance(label.key, Level2):
            return HOME[label.key]
    return None


def _put(below: Sequence[Line], role: int, names: Sequence[Token], starts: Sequence[int]) -> None:
    """Put the names into the lines at which they begin; empty places stay behind them."""
    if not names:
        return
    count = len(starts)
    end = below[0].row.grid_row + max(p.row_span for p in names)
    for order, start in enumerate(starts):
        line = below[start]
        last = order + 1 == count
        until = end if last else below[starts[order + 1]].row.grid_row
        mine = names[order:] if last else names[order : order + 1]
        span = max(1, until - line.row.grid_row)
        line.cells[role] = [replace(p, row_span=span) for p in mine]
        line.rejoined = line.rejoined or len(names) > 1
