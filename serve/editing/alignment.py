"""Which rows of two readings are the same: by their place on the paper, else by their text."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from extractor.geometry import BBox
from extractor.values.text import fold
from serve.editing.changes import JsonObject
from serve.editing.row_kinds import ROW_KINDS, Row, all_sights, get_cell

_LEAST_SHARED = 0.5  # of the area of both boxes together
_NAMES = {
    "other_fields": ("label",),
    "funding": ("panel", "item"),
    "tasks": ("name",),
    "goals": ("panel",),
    "indicators": ("panel", "level3"),
}
_VALUES = {
    "other_fields": ("value",),
    "funding": ("raw",),
    "tasks": ("total", "fiscal", "other"),
    "goals": ("text",),
    "indicators": ("value", "level2"),
}
_Key = Callable[[str, Row], Hashable]


@dataclass(slots=True)
class Pairs:
    """Rows of one reading beside those of another, by index."""

    of_first: dict[int, int] = field(default_factory=dict)
    of_second: dict[int, int] = field(default_factory=dict)

    def add(self, first: int, second: int) -> None:
        """Pair two rows that have no partner yet."""
        self.of_first[first] = second
        self.of_second[second] = first


def align_rows(rows: str, first: Sequence[Row], second: Sequence[Row]) -> Pairs:
    """Pair the rows of two readings of one list; every row has at most one partner.

    In turn: the same place and text, the same place, much the same place, the same text, the same
    name. Rows alike in all are paired in order.
    """
    pairs = Pairs()
    for key in (_place_and_text, _place):
        _pair_equal(rows, first, second, pairs, key)
    _pair_overlapping(rows, first, second, pairs)
    for key in (_text, _name):
        _pair_equal(rows, first, second, pairs, key)
    return pairs


def _pair_equal(
    rows: str, first: Sequence[Row], second: Sequence[Row], pairs: Pairs, key: _Key
) -> None:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for index in range(len(second) - 1, -1, -1):
        if index not in pairs.of_second:
            waiting[key(rows, second[index])].append(index)
    for index, row in enumerate(first):
        if index not in pairs.of_first:
            own = key(rows, row)
            if own is not None and waiting[own]:
                pairs.add(index, waiting[own].pop())


def _pair_overlapping(rows: str, first: Sequence[Row], second: Sequence[Row], pairs: Pairs) -> None:
    boxes = [_boxes(rows, row) for row in second]
    shares = sorted(
        (
            (-share, index, other)
            for index, row in enumerate(first)
            if index not in pairs.of_first
            for other in range(len(second))
            if other not in pairs.of_second
            and (share := _shared(_boxes(rows, row), boxes[other])) >= _LEAST_SHARED
        ),
    )
    for _, index, other in shares:
        if index not in pairs.of_first and other not in pairs.of_second:
            pairs.add(index, other)


def _where(rows: str, row: Row) -> list[JsonObject]:
    if rows == "indicators":
        own: list[JsonObject] = row.entry["where"]
        return own
    return [place for sight in all_sights(ROW_KINDS[rows], row) for place in sight["where"]]


def _place(rows: str, row: Row) -> Hashable:
    places = [(p["page"], *(p["box"] or ()), p.get("line", 0)) for p in _where(rows, row)]
    precise = [place for place in places if len(place) > 2 or place[-1]]
    return tuple(precise) or None


def _text(rows: str, row: Row) -> Hashable:
    return (_name(rows, row), *(_folded(row, key) for key in _VALUES[rows]))


def _name(rows: str, row: Row) -> Hashable:
    return tuple(_folded(row, key) for key in _NAMES[rows])


def _place_and_text(rows: str, row: Row) -> Hashable:
    place = _place(rows, row)
    return None if place is None else (place, _text(rows, row))


def _folded(row: Row, key: str) -> str:
    return fold(get_cell(row, key) or "")


def _boxes(rows: str, row: Row) -> list[tuple[int, BBox]]:
    return [(p["page"], BBox(*p["box"])) for p in _where(rows, row) if p["box"]]


def _shared(first: Sequence[tuple[int, BBox]], second: Sequence[tuple[int, BBox]]) -> float:
    """The part (0–1) of the area of both that lies under both."""
    common = sum(a.intersection(b) for page, a in first for other, b in second if page == other)
    whole = sum(box.area for _, box in (*first, *second)) - common
    return common / whole if whole > 0 else 0.0
