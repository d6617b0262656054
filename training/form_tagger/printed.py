"""Lines of pieces → the sheet that a reader would give, and the tokens with their truth."""

from extractor.form.loose import tighten
from extractor.form.rows import Row, sheet_to_rows
from extractor.form.tagged.cells import rows_to_cells
from extractor.grid import Block, Cell, Grid, Layout, Sheet, TextLine
from extractor.ingest.flat_text import rows_to_sheet
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.form_tagger.recorded import printed_record
from training.form_tagger.tagged import TaggedForm, TokenTruth


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
    return TaggedForm(rows_to_cells(rows).seen, truths, drawn.family, printed_record(drawn, pieces))


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
