"""What a tagger said of the cells of a form, for a person at a terminal."""

from collections.abc import Iterator

import numpy as np

from extractor.export.marks import Role as MarkRole
from extractor.export.overlay import COLORS
from extractor.export.terminal_text import printable
from extractor.form.tagged.items import Item, Reading
from models.form_tagger.roles import Role

_LONGEST = 40
_MARKS = {
    Role.TITLE: MarkRole.TITLE,
    Role.FIELD_VALUE: MarkRole.FIELD,
    Role.MONEY_VALUE: MarkRole.FUNDING,
    Role.TASK_NAME: MarkRole.TASK,
    Role.TASK_MONEY: MarkRole.TASK,
    Role.GOAL_VALUE: MarkRole.GOAL,
    Role.GOAL_RESULT: MarkRole.GOAL,
    Role.LEVEL1: MarkRole.LEVEL1,
    Role.LEVEL2: MarkRole.LEVEL2,
    Role.LEVEL3: MarkRole.LEVEL3,
    Role.VALUE: MarkRole.VALUE,
    Role.NUMBER: MarkRole.VALUE,
    Role.FILLER: MarkRole.SKIPPED,
    Role.NOISE: MarkRole.UNASSIGNED,
    Role.FOOTNOTE: MarkRole.UNASSIGNED,
}


def reading_to_lines(reading: Reading) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """One line a text, and its colour (the overlay's): row, role, panel, confidence, text, and
    the text that it most likely belongs to with the probability of that."""
    by_cell = {index: item for item in reading.items for index in item.indices}
    for item in reading.items:
        panel = item.panel.value if item.panel else "-"
        sure = item.printed.confidence
        line = f"{item.row:>4} {item.role.value:<16} {panel:<11} {sure:.2f} {_short(item)}"
        links = np.exp(reading.beliefs.parents[item.index])
        best = int(links.argmax())
        if best < len(links) - 1:
            line += f"  → {_short(by_cell[best])} {min(float(links[best]), 1.0):.2f}"
        yield line, COLORS[_mark(item.role)]


def _mark(role: Role) -> MarkRole:
    label = role.value.endswith(("label", "head")) or role in (Role.STUB, Role.UNIT_NOTE)
    return _MARKS.get(role, MarkRole.LABEL if label else MarkRole.COLUMN)


def _short(item: Item) -> str:
    text = printable(item.printed.text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
