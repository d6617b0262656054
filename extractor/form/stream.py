"""Cells in order, rows lost → the column of each cell, by dynamic programming.

A cell takes the column its text suits; a column that is not behind the last one opens a new row.
Rows that end before a value, begin behind a name or leave out a panel have their price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.form.affinity import echo_price, echoes, misfit
from extractor.form.column_heads import Column
from extractor.form.rows import Token

_LONE_NAME = 1.8
_LONE_VALUE = 2.2
_EMPTY_PANEL = 0.9
_NEW_ROW = 0.1
_SKIPPED = 0.05


@dataclass(frozen=True, slots=True)
class _Panel:
    """Columns of a panel's name and value."""

    name: int
    value: int


def cells_to_places(
    tokens: Sequence[Token], kinds: Sequence[Column], cost_level: Column
) -> list[int]:
    """The cheapest column (index into `kinds`) of each cell."""
    if not tokens:
        return []
    panels = _panels(kinds)
    later = [kind in kinds[:place] for place, kind in enumerate(kinds)]
    echo = echoes([t.folded for t in tokens])
    places = range(len(kinds))
    own = [
        [
            misfit(token.folded, kind, cost_level) + echo_price(echo[n], kind, later[place])
            for place, kind in enumerate(kinds)
        ]
        for n, token in enumerate(tokens)
    ]
    steps = [[_step_price(panels, last, place) for last in places] for place in places]
    cost = [own[0][place] + _open_price(panels, place) for place in places]
    back: list[list[int]] = []
    for prices in own[1:]:
        best = [_cheapest(cost, steps[place]) for place in places]
        cost = [cost[best[p]] + steps[p][best[p]] + prices[p] for p in places]
        back.append(best)
    place = _cheapest(cost, [_close_price(panels, p) for p in places])
    path = [place]
    for best in reversed(back):
        place = best[place]
        path.append(place)
    return path[::-1]


def places_to_rows(places: Sequence[int]) -> Iterator[list[tuple[int, int]]]:
    """Rows of (cell number, column): a row ends where the column does not grow."""
    row: list[tuple[int, int]] = []
    for number, place in enumerate(places):
        if row and place <= row[-1][1]:
            yield row
            row = []
        row.append((number, place))
    if row:
        yield row


def _cheapest(cost: Sequence[float], more: Sequence[float]) -> int:
    return min(range(len(cost)), key=lambda i: cost[i] + more[i])


def _panels(kinds: Sequence[Column]) -> tuple[_Panel, ...]:
    names = [i for i, kind in enumerate(kinds) if kind is Column.LEVEL3]
    found: list[_Panel] = []
    for order, name in enumerate(names):
        end = names[order + 1] if order + 1 < len(names) else len(kinds)
        values = [i for i in range(name, end) if kinds[i] is Column.VALUE]
        if values:
            found.append(_Panel(name, values[0]))
    return tuple(found)


def _open_price(panels: Sequence[_Panel], place: int) -> float:
    """A row that begins behind a name has lost it; one that begins behind a value, a panel."""
    price = 0.0
    for panel in panels:
        if panel.name < place <= panel.value:
            price += _LONE_VALUE
        elif panel.value < place:
            price += _EMPTY_PANEL if len(panels) > 1 and panel is not panels[-1] else _LONE_VALUE
    return price


def _close_price(panels: Sequence[_Panel], place: int) -> float:
    """A row that ends between a name and its value has lost the value."""
    price = 0.0
    for panel in panels:
        if panel.name <= place < panel.value:
            price += _LONE_NAME
        elif panel.name > place:
            price += _EMPTY_PANEL
    return price


def _step_price(panels: Sequence[_Panel], last: int, place: int) -> float:
    if place <= last:
        return _close_price(panels, last) + _open_price(panels, place) + _NEW_ROW
    price = _SKIPPED * (place - last - 1)
    for panel in panels:
        if panel.name <= last < panel.value < place:
            price += _LONE_NAME
        elif last < panel.name < place <= panel.value:
            price += _LONE_VALUE
        elif last < panel.name and panel.value < place:
            price += _EMPTY_PANEL
    return price
