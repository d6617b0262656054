"""What an overlay shows of a record on one page: boxes by role, and the lines of the tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from extractor.document import Provenance
from extractor.export.places import row_cells
from extractor.geometry import BBox
from extractor.record import Record
from extractor.verbatim import Panel, Printed


class Role(StrEnum):
    """What a cell is to the record; the order is that of the legend."""

    TITLE = "title"
    LABEL = "label"
    FIELD = "field"
    FUNDING = "funding"
    TASK = "task"
    GOAL = "goal"
    LEVEL1 = "level 1"
    LEVEL2 = "level 2"
    LEVEL3 = "level 3"
    VALUE = "value"
    COLUMN = "other column"
    SKIPPED = "skipped"
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Mark:
    """A box in points, its role, its panel (None for what has none) and its confidence (0–1)."""

    role: Role
    box: BBox
    panel: Panel | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the tree from a cell to the one it belongs to, boxes in points."""

    child: BBox
    parent: BBox


_ROW_ROLES = {
    "level1": Role.LEVEL1,
    "level2": Role.LEVEL2,
    "level3": Role.LEVEL3,
    "value": Role.VALUE,
}


def page_marks(record: Record, page: int) -> tuple[Mark, ...]:
    """The boxes of the record on a page (1-based), each once; unassigned cells come last."""
    marks: dict[tuple[Role, BBox], Mark] = {}
    for role, cell, panel in _cells(record):
        for box in _boxes(cell.where, page):
            marks.setdefault((role, box), Mark(role, box, panel, cell.confidence))
    return tuple(marks.values())


def page_links(record: Record, page: int) -> tuple[Link, ...]:
    """Lines value → level 3 → level 2 → level 1 between boxes on the page, each once."""
    links: dict[Link, None] = {}
    for indicator in record.indicators:
        row = indicator.row
        chain = [
            boxes[0]
            for cell in (row.value, row.level3, row.level2, row.level1)
            if cell is not None and (boxes := list(_boxes(cell.where, page)))
        ]
        for child, parent in pairwise(chain):
            links[Link(child, parent)] = None
    return tuple(links)


def _cells(record: Record) -> Iterator[tuple[Role, Printed, Panel | None]]:
    for role, cell in _parts_without_panel(record):
        yield role, cell, None
    yield from ((Role.FUNDING, line.raw, line.panel) for line in record.funding)
    yield from ((Role.GOAL, goal.text, goal.panel) for goal in record.goals)
    for indicator in record.indicators:
        row = indicator.row
        for key, cell in row_cells(row):
            panel = None if key in ("level1", "level2") else row.panel
            yield _ROW_ROLES.get(key, Role.COLUMN), cell, panel
    yield from ((Role.UNASSIGNED, item, None) for item in record.unassigned)


def _parts_without_panel(record: Record) -> Iterator[tuple[Role, Printed]]:
    yield from ((Role.LABEL, label) for label in record.labels)
    yield from ((Role.SKIPPED, row) for row in record.skipped_rows)
    if record.title is not None:
        yield Role.TITLE, record.title
    yield from ((Role.FIELD, printed) for _, printed in record.fields)
    for field in record.other_fields:
        yield Role.LABEL, field.label
        yield Role.FIELD, field.value
    for task in record.tasks:
        cells = (task.name, task.total, task.fiscal, task.other)
        yield from ((Role.TASK, cell) for cell in cells if cell is not None)


def _boxes(where: Iterable[Provenance], page: int) -> Iterator[BBox]:
    for place in where:
        if place.page == page and place.bbox is not None:
            yield place.bbox
