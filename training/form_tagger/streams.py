"""One cell a line: the order of the cells is all that is left."""

from dataclasses import replace

import numpy as np

from models.form_tagger.roles import Role
from training.form_tagger.damage import can_cut
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.synthesis.contents.draw import chance, pick

_LABELS = (Role.FIELD_LABEL, Role.MONEY_LABEL, Role.GOAL_LABEL)


def lines_of_cells(drawn: Drawn, rng: np.random.Generator) -> None:
    """Every cell becomes a line; long texts may be wrapped, values may follow their label in its
    line. Some copies list a column of names first and the column of values behind it."""
    wrapped = int(rng.integers(14, 40)) if chance(rng, 0.3) else 9999
    inline = chance(rng, 0.2)
    by_column = chance(rng, 0.06)
    lines: list[Line] = []
    pending: list[Line] = []
    for line in drawn.lines:
        if by_column and line.kind is LineKind.BODY:
            pending.append(line)
            continue
        lines += _by_columns(pending)
        pending = []
        pieces = line.printed()
        if inline and line.kind is LineKind.TOP:
            pieces = _inline(pieces, pick(rng, ("：", ":", " ")))
        lines += [Line(line.kind, [piece]) for piece in pieces]
    drawn.lines = [
        _text(piece) for line in (*lines, *_by_columns(pending)) for piece in _wrap(line, wrapped)
    ]


def run_together(drawn: Drawn, rng: np.random.Generator) -> None:
    """Indicators as the form stage cuts them out of a running text: the levels before the first
    name of each group, then a name and a value a row, without heads."""
    lines: list[Line] = []
    printed: Piece | None = None
    as_lines = chance(rng, 0.5)
    for line in drawn.lines:
        pieces = line.printed()
        if line.kind is LineKind.BODY and pieces:
            pieces = [piece for piece in pieces if piece.role is not Role.STUB]
            printed = _start_run(pieces, printed)
            lines.append(Line(LineKind.BODY, list(pieces)))
        elif line.kind is LineKind.TOP and as_lines:
            lines += [_text(piece) for piece in _inline(pieces, "：")]
        elif line.kind is not LineKind.HEADS and pieces:
            lines.append(Line(line.kind, list(pieces)))
    drawn.lines = lines


def _start_run(pieces: list[Piece], level1: Piece | None) -> Piece | None:
    """Print level 1 once more before a level 2 that stands alone; the level 1 of the rows below."""
    if not pieces or pieces[0].role is Role.LEVEL1:
        return pieces[0] if pieces else level1
    if pieces[0].role is Role.LEVEL2 and level1 is not None:
        again = replace(level1)
        pieces[0].parent = again
        pieces.insert(0, again)
        return again
    return level1


def _text(piece: Piece) -> Line:
    return Line(LineKind.TEXT, [piece])


def _by_columns(rows: list[Line]) -> list[Line]:
    width = max((len(row.cells) for row in rows), default=0)
    columns = (
        row.cells[column] for column in range(width) for row in rows if column < len(row.cells)
    )
    return [Line(LineKind.BODY, [p]) for p in columns if p is not None and p.text.strip()]


def _inline(pieces: list[Piece], joint: str) -> list[Piece]:
    """Labels that stand before their values become the beginning of the values' text."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and piece.parent is kept[-1] and kept[-1].role in _LABELS:
            piece.said = piece.text if piece.said is None else piece.said
            piece.text = kept.pop().text.rstrip("：: ") + joint + piece.text
        kept.append(piece)
    return kept


def _wrap(line: Line, width: int) -> list[Piece]:
    """The piece of a line, cut where it is longer than the width."""
    pieces = line.printed()
    while pieces and len(pieces[-1].text) > width and can_cut(pieces[-1]):
        last = pieces[-1]
        rest = Piece(last.text[width:], last.role, last.panel, last.key, last.parent, last)
        rest.leaf = last.leaf
        last.text = last.text[:width]
        pieces.append(rest)
    return pieces
