"""Pages drawn with known boundaries."""

import cv2
import numpy as np

from training.synthesis.truth import (
    Boundary,
    Direction,
    TruthCell,
    TruthLine,
    TruthPage,
    TruthTable,
)


def quad(x0: float, top: float, x1: float, bottom: float) -> np.ndarray:
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


def ruled_page(drawn_down: bool = True) -> TruthPage:
    """Two rows and two columns on 320 × 320 pixels; borders at 40, 160, 280 each way."""
    pixels = np.full((320, 320, 3), 255, np.uint8)
    stops = (40, 160, 280)
    cells, boundaries = [], []
    for at in stops:
        across = np.array([[40, at], [280, at]], np.float32)
        down = np.array([[at, 40], [at, 280]], np.float32)
        boundaries.append(Boundary(across, Direction.ACROSS, True))
        boundaries.append(Boundary(down, Direction.DOWN, drawn_down))
        cv2.line(pixels, (40, at), (280, at), (0, 0, 0), 2)
        if drawn_down:
            cv2.line(pixels, (at, 40), (at, 280), (0, 0, 0), 2)
    for row in range(2):
        for column in range(2):
            x, y = stops[column], stops[row]
            text = quad(x + 20, y + 50, x + 100, y + 66)
            cv2.rectangle(pixels, (x + 20, y + 50), (x + 100, y + 66), (0, 0, 0), -1)
            cells.append(
                TruthCell(
                    row,
                    column,
                    1,
                    1,
                    "字",
                    quad(x, y, x + 120, y + 120),
                    lines=(TruthLine("字", text),),
                )
            )
    table = TruthTable(tuple(cells), 2, 2, tuple(boundaries), quad(40, 40, 280, 280))
    return TruthPage(pixels, 110.0, (table,), seal=np.zeros((320, 320), np.bool_))
