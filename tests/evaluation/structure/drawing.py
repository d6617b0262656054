"""Tables drawn as text: one letter a cell, '.' a place that no cell takes."""

import numpy as np

from training.evaluation.structure.measured import MeasuredCell, MeasuredTable
from training.synthesis.truth import TruthCell, TruthTable

SIDE = 40.0


def draw(*rows: str, texts: dict[str, str] | None = None) -> MeasuredTable:
    """The table of a picture such as "aab", "acd"; cells are rectangles of one letter."""
    texts = texts or {}
    letters = dict.fromkeys("".join(rows))
    cells = []
    for letter in letters:
        if letter == ".":
            continue
        places = [(r, c) for r, row in enumerate(rows) for c, x in enumerate(row) if x == letter]
        (top, left), (bottom, right) = min(places), max(places)
        box = (left * SIDE, top * SIDE, (right + 1) * SIDE, (bottom + 1) * SIDE)
        text = texts.get(letter, letter)
        cells.append(MeasuredCell(top, left, bottom - top + 1, right - left + 1, text, box))
    return MeasuredTable.of(cells)


def moved(table: MeasuredTable, down: float) -> MeasuredTable:
    """The same table lower on the page, by `down` pixels."""
    return MeasuredTable.of(
        MeasuredCell(
            *cell.place,
            cell.text,
            (cell.box[0], cell.box[1] + down, cell.box[2], cell.box[3] + down)
            if cell.box
            else None,
        )
        for cell in table.cells
    )


def as_truth(table: MeasuredTable) -> TruthTable:
    """The drawn table as a synthetic page knows it."""
    cells = tuple(
        TruthCell(*cell.place, cell.text, polygon(cell.box)) for cell in table.cells if cell.box
    )
    assert table.box is not None
    return TruthTable(cells, table.n_rows, table.n_columns, (), polygon(table.box))


def polygon(box: tuple[float, float, float, float]) -> np.ndarray:
    """The corners of a box, clockwise."""
    x0, top, x1, bottom = box
    return np.array([(x0, top), (x1, top), (x1, bottom), (x0, bottom)], np.float32)
