"""Tables as flattened text holds them: spans are lost, merged cells became blanks."""

from enum import StrEnum

import numpy as np

from extractor.grid import Layout
from training.form_tagger.pieces import Drawn, Line, LineKind, Piece
from training.synthesis.contents.draw import pick_weighted


class Style(StrEnum):
    """What became of the places of a table."""

    GRID = "grid"  # every place of the grid, merged ones blank
    PACKED = "packed"  # a cell is one place, however wide; cells from above leave a blank
    BARE = "bare"  # only what is printed, tabs between
    SPACED = "spaced"  # only what is printed, wide spaces between
    LINES = "lines"  # one cell a line


_STYLES = {Style.GRID: 6.0, Style.PACKED: 3.0, Style.BARE: 0.8, Style.SPACED: 0.8, Style.LINES: 0.8}


def flatten(drawn: Drawn, rng: np.random.Generator, strength: float) -> None:
    """Turn the exact grid into rows without spans, with damage of that strength, 0–1."""
    style = pick_weighted(rng, _STYLES)
    drawn.layout = Layout.STREAM if style in (Style.SPACED, Style.LINES) else Layout.FLATTENED
    _replace_breaks(drawn)
    lay_out(drawn, style)


def _replace_breaks(drawn: Drawn) -> None:
    for line in drawn.lines:
        for piece in line.printed():
            piece.text = piece.text.replace("\n", " ")


def lay_out(drawn: Drawn, style: Style) -> None:
    """Give every piece the place that the style leaves it."""
    lines: list[Line] = []
    inside: list[tuple[int, int]] = []
    for line in drawn.lines:
        if line.kind is LineKind.TEXT:
            lines.append(line)
            continue
        match style:
            case Style.GRID:
                lines.append(line)
            case Style.PACKED:
                inside = _pack(line, inside)
                lines.append(line)
            case Style.LINES:
                lines += [Line(LineKind.TEXT, [piece]) for piece in line.printed()]
            case _:
                line.cells = list(line.printed())
                if line.cells:
                    lines.append(line)
    drawn.lines = lines


def _pack(line: Line, inside: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """One place a cell; `inside` are (column, rows left) of cells that reach in from above."""
    begun = [(column, piece) for column, piece in enumerate(line.cells) if piece is not None]
    reaching = [(column, None) for column, _ in inside]
    places: list[tuple[int, Piece | None]] = sorted([*begun, *reaching], key=lambda item: item[0])
    line.cells = [piece for _, piece in places]
    left = [(column, rows - 1) for column, rows in inside if rows > 1]
    return sorted([*left, *((c, p.rows - 1) for c, p in begun if p.rows > 1)])
