"""Blocks of a composed form → lines of pieces that know what they are and where they belong."""

from collections.abc import Sequence

from models.form_tagger.roles import LEAF_COLUMNS, Role
from training.form_tagger.meanings import money_column, piece_of
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.form_tagger.trees import link_indicators
from training.synthesis.printing.blocks import Block, Paragraph, ParagraphKind, TableBlock
from training.synthesis.records import FormRecord
from training.synthesis.sheet import FormSheet

_LABEL_OF = {
    Role.FIELD_VALUE: Role.FIELD_LABEL,
    Role.MONEY_VALUE: Role.MONEY_LABEL,
    Role.GOAL_VALUE: Role.GOAL_LABEL,
    Role.GOAL_RESULT: Role.GOAL_LABEL,
    Role.TASK_MONEY: Role.TASK_NAME,
    Role.TOTAL_SCORE: Role.TOTAL_LABEL,
    Role.APPROVAL_VALUE: Role.APPROVAL_LABEL,
}
_LABELS = {*_LABEL_OF.values(), Role.COLUMN_HEAD}
_LABELLED_ABOVE = {Role.GOAL_VALUE, Role.GOAL_RESULT, Role.APPROVAL_VALUE}
_TEXT_ROLES = {
    ParagraphKind.TITLE: Role.TITLE,
    ParagraphKind.CENTRED: Role.UNIT_NOTE,
    ParagraphKind.RIGHT: Role.UNIT_NOTE,
    ParagraphKind.SPREAD: Role.UNIT_NOTE,
    ParagraphKind.FOOTNOTE: Role.FOOTNOTE,
}
_CLOSING = {
    Role.TOTAL_LABEL,
    Role.TOTAL_SCORE,
    Role.APPROVAL_LABEL,
    Role.APPROVAL_VALUE,
    Role.FOOTNOTE,
}
_INDICATORS = {
    *LEAF_COLUMNS,
    Role.LEVEL1,
    Role.LEVEL2,
    Role.LEVEL3,
    Role.FILLER,
    Role.PANEL_LABEL,
}


def draw_form(blocks: Sequence[Block], record: FormRecord, family: str) -> Drawn:
    """The lines of all blocks; one leaf for each indicator that prints a name or a value."""
    drawn = Drawn([], [], record, family)
    below = False
    for block, follower in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Paragraph):
            piece = _text_piece(block)
            foreign = isinstance(follower, TableBlock) and not is_form(follower)
            if foreign or (piece.role is Role.TITLE and below):
                piece.role = Role.NOISE
            elif below and block.kind is ParagraphKind.LEFT:
                piece.role = Role.FOOTNOTE
            drawn.lines.append(Line(LineKind.TEXT, [piece]))
        elif is_form(block):
            below = True
            _add_table(drawn, block.sheet)
        else:
            drawn.lines += _foreign_lines(block.sheet)
    return drawn


def is_form(block: TableBlock) -> bool:
    """Whether a table prints indicators."""
    return any(cell.role == Role.LEVEL3 for cell in block.sheet.cells)


def _text_piece(block: Paragraph) -> Piece:
    return Piece(block.text.replace("\t", "    "), _TEXT_ROLES.get(block.kind, Role.NOISE))


def _foreign_lines(sheet: FormSheet) -> list[Line]:
    lines, pieces = _lines_of(sheet)
    for piece in pieces:
        piece.role, piece.key = Role.NOISE, ""
    return lines


def _lines_of(sheet: FormSheet) -> tuple[list[Line], list[Piece]]:
    pieces = [piece_of(cell) for cell in sheet.cells]
    lines = [Line(LineKind.TOP, [None] * sheet.n_columns) for _ in range(sheet.n_rows)]
    for cell, piece in zip(sheet.cells, pieces, strict=True):
        lines[cell.row].cells[cell.column] = piece
        if cell.parent is not None:
            piece.parent = pieces[cell.parent]
    return lines, pieces


def _add_table(drawn: Drawn, sheet: FormSheet) -> None:
    lines, _ = _lines_of(sheet)
    _name_kinds(lines)
    covering = _covering(sheet, lines)
    _link_values(lines, covering)
    _link_amounts(lines)
    drawn.leaves += link_indicators(lines, covering)
    drawn.lines += lines


def _name_kinds(lines: Sequence[Line]) -> None:
    body = False
    for line in lines:
        roles = {piece.role for piece in line.cells if piece is not None}
        if roles & {Role.LEVEL3, Role.VALUE, Role.NUMBER}:
            line.kind, body = LineKind.BODY, True
        elif Role.COLUMN_HEAD in roles:
            line.kind = LineKind.HEADS
        elif roles & _CLOSING and body:
            line.kind = LineKind.CLOSING
        elif roles & _INDICATORS - {Role.FILLER} or body:
            line.kind = LineKind.BODY


def _covering(sheet: FormSheet, lines: Sequence[Line]) -> list[list[Piece]]:
    """The cells over every row, those that began above it too, left to right."""
    rows: list[list[tuple[int, Piece]]] = [[] for _ in lines]
    for cell in sheet.cells:
        piece = lines[cell.row].cells[cell.column]
        assert piece is not None
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row].append((cell.column, piece))
    return [[p for _, p in sorted(row, key=lambda item: item[0])] for row in rows]


def _link_values(lines: Sequence[Line], covering: Sequence[Sequence[Piece]]) -> None:
    """Values belong to the label left of them or above them."""
    above: dict[tuple[Role, int], Piece] = {}
    for line, row in zip(lines, covering, strict=True):
        for column, piece in enumerate(line.cells):
            if piece is None:
                continue
            wanted = _LABEL_OF.get(piece.role)
            if wanted is not None:
                left = [p for p in row[: row.index(piece)] if _labels(p, piece, wanted)]
                over = above.get((wanted, column)) or above.get((Role.COLUMN_HEAD, column))
                near = (over, *left[-1:]) if piece.role in _LABELLED_ABOVE else (*left[-1:], over)
                piece.parent = next((p for p in near if p is not None), None)
            if piece.role in _LABELS:
                above[(piece.role, column)] = piece


def _labels(label: Piece, value: Piece, wanted: Role) -> bool:
    if value.role is Role.TASK_MONEY:
        return label.role in (Role.TASK_NAME, Role.TOTAL_LABEL)
    if value.role is Role.FIELD_VALUE:
        return label.role is wanted and label.key == value.key
    return label.role is wanted


def _link_amounts(lines: Sequence[Line]) -> None:
    """Planned and executed amounts are told apart by their heads; labels get their panels."""
    heads: dict[int, str] = {}
    for line in lines:
        for column, piece in enumerate(line.cells):
            if piece is None:
                continue
            if piece.role is Role.MONEY_HEAD:
                heads[column] = money_column(piece.text)
            elif piece.role is Role.MONEY_VALUE:
                if heads.get(column, "planned") not in ("planned", ""):
                    piece.key = heads[column]
                if piece.parent is not None and piece.parent.key != "block":
                    piece.parent.panel = piece.panel
