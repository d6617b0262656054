"""Rows and columns on the planes → what is known of each of their cells."""

import numpy as np
from numpy.typing import NDArray

from models.table_structure.decode import edge_means, spread_ridges
from models.table_structure.ridges import Floats
from models.table_structure.split_merge.planes import Planes

CellFeatures = NDArray[np.float32]
"""(FEATURES, R, C)."""

FEATURES = 17
_NEAR = 20.0
"""Pixels of the maps: a text further than this from a side is far from it."""
_PRINT = 0.5


def cell_features(planes: Planes, rows: Floats, columns: Floats) -> CellFeatures:
    """What tells which cells belong together: their text and where it stands, the boundaries seen
    on their four sides, text across these, their size.

    Args:
        planes: of the flat page.
        rows, columns: places of boundaries, ascending; at least two of each.
    """
    across, down, text, table = planes
    turned_text = np.ascontiguousarray(text.T)
    edges_across = edge_means(spread_ridges(across), rows, columns)
    edges_down = edge_means(spread_ridges(np.ascontiguousarray(down.T)), columns, rows).T
    over_across = edge_means(text, rows, columns)
    over_down = edge_means(turned_text, columns, rows).T
    heights = np.broadcast_to(np.diff(rows)[:, None], (len(rows) - 1, len(columns) - 1))
    widths = np.broadcast_to(np.diff(columns)[None], heights.shape)
    printed = text >= _PRINT
    gaps = _gaps(printed, rows, columns)
    return np.stack(
        [
            edges_across[:-1],
            edges_across[1:],
            edges_down[:, :-1],
            edges_down[:, 1:],
            over_across[:-1],
            over_across[1:],
            over_down[:, :-1],
            over_down[:, 1:],
            *gaps,
            box_means(printed, rows, columns),
            box_means(table, rows, columns),
            np.log(np.maximum(heights, 1) / 12),
            np.log(np.maximum(widths, 1) / 40),
        ]
    ).astype(np.float32)


def box_means(values: NDArray[np.generic], rows: Floats, columns: Floats) -> Floats:
    """(R, C): mean of the values (H, W) within each cell."""
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    np.cumsum(np.cumsum(values, axis=0, dtype=np.float64), axis=1, out=sums[1:, 1:])
    top, bottom = _whole_stretches(rows, values.shape[0])
    left, right = _whole_stretches(columns, values.shape[1])
    area = np.outer(bottom - top, right - left)
    total = (
        sums[np.ix_(bottom, right)]
        - sums[np.ix_(top, right)]
        - sums[np.ix_(bottom, left)]
        + sums[np.ix_(top, left)]
    )
    means: Floats = total / area
    return means


def _whole_stretches(places: Floats, length: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First pixel and the one behind the last, between each two boundaries."""
    whole = np.clip(np.rint(places).astype(np.intp), 0, length - 1)
    first = whole[:-1]
    return first, np.maximum(whole[1:], first + 1)


def _gaps(printed: NDArray[np.bool_], rows: Floats, columns: Floats) -> list[Floats]:
    """Above, below, left and right of each cell's print (1 where there is none or it is far), and
    1 where there is any."""
    top, bottom = _whole_stretches(rows, printed.shape[0])
    left, right = _whole_stretches(columns, printed.shape[1])
    gaps = np.ones((5, len(top), len(left)))
    gaps[4] = 0
    for row in range(len(top)):
        band = printed[top[row] : bottom[row]]
        if not band.any():
            continue
        for column in range(len(left)):
            cell = band[:, left[column] : right[column]]
            lines, places = np.atleast_1d(cell.any(axis=1)), np.atleast_1d(cell.any(axis=0))
            if not lines.any():
                continue
            ends = (*_ends(lines), *_ends(places))
            gaps[:4, row, column] = np.minimum(np.array(ends) / _NEAR, 1)
            gaps[4, row, column] = 1
    return list(gaps)


def _ends(printed: NDArray[np.bool_]) -> tuple[int, int]:
    return int(np.argmax(printed)), int(np.argmax(printed[::-1]))
