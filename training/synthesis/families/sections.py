"""Parts of a form with columns of their own, joined to one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np

from training.synthesis.contents.draw import chance
from training.synthesis.sheet import FormSheet, Row, Span, place

_LEAST_GAP = 0.03
"""Between edges of different sections, as a share of the table's width."""
_LEAST_WIDTH = 0.07
"""Of a column of a section with free edges."""
_REACH = 0.06
"""How far an edge moves to stand in line with one that the form already has."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows whose column borders stand at `edges`, shares of the table's width from 0 to 1."""

    edges: tuple[float, ...]
    rows: tuple[Row, ...]


def join_sections(sections: Sequence[Section], heading: Sequence[str]) -> FormSheet:
    """One sheet of all sections, top to bottom; its columns are all their edges together."""
    edges = sorted({edge for section in sections for edge in section.edges})
    places = {edge: number for number, edge in enumerate(edges)}
    rows = [row for section in sections for row in _wide_rows(section, places)]
    widths = [100 * (after - before) for before, after in pairwise(edges)]
    return place(heading, rows, widths)


def _wide_rows(section: Section, places: dict[float, int]) -> list[Row]:
    """The rows with every span counted in columns of the sheet."""
    own = [places[edge] for edge in section.edges]
    taken: set[tuple[int, int]] = set()
    rows: list[Row] = []
    for number, row in enumerate(section.rows):
        column, spans = 0, []
        for span in row:
            while (number, column) in taken:
                column += 1
            end = column + span.columns
            taken.update(product(range(number, number + span.rows), range(column, end)))
            width = own[end] - own[column]
            spans.append(span if width == span.columns else replace(span, columns=width))
        rows.append(tuple(spans))
    return rows


def fit_edges(
    rng: np.random.Generator, wanted: Sequence[float], known: Sequence[float]
) -> tuple[float, ...]:
    """Edges near the wanted inner ones, from 0 to 1: at edges that the form already has, or at
    least a few hundredths beside them."""
    reach = _REACH if chance(rng, 0.7) else _LEAST_GAP
    found = [0.0]
    for edge in wanted:
        near = min(known, key=lambda other: abs(other - edge))
        fitted = near if abs(near - edge) < reach else edge
        if fitted - found[-1] < _LEAST_WIDTH or 1 - fitted < _LEAST_WIDTH:
            fitted = _free_edge(edge, found[-1], known)
        found.append(fitted)
    return (*found, 1.0)


def _free_edge(edge: float, before: float, known: Sequence[float]) -> float:
    """A place behind `before` that is an edge or stands clear of all of them."""
    candidates = [k for k in known if k - before >= _LEAST_WIDTH and 1 - k >= _LEAST_WIDTH]
    steps = np.arange(before + _LEAST_WIDTH, 1 - _LEAST_WIDTH, 0.01)
    candidates += [float(s) for s in steps if min(abs(s - k) for k in known) >= _LEAST_GAP]
    if not candidates:
        return (before + 1) / 2
    return min(candidates, key=lambda other: abs(other - edge))


def empty(role: str, key: str = "") -> Span:
    """A cell printed blank."""
    return Span("", role=role, key=key)
