"""A form sheet as tab-separated text, with the damage that copying tables out of files does."""

from enum import StrEnum
from typing import TypeVar

import numpy as np

from training.synthesis.sheet import FormSheet, SheetCell

_LEAF_HEAD = "三级指标"
Item = TypeVar("Item")


class Damage(StrEnum):
    """What flattening did to the indicator rows."""

    NONE = "none"
    SHIFTED = "shifted"  # rows under a merged label lost their leading blanks
    HALF_SHIFTED = "half_shifted"  # the name moved left, the value stayed
    MID_LABEL = "mid_label"  # a merged level-2 label stands in the middle of its rows
    LOST_LEVEL1 = "lost_level1"  # a level-1 label is blank
    PAGE_BREAK = "page_break"  # a blank line, and the cut block's label only behind it


def flatten(sheet: FormSheet, damage: Damage, seed: int) -> str:
    """Heading lines, a blank line, then one line a row; merged cells are followed by blanks.

    The damage is done once or twice to indicator rows drawn from `seed`; a sheet in which it
    is not possible stays whole.
    """
    rng = np.random.default_rng(seed)
    rows = [[""] * sheet.n_columns for _ in range(sheet.n_rows)]
    for cell in sheet.cells:
        rows[cell.row][cell.column] = cell.text.replace("\n", " ")
    breaks: set[int] = set()
    match damage:
        case Damage.SHIFTED | Damage.HALF_SHIFTED:
            _shift(rows, _under_labels(sheet), damage, rng)
        case Damage.MID_LABEL:
            for label in _draw(_labels(sheet, "二级指标", 3), 2, rng):
                _move(rows, label, label.row + label.row_span // 2)
        case Damage.LOST_LEVEL1:
            for label in _draw(_labels(sheet, "一级指标", 1), 1, rng):
                rows[label.row][label.column] = ""
        case Damage.PAGE_BREAK:
            for label in _draw(_labels(sheet, "二级指标", 2), 1, rng):
                cut = label.row + int(rng.integers(1, label.row_span))
                breaks.add(cut)
                if rng.random() < 0.5:
                    _move(rows, label, cut)
    lines = []
    for number, row in enumerate(rows):
        lines += [""] * (number in breaks)
        lines.append("\t".join(row))
    return "\n\n".join([*sheet.heading, "\n".join(lines)]) + "\n"


def _head_row(sheet: FormSheet) -> int:
    return next((cell.row for cell in sheet.cells if cell.text == _LEAF_HEAD), sheet.n_rows)


def _labels(sheet: FormSheet, head: str, least: int) -> list[SheetCell]:
    """Cells below a column head that are merged over at least so many rows."""
    columns = {cell.column for cell in sheet.cells if cell.text == head}
    first = _head_row(sheet)
    return [
        cell
        for cell in sheet.cells
        if cell.column in columns and cell.row > first and cell.text and cell.row_span >= least
    ]


def _under_labels(sheet: FormSheet) -> list[tuple[int, int]]:
    """(row, columns before the first 三级指标) of rows that begin under merged labels."""
    first = _head_row(sheet)
    leaf = min((c.column for c in sheet.cells if c.text == _LEAF_HEAD), default=0)
    begun = {cell.row for cell in sheet.cells if cell.column < leaf and cell.row > first}
    names = {cell.row for cell in sheet.cells if cell.column == leaf and cell.text}
    return [(row, leaf) for row in range(first + 1, sheet.n_rows) if row in names - begun]


def _shift(
    rows: list[list[str]],
    candidates: list[tuple[int, int]],
    damage: Damage,
    rng: np.random.Generator,
) -> None:
    for number in _draw(list(range(len(candidates))), 2, rng):
        row, leaf = candidates[number]
        lost = int(rng.integers(1, leaf + 1)) if damage is Damage.HALF_SHIFTED else leaf
        texts = rows[row]
        if damage is Damage.HALF_SHIFTED:
            rows[row] = [*texts[lost : leaf + 1], *[""] * lost, *texts[leaf + 1 :]]
        else:
            rows[row] = texts[lost:]


def _move(rows: list[list[str]], label: SheetCell, row: int) -> None:
    rows[row][label.column], rows[label.row][label.column] = label.text, ""


def _draw(items: list[Item], count: int, rng: np.random.Generator) -> list[Item]:
    order = rng.permutation(len(items))[:count]
    return [items[int(place)] for place in order]
