"""Tables as flattened text holds them: spans are lost, merged cells became blanks or copies."""

from dataclasses import replace
from enum import StrEnum

import numpy as np

from extractor.grid import Layout
from models.form_tagger.roles import Role
from training.form_tagger.breaks import break_pages
from training.form_tagger.damage import DAMAGES
from training.form_tagger.noise import add_noise
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.form_tagger.streams import lines_of_cells, run_together
from training.synthesis.contents.draw import chance, pick, pick_weighted


class Style(StrEnum):
    """What became of the places of a table."""

    GRID = "grid"  # every place of the grid, merged ones blank
    PACKED = "packed"  # a cell is one place, however wide; cells from above leave a blank
    FILLED = "filled"  # every place of the grid, merged cells printed in all of theirs
    BARE = "bare"  # only what is printed, tabs between
    SPACED = "spaced"  # only what is printed, wide spaces between
    LINES = "lines"  # one cell a line


_STYLES = {
    Style.GRID: 6.0,
    Style.PACKED: 3.0,
    Style.FILLED: 0.7,
    Style.BARE: 0.8,
    Style.SPACED: 0.8,
    Style.LINES: 0.9,
}
_BREAKS = 0.5
"""Share of forms of full strength that page breaks cut."""
_FILLED_DOWN = (Role.LEVEL1, Role.LEVEL2, Role.STUB, Role.PANEL_LABEL)


def flatten(drawn: Drawn, rng: np.random.Generator, strength: float) -> None:
    """Turn the exact grid into rows without spans, with damage of that strength, 0–1."""
    style = pick_weighted(rng, _STYLES)
    _join_lines(drawn, pick(rng, (" ", "", " ")))
    if style is Style.FILLED:
        _fill_down(drawn)
    elif style is Style.PACKED:
        _pack(drawn)
    damage_rows(drawn, rng, strength)
    add_noise(drawn, rng, strength)
    drawn.layout = Layout.STREAM if style in (Style.SPACED, Style.LINES) else Layout.FLATTENED
    if style is Style.LINES:
        lines_of_cells(drawn, rng)
    elif style in (Style.BARE, Style.SPACED):
        for line in drawn.lines:
            line.cells = list(line.printed())
        drawn.lines = [line for line in drawn.lines if line.cells]


def flatten_listed(drawn: Drawn, rng: np.random.Generator, strength: float) -> None:
    """Turn a form into one that lists its indicators in a running text."""
    _join_lines(drawn, "")
    add_noise(drawn, rng, strength)
    drawn.layout = Layout.STREAM
    run_together(drawn, rng)


def damage_rows(drawn: Drawn, rng: np.random.Generator, strength: float) -> None:
    """Damage of every kind, each in its share of the forms."""
    for damage, share in DAMAGES:
        if chance(rng, share * strength):
            damage(drawn, rng)
    if chance(rng, _BREAKS * strength):
        break_pages(drawn, rng)


def _join_lines(drawn: Drawn, joint: str) -> None:
    for line in drawn.lines:
        for piece in line.printed():
            if "\n" in piece.text:
                piece.text = piece.text.replace("\n", joint)


def _pack(drawn: Drawn) -> None:
    """One place a cell; a cell that reaches in from above leaves one blank."""
    inside: list[tuple[int, int]] = []
    for line in drawn.lines:
        if line.kind is LineKind.TEXT:
            continue
        begun = [(column, piece) for column, piece in enumerate(line.cells) if piece is not None]
        reaching = [(column, None) for column, _ in inside]
        places: list[tuple[int, Piece | None]] = sorted(
            [*begun, *reaching], key=lambda item: item[0]
        )
        line.cells = [piece for _, piece in places]
        left = [(column, rows - 1) for column, rows in inside if rows > 1]
        inside = [*left, *((c, p.rows - 1) for c, p in begun if p.rows > 1)]


def _fill_down(drawn: Drawn) -> None:
    """Merged labels are printed in every row, as programs that unmerge cells do; cells of other
    kinds are repeated over their columns, and the copies are noise."""
    table = [line for line in drawn.lines if line.kind is not LineKind.TEXT]
    for number, line in enumerate(table):
        for column, piece in enumerate(list(line.cells)):
            if piece is None or not piece.text:
                continue
            if piece.role in _FILLED_DOWN and piece.rows > 1:
                _copy_down(table[number : number + piece.rows], column, piece)
            elif line.kind is LineKind.TOP and piece.role is not Role.GOAL_VALUE:
                for place in range(column + 1, column + piece.columns):
                    line.cells[place] = Piece(piece.text, Role.NOISE)


def _copy_down(rows: list[Line], column: int, piece: Piece) -> None:
    for line in rows[1:]:
        if column >= len(line.cells) or line.cells[column] is not None:
            continue
        again = replace(piece, rows=1)
        line.cells[column] = again
        for other in line.cells:
            if other is not None and other.parent is piece:
                other.parent = again
        if piece.role is Role.LEVEL2:
            first = next((p for p in line.cells if p is not None and p.role is Role.LEVEL1), None)
            again.parent = first or piece.parent
    piece.rows = 1
