"""Lines of pieces → the sheet that a reader would give, and the tokens with their truth."""

from collections.abc import Set
from typing import cast

from extractor.form.loose import tighten
from extractor.form.rows import Row, sheet_to_rows
from extractor.grid import Block, Cell, Grid, Layout, Sheet, TextLine
from extractor.ingest.flat_text import rows_to_sheet
from models.form_tagger.roles import Role
from models.form_tagger.tokens import FormToken, TokenLayout
from training.form_tagger.pieces import Drawn, Leaf, Line, LineKind, Piece
from training.form_tagger.tagged import TaggedForm, TokenTruth
from training.synthesis.records import FormRecord, IndicatorEntry

_LAYOUTS = {
    Layout.EXACT: TokenLayout.EXACT,
    Layout.FLATTENED: TokenLayout.FLATTENED,
    Layout.STREAM: TokenLayout.STREAM,
    None: TokenLayout.TEXT,
}
_USUAL = {
    "产出": "产出指标",
    "完成": "产出指标",
    "履职": "产出指标",
    "成本": "成本指标",
    "满意": "满意度指标",
    "效": "效益指标",
}
_UNKEPT = (Role.DIRECTION, Role.LEVEL3, Role.VALUE, Role.NUMBER)


def drawn_to_sheet(drawn: Drawn) -> Sheet:
    """The sheet of a form, texts as printed; an EXACT one keeps its spans and empty cells."""
    if drawn.layout is Layout.EXACT:
        return _exact_sheet(drawn)
    rows: list[list[str]] = []
    for line in drawn.lines:
        if line.broken:
            rows.append([])
        rows.append(["" if piece is None else piece.text for piece in line.cells])
    return rows_to_sheet(rows, drawn.layout)


def _exact_sheet(drawn: Drawn) -> Sheet:
    blocks: list[Block] = []
    table: list[Line] = []
    for line in drawn.lines:
        if table and (line.kind is LineKind.TEXT or len(line.cells) != len(table[0].cells)):
            blocks.append(_grid(table))
            table = []
        if line.kind is LineKind.TEXT:
            blocks.extend(TextLine(piece.text) for piece in line.printed())
        else:
            table.append(line)
    return Sheet((*blocks, _grid(table)) if table else tuple(blocks))


def _grid(lines: list[Line]) -> Grid:
    cells = [
        Cell(piece.text, row, column, piece.rows, piece.columns)
        for row, line in enumerate(lines)
        for column, piece in enumerate(line.cells)
        if piece is not None
    ]
    breaks = tuple(row for row, line in enumerate(lines) if line.broken)
    return Grid(tuple(cells), len(lines), len(lines[0].cells), Layout.EXACT, breaks)


def rows_to_tokens(rows: tuple[Row, ...]) -> tuple[FormToken, ...]:
    """The tokens of rows, in reading order."""
    return tuple(
        FormToken(
            token.folded,
            number,
            token.column,
            token.row_span,
            token.column_span,
            row.width,
            _LAYOUTS[row.layout],
        )
        for number, row in enumerate(rows)
        for token in row.tokens
    )


def drawn_to_tagged(drawn: Drawn) -> TaggedForm:
    """Tokens as the form stage sees them, the truth of each, and the record as it is printed."""
    rows = sheet_to_rows(drawn_to_sheet(drawn))
    pieces = [piece for line in drawn.lines for piece in line.printed()]
    keys = [token.key for row in rows for token in row.tokens]
    if len(keys) != len(pieces):
        raise ValueError(f"{len(pieces)} pieces are printed, {len(keys)} tokens are read")
    if drawn.layout is Layout.STREAM:
        rows = _tightened(rows)
        named = dict(zip(keys, pieces, strict=True))
        pieces = [named[token.key] for row in rows for token in row.tokens]
    places = {id(piece): number for number, piece in enumerate(pieces)}
    truths = tuple(_truth(piece, places) for piece in pieces)
    return TaggedForm(rows_to_tokens(rows), truths, drawn.family, _record(drawn, pieces))


def _tightened(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows as the form stage rebuilds them from one cell a line, where it only regroups cells."""
    tight = tighten(rows)
    before = sorted(token.key for row in rows for token in row.tokens)
    after = sorted(token.key for row in tight for token in row.tokens)
    return tight if before == after else rows


def _truth(piece: Piece, places: dict[int, int]) -> TokenTruth:
    parent = None if piece.parent is None else places.get(id(piece.parent))
    continues = None if piece.continues is None else places.get(id(piece.continues))
    return TokenTruth(piece.role, piece.panel, piece.key, parent, continues)


def _record(drawn: Drawn, pieces: list[Piece]) -> FormRecord:
    """The record with its indicators as they are still printed, medium-term panel first."""
    texts = _whole_texts(pieces)
    printed = {p.text.replace("\n", "") for p in pieces if p.role is Role.LEVEL1}
    found = (_entry(leaf, texts, printed) for leaf in drawn.leaves)
    entries = [entry for entry in found if entry is not None]
    entries.sort(key=lambda entry: entry["panel"] == "annual")
    record: FormRecord = {**drawn.record, "indicators": entries}
    return record


def _whole_texts(pieces: list[Piece]) -> dict[int, str]:
    """The text of every printed piece with what continues it."""
    texts: dict[int, str] = {}
    roots: dict[int, int] = {}
    for piece in pieces:
        root = id(piece)
        if piece.continues is not None and id(piece.continues) in roots:
            root = roots[id(piece.continues)]
        roots[id(piece)] = root
        texts[root] = texts.get(root, "") + piece.text
    return texts


def _entry(leaf: Leaf, texts: dict[int, str], printed: Set[str]) -> IndicatorEntry | None:
    """What is printed of an indicator; None where neither its name nor its value is."""
    said = {role: texts.get(id(piece), "") for role, piece in leaf.cells.items()}
    said.update(leaf.said)
    name = said.get(Role.LEVEL3, "")
    value = said.get(Role.VALUE, said.get(Role.NUMBER, ""))
    if not name and not value:
        return None
    upper = _upper(leaf)
    entry: dict[str, str] = {
        "panel": "annual" if leaf.panel.value == "annual" else "medium_term",
        "level1": _label_text(upper.get(Role.LEVEL1), texts) or _restored(leaf.level1, printed),
        "level2": _label_text(upper.get(Role.LEVEL2), texts) or leaf.level2,
        "level3": name,
        "value": value,
    }
    for role, text in said.items():
        if role not in _UNKEPT:
            entry[role.value] = text
    if Role.NUMBER in said:
        entry["number"] = said[Role.NUMBER]
    return cast(IndicatorEntry, entry)


def _upper(leaf: Leaf) -> dict[Role, Piece]:
    found: dict[Role, Piece] = {}
    first = next(iter(leaf.cells.values()), None)
    piece = None if first is None else first.parent
    while piece is not None and len(found) < 3:
        found.setdefault(piece.role, piece)
        piece = piece.parent
    return found


def _label_text(label: Piece | None, texts: dict[int, str]) -> str:
    """A level's label as it is printed; '' where it was lost."""
    return ("" if label is None else texts.get(id(label), "")).replace("\n", "")


def _restored(level1: str, printed: Set[str]) -> str:
    """A lost level-1 label: the form's own where it still prints it somewhere, else the usual
    name, since nobody could know the other."""
    if level1 in printed:
        return level1
    return next((name for mark, name in _USUAL.items() if mark in level1), level1)
