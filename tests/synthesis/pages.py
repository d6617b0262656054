"""Drawn pages whose truth is known to the pixel."""

import itertools

import numpy as np
from PIL import Image, ImageDraw

from training.synthesis.truth import (
    Boundary,
    Direction,
    TruthCell,
    TruthLine,
    TruthPage,
    TruthTable,
)


def box(left, top, right, bottom):
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def ruled_page(size=(1100, 780), dpi=100.0, rows=9, columns=4, rule=2):
    """A sheet with one ruled table, a title line and a black bar in each cell as its text. Rules
    are `rule` pixels wide; boundaries run along their middle."""
    height, width = size
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    across = np.linspace(width * 0.12, width * 0.88, columns + 1).round()
    down = np.linspace(height * 0.15, height * 0.9, rows + 1).round()
    middle = (rule - 1) / 2
    for x in across:
        draw.rectangle((x, down[0], x + rule - 1, down[-1] + rule - 1), fill="black")
    for y in down:
        draw.rectangle((across[0], y, across[-1] + rule - 1, y + rule - 1), fill="black")
    across, down = across + middle, down + middle
    cells, boundaries = [], []
    for row in range(rows):
        for column in range(columns):
            polygon = box(across[column], down[row], across[column + 1], down[row + 1])
            left, y = polygon[0] + [12, 14]
            draw.rectangle((left, y, left + 60, y + 9), fill="black")
            line = TruthLine("字", box(left - 1, y - 1, left + 61, y + 10))
            cells.append(TruthCell(row, column, 1, 1, "字", polygon, lines=(line,)))
    for y in down:
        boundaries += [_stretch((a, y), (b, y)) for a, b in itertools.pairwise(across)]
    for x in across:
        boundaries += [_stretch((x, a), (x, b)) for a, b in itertools.pairwise(down)]
    title = box(width * 0.3, height * 0.06, width * 0.7, height * 0.08)
    draw.rectangle((*title[0], *title[2]), fill="black")
    outline = box(across[0], down[0], across[-1], down[-1])
    table = TruthTable(tuple(cells), rows, columns, tuple(boundaries), outline)
    return TruthPage(np.asarray(sheet).copy(), dpi, (table,), (TruthLine("表", title),))


def _stretch(start, end):
    way = Direction.ACROSS if start[1] == end[1] else Direction.DOWN
    return Boundary(np.array([start, end], np.float32), way, drawn=True)
