"""Page breaks through a flattened table, and what they do to merged labels and cut cells."""

from dataclasses import replace

import numpy as np

from models.form_tagger.roles import Role
from training.form_tagger.damage import (
    body_of,
    can_cut,
    cut_in_two,
    is_blank,
    piece_at,
    places_of,
)
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.synthesis.contents.draw import chance, pick, pick_weighted

_LABELS = (Role.LEVEL1, Role.LEVEL2, Role.STUB)
_PAGE_NOTES = ("— {n} —", "第{n}页", "- {n} -", "{n}", "第 {n} 页 共 {m} 页", "{n}/{m}")


def break_pages(drawn: Drawn, rng: np.random.Generator) -> None:
    """One or two page breaks inside the indicators."""
    for _ in range(pick_weighted(rng, {1: 4, 2: 2, 3: 1})):
        body = body_of(drawn)
        if len(body) < 4:
            return
        cut = int(rng.integers(1, len(body)))
        if body[cut].broken:
            continue
        _cut_labels(body, cut, rng)
        body[cut].broken = chance(rng, 0.85)
        if chance(rng, 0.4):
            _shift_behind(body, cut, rng)
        if chance(rng, 0.3):
            _cut_cells(drawn, body, cut, rng)
        if chance(rng, 0.2):
            _repeat_heads(drawn, body[cut])
        if chance(rng, 0.15):
            note = pick(rng, _PAGE_NOTES).format(n=int(rng.integers(1, 90)), m=96)
            line = Line(LineKind.TEXT, [Piece(note, Role.NOISE)])
            drawn.lines.insert(drawn.lines.index(body[cut]), line)


def _cut_labels(body: list[Line], cut: int, rng: np.random.Generator) -> None:
    """A label whose rows are cut stays, moves behind the break, stands on both pages, or comes
    late on the second one."""
    for number, column in places_of(body[:cut], _LABELS):
        piece = piece_at(body, (number, column))
        behind = number + piece.rows - cut
        if behind < 1 or not is_blank(body[cut], column):
            continue
        place = pick_weighted(rng, {"stays": 5, "moves": 2, "both": 2, "late": 1})
        late = cut + behind // 2
        if place == "moves":
            body[cut].cells[column], body[number].cells[column] = piece, None
        elif place == "late" and late < len(body) and is_blank(body[late], column):
            body[late].cells[column], body[number].cells[column] = piece, None
        elif place == "both":
            again = replace(piece, rows=behind, continues=None)
            piece.rows = cut - number
            body[cut].cells[column] = again
            _adopt(body[cut : cut + behind], piece, again)


def _adopt(lines: list[Line], old: Piece, new: Piece) -> None:
    for line in lines:
        for piece in line.cells:
            if piece is not None and piece.parent is old:
                piece.parent = new


def _shift_behind(body: list[Line], cut: int, rng: np.random.Generator) -> None:
    """Behind the break the columns of merged labels are gone: all rows move left alike."""
    until = cut + 1
    while until < len(body) and not body[until].broken and chance(rng, 0.85):
        until += 1
    leads = [
        next((n for n, _ in enumerate(x.cells) if not is_blank(x, n)), 0) for x in body[cut:until]
    ]
    count = min(leads)
    if count == 0 and leads[0] > 0:
        count, until = leads[0], cut + 1
    for line in body[cut:until]:
        line.cells = line.cells[count:] + [None] * count


def _cut_cells(drawn: Drawn, body: list[Line], cut: int, rng: np.random.Generator) -> None:
    """The row at the break is cut itself: what did not fit stands in a row of its own behind it."""
    above = body[cut - 1]
    fragment: list[Piece | None] = [None] * len(above.cells)
    for column, piece in enumerate(above.cells):
        if piece is not None and can_cut(piece) and chance(rng, 0.35):
            fragment[column] = cut_in_two(piece, rng)
    if any(fragment):
        line = Line(LineKind.BODY, fragment, body[cut].broken)
        body[cut].broken = False
        drawn.lines.insert(drawn.lines.index(body[cut]), line)


def _repeat_heads(drawn: Drawn, before: Line) -> None:
    """The column heads are printed again on the new page."""
    heads = [line for line in drawn.lines if line.kind is LineKind.HEADS]
    at = drawn.lines.index(before)
    for line in reversed(heads):
        if any(p is not None and p.role is Role.STUB for p in line.cells):
            continue
        again: list[Piece | None] = [None if p is None else replace(p) for p in line.cells]
        drawn.lines.insert(at, Line(LineKind.HEADS, again))
    if heads and before.broken:
        drawn.lines[at].broken, before.broken = True, False
