"""The indicators of a table: which cells tell of one, and which labels stand over it."""

import re
from collections.abc import Sequence

from models.form_tagger.roles import LEAF_COLUMNS, Role, TaggedPanel
from training.form_tagger.pieces import Leaf, Line, LineKind, Piece

_EMPTY_ITEM = re.compile(r"[（(★]?(指标)?\d*[)）.、：:]*")
"""A name of which only the template's number is printed."""
_NAMES = (Role.LEVEL3, Role.FILLER)
_OWN = {*LEAF_COLUMNS, *_NAMES}
_HALVES = (TaggedPanel.MEDIUM_TERM, TaggedPanel.ANNUAL)


def link_indicators(lines: Sequence[Line], covering: Sequence[Sequence[Piece]]) -> list[Leaf]:
    """Give every cell of the indicators its parent; the indicators that print a name or a value.

    A panel that is printed a third time is noise.
    """
    leaves: list[Leaf] = []
    body = [(ln, row) for ln, row in zip(lines, covering, strict=True) if ln.kind is LineKind.BODY]
    for line, row in body:
        _link_levels(line, row)
    for line, row in body:
        begun = [piece for piece in line.cells if piece is not None]
        for number, group in enumerate(_groups(begun)):
            if number > 1:
                _drop(group)
                continue
            leaf = _leaf(group, row)
            if leaf is not None:
                leaves.append(leaf)
    _name_heads(lines)
    return leaves


def _groups(begun: Sequence[Piece]) -> list[list[Piece]]:
    """The cells of each indicator of a row; a new one begins at a name."""
    groups: list[list[Piece]] = []
    for piece in begun:
        if piece.role in _NAMES or (piece.role in _OWN and not groups):
            groups.append([])
        if piece.role in _OWN:
            groups[-1].append(piece)
    return groups


def _link_levels(line: Line, row: Sequence[Piece]) -> None:
    upper: dict[Role, Piece] = {}
    for piece in row:
        if piece.role is Role.LEVEL1:
            upper[Role.LEVEL1] = piece
        elif piece.role is Role.LEVEL2:
            if piece in line.cells:
                piece.parent = upper.get(Role.LEVEL1)
            upper[Role.LEVEL2] = piece
        elif piece.role in _NAMES and piece in line.cells:
            piece.parent = upper.get(Role.LEVEL2) or upper.get(Role.LEVEL1)


def _leaf(group: Sequence[Piece], row: Sequence[Piece]) -> Leaf | None:
    """The indicator of a group; None where it prints neither a name nor a value."""
    name = group[0]
    level2 = name.parent
    level1 = level2.parent if level2 is not None and level2.role is Role.LEVEL2 else level2
    cells: dict[Role, Piece] = {p.role: p for p in group if p.role is not Role.FILLER}
    value = cells.get(Role.VALUE) or cells.get(Role.NUMBER)
    valued = value is not None and bool(value.text.strip())
    if name.role is Role.LEVEL3 and not valued and _EMPTY_ITEM.fullmatch(name.text.strip()):
        name.role = Role.FILLER
    named = name.role is Role.LEVEL3 and bool(name.text.strip())
    if not named and not valued:
        return None
    leaf = Leaf(name.panel, _text(level1), _text(level2), cells)
    for piece in group:
        piece.leaf = leaf
        if piece is not name:
            piece.parent = name if named else level2
    return leaf


def _text(label: Piece | None) -> str:
    return "" if label is None else label.text.replace("\n", "")


def _drop(group: Sequence[Piece]) -> None:
    for piece in group:
        if piece.parent is not None and piece.parent.role is Role.LEVEL2:
            _silence(piece.parent)
        _silence(piece)


def _silence(piece: Piece) -> None:
    piece.role, piece.panel, piece.key = Role.NOISE, TaggedPanel.NONE, ""
    piece.parent = None


def _name_heads(lines: Sequence[Line]) -> None:
    """Column heads that stand twice belong to panels; a third time they are noise."""
    for line in lines:
        if line.kind is not LineKind.HEADS:
            continue
        begun = [piece for piece in line.cells if piece is not None]
        counted: dict[str, list[Piece]] = {}
        for piece in begun:
            if piece.role is Role.COLUMN_HEAD and piece.key:
                counted.setdefault(piece.key, []).append(piece)
        for pieces in counted.values():
            if len(pieces) > 1:
                for piece, panel in zip(pieces, _HALVES, strict=False):
                    piece.panel = panel
                for piece in pieces[2:]:
                    _silence(piece)
        labels = [piece for piece in begun if piece.role is Role.PANEL_LABEL]
        for piece in labels[2:]:
            _silence(piece)
