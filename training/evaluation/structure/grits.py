"""Cell scores on the grid, after the GriTS measure: rows and columns of two tables are aligned in
order, and each aligned place of the grid is compared (topology: the cell's spans around it;
content: its text).

Rows are aligned over all columns and columns over all rows, each by dynamic programming; the
score is taken on the places that both alignments pair, so it never exceeds the exact maximum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.structure.measured import MeasuredTable, same_structure

Similarity = NDArray[np.float64]
"""(rows, columns, rows, columns) of the one and the other table, 0–1."""


@dataclass(frozen=True, slots=True)
class CellScores:
    """F1 over the places of the grid, 0–1."""

    topology: float
    content: float


def cell_scores(found: MeasuredTable, true: MeasuredTable) -> CellScores:
    """Both scores; 0 where nothing was found."""
    if not found.cells or not true.cells:
        nothing = float(not found.cells and not true.cells)
        return CellScores(nothing, nothing)
    size = found.n_rows * found.n_columns + true.n_rows * true.n_columns
    return CellScores(
        2 * _aligned_sum(_topology(found, true)) / size,
        2 * _aligned_sum(_content(found, true)) / size,
    )


def exact_grid(found: MeasuredTable, true: MeasuredTable) -> bool:
    """Whether every cell has the row, the column and the spans of the printed one."""
    return same_structure((found, true))


def _topology(found: MeasuredTable, true: MeasuredTable) -> Similarity:
    """Overlap of the boxes that cells span on the grid, seen from each of their places."""
    one, other = _relative_boxes(found), _relative_boxes(true)
    a = one[:, :, None, None, :]
    b = other[None, None, :, :, :]
    height = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0])
    width = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 2], b[..., 2])
    shared = np.clip(height, 0, None) * np.clip(width, 0, None)
    joined = _area(a) + _area(b) - shared
    similarity: Similarity = np.divide(shared, joined, out=np.zeros(shared.shape), where=joined > 0)
    return similarity


def _area(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    area: NDArray[np.float64] = (boxes[..., 1] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 2])
    return area


def _relative_boxes(table: MeasuredTable) -> NDArray[np.float64]:
    """(rows, columns, 4): top, bottom, left and right of the cell, counted from the place; zero
    where no cell is."""
    boxes = np.zeros((table.n_rows, table.n_columns, 4))
    for cell in table.cells:
        bottom, right = cell.row + cell.row_span, cell.column + cell.column_span
        for row in range(cell.row, bottom):
            for column in range(cell.column, right):
                boxes[row, column] = (
                    cell.row - row,
                    bottom - row,
                    cell.column - column,
                    right - column,
                )
    return boxes


def _content(found: MeasuredTable, true: MeasuredTable) -> Similarity:
    """Likeness of texts by their longest common subsequence; two empty cells are alike."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cdist

    one, other = _text_places(found), _text_places(true)
    texts = [[""] + [cell.text for cell in table.cells] for table in (found, true)]
    common = cdist(texts[0], texts[1], scorer=LCSseq.similarity, dtype=np.float64)
    lengths = [np.array([len(text) for text in side], np.float64) for side in texts]
    both = lengths[0][:, None] + lengths[1][None, :]
    alike = np.divide(2 * common, both, out=np.ones(both.shape), where=both > 0)
    alike[0, :] = 0.0
    alike[:, 0] = 0.0
    similarity: Similarity = alike[one[:, :, None, None], other[None, None, :, :]]
    return similarity


def _text_places(table: MeasuredTable) -> NDArray[np.intp]:
    """(rows, columns): 1 + index of the cell, 0 where none is."""
    places = np.zeros((table.n_rows, table.n_columns), np.intp)
    for index, cell in enumerate(table.cells, start=1):
        rows = slice(cell.row, cell.row + cell.row_span)
        places[rows, cell.column : cell.column + cell.column_span] = index
    return places


def _aligned_sum(similarity: Similarity) -> float:
    by_row = _best_sums(similarity.transpose(1, 3, 0, 2))
    by_column = _best_sums(similarity.transpose(0, 2, 1, 3))
    rows = _alignment(by_row)
    columns = _alignment(by_column)
    return sum(
        float(similarity[row, column, other_row, other_column])
        for row, other_row in rows
        for column, other_column in columns
    )


def _best_sums(similarity: Similarity) -> NDArray[np.float64]:
    """(a, b, n, m) → (n, m): for each pair of lines, the best sum over an alignment of their
    a and b places in order."""
    count, other, *lines = similarity.shape
    best = np.zeros((count + 1, other + 1, *lines))
    for i in range(count):
        for j in range(other):
            best[i + 1, j + 1] = np.maximum(
                best[i, j] + similarity[i, j], np.maximum(best[i, j + 1], best[i + 1, j])
            )
    result: NDArray[np.float64] = best[count, other]
    return result


def _alignment(scores: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Pairs, in order, of the lines that together score most."""
    count, other = scores.shape
    best = np.zeros((count + 1, other + 1))
    for i in range(count):
        for j in range(other):
            best[i + 1, j + 1] = max(best[i, j] + scores[i, j], best[i, j + 1], best[i + 1, j])
    pairs = []
    i, j = count, other
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + scores[i - 1, j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]
