"""Maps as a network would give them, drawn from tables that are known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure import PageMaps

Points = NDArray[np.float64]
Move = Callable[[Points], Points]
Span = tuple[int, int, int, int]
"""row, column, row span, column span"""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnTable:
    """Boundaries in pixels of the maps (centres at integers), and the cells."""

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    spans: tuple[Span, ...]

    def edges(self) -> list[tuple[Points, bool]]:
        """Maximal stretches of boundary (N, 2), each with whether it runs across."""
        across = np.zeros((len(self.rows), len(self.columns) - 1), bool)
        down = np.zeros((len(self.columns), len(self.rows) - 1), bool)
        for r, c, height, width in self.spans:
            across[[r, r + height], c : c + width] = True
            down[[c, c + width], r : r + height] = True
        found = [(stretch, True) for stretch in _stretches(across, self.rows, self.columns)]
        turned = _stretches(down, self.columns, self.rows)
        return found + [(stretch[:, ::-1], False) for stretch in turned]

    def outline(self) -> Points:
        x0, x1, y0, y1 = self.columns[0], self.columns[-1], self.rows[0], self.rows[-1]
        corners = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]])
        return np.concatenate([np.linspace(a, b, 30) for a, b in pairwise(corners)])


def _stretches(edges, ats, stops) -> list[Points]:
    found = []
    for at, row in zip(ats, edges, strict=True):
        ends = np.flatnonzero(np.diff(row.astype(int), prepend=0, append=0))
        for first, last in zip(ends[::2], ends[1::2], strict=True):
            along = np.linspace(stops[first], stops[last], 40)
            found.append(np.stack([along, np.full(40, at)], axis=1))
    return found


def random_table(
    rng: np.random.Generator, box: tuple[float, float, float, float] = (40, 60, 410, 580)
) -> DrawnTable:
    """Between 3 × 2 and 28 × 9 cells in a box (x0, y0, x1, y1), some of them merged."""
    x0, y0, x1, y1 = box
    n_columns = int(rng.integers(2, min(9, int((x1 - x0) // 22)) + 1))
    n_rows = int(rng.integers(3, min(28, int((y1 - y0) // 16)) + 1))
    columns, rows = _steps(rng, x0, x1, n_columns, 18), _steps(rng, y0, y1, n_rows, 12)
    free = np.ones((n_rows, n_columns), bool)
    spans = []
    for r in range(n_rows):
        for c in range(n_columns):
            if not free[r, c]:
                continue
            height = width = 1
            if rng.random() < 0.25:
                height = int(rng.integers(1, 5))
                width = int(rng.integers(1, 4)) if height == 1 or rng.random() < 0.1 else 1
            width = next(
                (i for i in range(width) if c + i >= n_columns or not free[r, c + i]), width
            )
            height = next(
                (
                    i
                    for i in range(height)
                    if r + i >= n_rows or not free[r + i, c : c + width].all()
                ),
                height,
            )
            free[r : r + height, c : c + width] = False
            spans.append((r, c, height, width))
    return without_unused(DrawnTable(rows, columns, tuple(spans)))


def _steps(rng, start: float, end: float, count: int, least: float) -> NDArray[np.float64]:
    spare = (end - start) - count * least
    shares = rng.dirichlet(np.full(count, 2.0)) * spare + least
    return start + np.concatenate([[0.0], np.cumsum(shares)])


def without_unused(table: DrawnTable) -> DrawnTable:
    """The same cells without grid lines at which none begins or ends."""
    rows = sorted({s[0] for s in table.spans} | {s[0] + s[2] for s in table.spans})
    columns = sorted({s[1] for s in table.spans} | {s[1] + s[3] for s in table.spans})
    row, column = {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(columns)}
    spans = tuple(
        (row[r], column[c], row[r + h] - row[r], column[c + w] - column[c])
        for r, c, h, w in table.spans
    )
    return DrawnTable(table.rows[rows], table.columns[columns], spans)


def stay(points: Points) -> Points:
    return points


@dataclass(frozen=True, slots=True)
class Flaws:
    """How far the maps are from perfect ones."""

    gaps: float = 0.0
    """Share of every boundary that is missing, in pieces."""
    longest_gap: float = 14.0
    noise: float = 0.0
    specks: int = 0


def draw_maps(
    tables: Sequence[DrawnTable],
    shape: tuple[int, int] = (640, 448),
    move: Move = stay,
    flaws: Flaws = Flaws(),
    seed: int = 0,
) -> PageMaps:
    """The maps of the tables after `move`; text and seal maps are empty."""
    rng = np.random.default_rng(seed)
    planes = np.zeros((3, *shape), np.float32)
    for table in tables:
        outline = np.round(move(table.outline()) * 16).astype(np.int32)
        cv2.fillPoly(planes[2], [outline], 1.0, cv2.LINE_8, 4)
        for stretch, across in table.edges():
            for piece in _pieces(stretch, flaws, rng):
                _draw(planes[0 if across else 1], move(piece))
    for plane in planes[:2]:
        for _ in range(flaws.specks):
            x, y = rng.integers(5, shape[1] - 20), rng.integers(5, shape[0] - 20)
            reach = rng.integers(3, 10, 2) * (1, 0) if rng.random() < 0.5 else rng.integers(2, 5, 2)
            cv2.line(plane, (int(x), int(y)), (int(x + reach[0]), int(y + reach[1])), 0.7, 1)
    planes[:2] = cv2.GaussianBlur(planes[:2].transpose(1, 2, 0), (0, 0), 0.6).transpose(2, 0, 1)
    if flaws.noise:
        field = cv2.resize(rng.random((shape[0] // 8, shape[1] // 8)), shape[::-1])
        planes[:2] *= (1 - flaws.noise * field).astype(np.float32)
        planes[:2] += rng.normal(0, 0.15 * flaws.noise, planes[:2].shape).astype(np.float32)
    planes = np.clip(planes, 0, 1)
    text = np.zeros((2 * shape[0], 2 * shape[1]), np.float32)
    return PageMaps(text, planes[0], planes[1], planes[2], np.zeros(shape, np.float32))


def _pieces(stretch: Points, flaws: Flaws, rng: np.random.Generator) -> list[Points]:
    """What is left of a stretch once its gaps are taken out."""
    length = float(np.linalg.norm(stretch[-1] - stretch[0]))
    left = flaws.gaps * length
    cuts = []
    while left > 1:
        size = min(left, rng.uniform(2, flaws.longest_gap))
        start = rng.uniform(0.0, max(0.0, length - size))
        cuts.append((start, start + size))
        left -= size
    kept = np.ones(max(2, round(length)), bool)
    places = np.linspace(0, length, len(kept))
    for first, last in cuts:
        kept[(places >= first) & (places <= last)] = False
    ends = np.flatnonzero(np.diff(kept.astype(int), prepend=0, append=0))
    points = stretch[0] + (stretch[-1] - stretch[0]) * (places / length)[:, None]
    return [points[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True) if b - a >= 2]


def _draw(plane: NDArray[np.float32], points: Points) -> None:
    low = np.maximum(np.floor(points.min(axis=0)).astype(int) - 3, 0)
    high = np.ceil(points.max(axis=0)).astype(int) + 4
    part = plane[low[1] : high[1], low[0] : high[0]]
    canvas = np.zeros(part.shape, np.uint8)
    fixed = np.round((points - low) * 16).astype(np.int32)
    cv2.polylines(canvas, [fixed], False, 255, 2, cv2.LINE_AA, 4)
    np.maximum(part, canvas / np.float32(255), out=part)
