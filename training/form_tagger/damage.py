"""Damage to the rows of a flattened table: labels lost and moved, cells shifted, glued and cut."""

from collections.abc import Callable, Sequence

import numpy as np

from models.form_tagger.roles import LEAF_COLUMNS, Role, TaggedPanel
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.synthesis.contents.draw import chance, pick, pick_some

_LEVELS = (Role.LEVEL1, Role.LEVEL2)
_KEPT = (Role.LEVEL3, Role.VALUE, Role.FIELD_VALUE, Role.MONEY_VALUE, Role.GOAL_VALUE)
_LEAST_TO_CUT = 4
_UNCUT = frozenset(LEAF_COLUMNS) - {Role.EXPLANATION}

Place = tuple[int, int]
"""Line and column."""


def body_of(drawn: Drawn) -> list[Line]:
    """The lines of the indicators, top to bottom."""
    return [line for line in drawn.lines if line.kind is LineKind.BODY]


def places_of(lines: Sequence[Line], roles: Sequence[Role]) -> list[Place]:
    """Where pieces of these roles are printed."""
    return [
        (number, column)
        for number, line in enumerate(lines)
        for column, piece in enumerate(line.cells)
        if piece is not None and piece.role in roles and piece.text.strip()
    ]


def piece_at(lines: Sequence[Line], place: Place) -> Piece:
    """The piece in a place that `places_of` gave."""
    piece = lines[place[0]].cells[place[1]]
    assert piece is not None
    return piece


def is_blank(line: Line, column: int) -> bool:
    """Whether a column of a line prints nothing; columns behind its end do not count as blank."""
    if column >= len(line.cells):
        return False
    piece = line.cells[column]
    return piece is None or not piece.text.strip()


def centre_labels(drawn: Drawn, rng: np.random.Generator) -> None:
    """Labels of merged cells stand in the middle of their rows, as they look on paper."""
    body = body_of(drawn)
    places = places_of(body, (*_LEVELS, Role.STUB))
    everywhere = chance(rng, 0.4)
    for number, column in places:
        piece = piece_at(body, (number, column))
        if piece.rows < 2 or not (everywhere or chance(rng, 0.25)):
            continue
        middle = number + (piece.rows - chance(rng, 0.5)) // 2
        if number < middle < len(body) and is_blank(body[middle], column):
            body[middle].cells[column], body[number].cells[column] = piece, None


def lose_labels(drawn: Drawn, rng: np.random.Generator) -> None:
    """Level-1 labels are lost, some replaced by a second copy of the level-2 label beside them;
    level-2 labels are lost where the other panel still prints them."""
    body = body_of(drawn)
    for place in pick_some(rng, places_of(body, (Role.LEVEL1,)), int(rng.integers(1, 3))):
        line = body[place[0]]
        beside = next((p for p in line.cells[place[1] + 1 :] if p and p.role is Role.LEVEL2), None)
        copied = beside is not None and chance(rng, 0.5)
        line.cells[place[1]] = Piece(beside.text, Role.NOISE) if copied and beside else None
    for line in body:
        labels = [n for n, p in enumerate(line.cells) if p and p.role is Role.LEVEL2 and p.text]
        if len(labels) == 2 and chance(rng, 0.15):
            line.cells[pick(rng, labels)] = None


def shift_rows(drawn: Drawn, rng: np.random.Generator) -> None:
    """Rows under merged labels lose their leading blanks; names may move without their values."""
    body = body_of(drawn)
    run = chance(rng, 0.35)
    rows = [n for n, line in enumerate(body) if line.cells and is_blank(line, 0)]
    if not rows:
        return
    chosen = pick_some(rng, rows, int(rng.integers(1, 5)))
    if run:
        chosen = [n for n in rows if n >= chosen[0]][: int(rng.integers(2, 12))]
    whole = chance(rng, 0.75)
    lost = int(rng.integers(1, 4))
    for number in chosen:
        line = body[number]
        blanks = next((n for n in range(len(line.cells)) if not is_blank(line, n)), 0)
        if blanks == 0:
            continue
        count = min(lost if run else int(rng.integers(1, blanks + 1)), blanks)
        if whole or blanks + 1 >= len(line.cells):
            line.cells = line.cells[count:] + [None] * count
        else:
            moved = line.cells[blanks]
            line.cells[blanks], line.cells[blanks - count] = None, moved


def misplace_halves(drawn: Drawn, rng: np.random.Generator) -> None:
    """In facing panels a level-2 label is lost left, and the right panel moves one place."""
    for line in body_of(drawn):
        labels = [n for n, p in enumerate(line.cells) if p and p.role is Role.LEVEL2 and p.text]
        if len(labels) < 2 or not chance(rng, 0.2):
            continue
        left, right = labels[:2]
        if chance(rng, 0.6):
            line.cells[left] = None
        line.cells.insert(right, None)
        if chance(rng, 0.4) and line.cells[-1] is not None:
            line.cells.pop()


def print_thrice(drawn: Drawn, rng: np.random.Generator) -> None:
    """The annual panel of the upper rows is printed once more at their right."""
    body = body_of(drawn)
    upper = body[: int(rng.integers(2, max(3, len(body))))]
    for line in upper:
        annual = [n for n, p in enumerate(line.cells) if p and p.panel is TaggedPanel.ANNUAL]
        medium = [n for n, p in enumerate(line.cells) if p and p.panel is TaggedPanel.MEDIUM_TERM]
        if medium and annual and annual[0] > medium[-1]:
            again = line.cells[annual[0] :]
            line.cells += [None if p is None else Piece(p.text, Role.NOISE) for p in again]


def drop_rows(drawn: Drawn, rng: np.random.Generator) -> None:
    """One or two rows of indicators are missing; their labels go with them or to the next row."""
    for _ in range(int(rng.integers(1, 3))):
        body = body_of(drawn)
        if len(body) < 4:
            return
        number = int(rng.integers(len(body) - 1))
        gone, after = body[number], body[number + 1]
        for column, piece in enumerate(gone.cells):
            label = piece is not None and piece.role in (*_LEVELS, Role.STUB)
            if label and is_blank(after, column) and chance(rng, 0.7):
                after.cells[column] = piece
        drawn.lines.remove(gone)


def glue_cells(drawn: Drawn, rng: np.random.Generator) -> None:
    """Neighbours in a row become one cell with a space between, or none."""
    lines = [line for line in drawn.lines if len(line.printed()) > 1]
    for line in pick_some(rng, lines, int(rng.integers(1, 5))):
        places = line.places()
        at = int(rng.integers(len(places) - 1))
        first, second = line.cells[places[at]], line.cells[places[at + 1]]
        if first is None or second is None:
            continue
        kept = second if first.role not in _KEPT and second.role in _KEPT else first
        for piece in (first, second):
            if piece.leaf is not None and piece.leaf.cells.get(piece.role) is piece:
                piece.leaf.said.setdefault(piece.role, piece.text)
        kept.said = kept.text if kept.said is None else kept.said
        kept.text = first.text + pick(rng, (" ", " ", "", "：")) + second.text
        line.cells[places[at]] = kept
        del line.cells[places[at + 1]]


def damage_heads(drawn: Drawn, rng: np.random.Generator) -> None:
    """The column heads lose their leading blanks, a head, or all of themselves."""
    heads = [line for line in drawn.lines if line.kind is LineKind.HEADS]
    for line in heads:
        places = line.places()
        kind = pick(rng, ("shift", "shift", "lose", "drop"))
        if kind == "shift" and places and places[0] > 0:
            line.cells = line.cells[places[0] :] + [None] * places[0]
        elif kind == "lose" and len(places) > 2:
            line.cells[pick(rng, places)] = None
        elif kind == "drop" and len(heads) == 1:
            drawn.lines.remove(line)


def add_fillers(drawn: Drawn, rng: np.random.Generator) -> None:
    """Rows of dots, and rows without anything, stand between the indicators."""
    for line in pick_some(rng, body_of(drawn), int(rng.integers(1, 6))):
        cells: list[Piece | None] = [None] * len(line.cells)
        if chance(rng, 0.6) and cells:
            text = pick(rng, ("……", ".....", "…", "...", "无"))
            cells[int(rng.integers(min(3, len(cells))))] = Piece(text, Role.FILLER)
        drawn.lines.insert(drawn.lines.index(line) + 1, Line(LineKind.BODY, cells))


def loosen_top(drawn: Drawn, rng: np.random.Generator) -> None:
    """Cells above the indicators stand one place further right or left."""
    for line in drawn.lines:
        if line.kind is LineKind.TOP and chance(rng, 0.3):
            blanks = [n for n in range(1, len(line.cells)) if is_blank(line, n)]
            if blanks and chance(rng, 0.5):
                del line.cells[pick(rng, blanks)]
            else:
                line.cells.insert(int(rng.integers(0, len(line.cells) + 1)), None)


def cut_in_two(piece: Piece, rng: np.random.Generator) -> Piece:
    """Cut a text; the rest is a piece of its own that continues it."""
    at = int(rng.integers(2, len(piece.text) - 1))
    rest = Piece(piece.text[at:], piece.role, piece.panel, piece.key, piece.parent, piece)
    piece.text = piece.text[:at]
    rest.leaf = piece.leaf
    return rest


def can_cut(piece: Piece | None) -> bool:
    """Whether a text is long enough to be cut in two."""
    return (
        piece is not None
        and len(piece.text.strip()) >= _LEAST_TO_CUT
        and piece.role is not Role.NOISE
        and not piece.text.isspace()
    )


def split_cells(drawn: Drawn, rng: np.random.Generator) -> None:
    """Texts are cut in two: the rest stands in the next place, or in the row below."""
    table = [line for line in drawn.lines if line.kind is not LineKind.TEXT]
    places = [
        (n, c)
        for n, line in enumerate(table)
        for c, p in enumerate(line.cells)
        if can_cut(p) and p is not None and p.role not in _UNCUT
    ]
    for number, column in pick_some(rng, places, int(rng.integers(1, 5))):
        piece = table[number].cells[column] if column < len(table[number].cells) else None
        if piece is None or not can_cut(piece):
            continue
        label = piece.role in _LEVELS
        below = table[number + 1] if number + 1 < len(table) else None
        if label and piece.rows > 1 and below is not None and is_blank(below, column):
            below.cells[column] = cut_in_two(piece, rng)
        elif chance(rng, 0.5):
            fragment: list[Piece | None] = [None] * len(table[number].cells)
            fragment[column] = cut_in_two(piece, rng)
            line = table[number]
            drawn.lines.insert(drawn.lines.index(line) + 1, Line(line.kind, fragment))
        else:
            table[number].cells.insert(column + 1, cut_in_two(piece, rng))


DAMAGES: tuple[tuple[Callable[[Drawn, np.random.Generator], None], float], ...] = (
    (centre_labels, 0.3),
    (drop_rows, 0.08),
    (print_thrice, 0.08),
    (misplace_halves, 0.3),
    (lose_labels, 0.25),
    (shift_rows, 0.5),
    (split_cells, 0.35),
    (glue_cells, 0.15),
    (damage_heads, 0.12),
    (add_fillers, 0.15),
    (loosen_top, 0.25),
)
"""What is done to the rows in this order, and the share of forms of full strength."""
