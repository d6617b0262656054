"""Bars, shaded squares and tables of a report, as SVG and HTML."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from extractor.export.terminal_text import display_width
from serve.archive.queries import Answer

Part = tuple[str, float]
"""The class of a part of a bar, and how much it is."""

_WIDTH, _BAR, _GAP, _LABEL, _COUNT = 560, 20, 7, 210, 70
_LABEL_CELLS = 29  # half the width of a Chinese character
_HEAD = 22
_COLUMN = 76.0
_HEADINGS = {
    "department": "部门 department",
    "documents": "文件 documents",
    "forms": "表 forms",
    "indicators": "指标 indicators",
    "confidence": "把握 confidence",
    "uri": "文件 file",
    "doubtful": "待核对 doubtful",
    "doubt": "疑度 doubt",
    "errors": "错误 errors",
    "warnings": "警告 warnings",
    "code": "原因 code",
    "example": "例如 example",
    "remedy": "怎么办 remedy",
    "kind": "类 kind",
    "pages": "页 pages",
    "seconds_a_document": "秒/份 s a document",
    "seconds_a_page": "秒/页 s a page",
    "processor_seconds_a_page": "CPU 秒/页 s a page",
    "most_mebibytes": "内存 most MiB",
}


def bars(rows: Sequence[tuple[object, Sequence[Part]]]) -> str:
    """A bar a row, of its name and its parts; nothing for no rows."""
    if not rows:
        return ""
    most = max(sum(amount for _, amount in parts) for _, parts in rows) or 1
    scale = (_WIDTH - _LABEL - _COUNT) / most
    drawn = "".join(_bar(place, row, scale) for place, row in enumerate(rows))
    return _svg(_WIDTH, len(rows) * (_BAR + _GAP), drawn)


def heat(rows: Sequence[tuple[Any, ...]]) -> str:
    """A square for each (name, column, count), the darker the more; nothing for no rows."""
    if not rows:
        return ""
    columns = sorted({column for _, column, _ in rows})
    totals: dict[str, int] = {}
    for name, _, count in rows:
        totals[name] = totals.get(name, 0) + count
    names = sorted(totals, key=lambda name: (-totals[name], name))
    most = max(count for *_, count in rows)
    step = max(_COLUMN, (_WIDTH - _LABEL) / len(columns)) if len(columns) < 8 else _COLUMN
    heads = without_beginning([str(column) for column in columns])
    drawn = [_head(at, head, step) for at, head in enumerate(heads)]
    for name, column, count in rows:
        left, top = _LABEL + columns.index(column) * step, _top(names.index(name)) + _HEAD
        shade = 0.12 + 0.88 * count / most
        told = f"<title>{escape(str(name))} · {escape(str(column))}: {count:,}</title>"
        box = f'x="{left:.1f}" y="{top}" width="{step - 3:.1f}" height="{_BAR}" rx="3"'
        drawn.append(f'<rect class="bar" {box} opacity="{shade:.2f}">{told}</rect>')
    drawn += [_label(name, _top(at) + _HEAD) for at, name in enumerate(names)]
    width = round(_LABEL + step * len(columns))
    return _svg(max(_WIDTH, width), _HEAD + len(names) * (_BAR + _GAP), "".join(drawn))


def table(answer: Answer) -> str:
    """The rows under their headings; nothing for no rows."""
    if not answer.rows:
        return ""
    numbers = [_is_number(value) for value in answer.rows[0]]
    head = "".join(
        f"<th{' class=number' if number else ''}>{escape(_HEADINGS.get(name, name))}</th>"
        for name, number in zip(answer.columns, numbers, strict=True)
    )
    rows = "".join(f"<tr>{''.join(_cells(row))}</tr>" for row in answer.rows)
    return f'<div class="scroll"><table><tr>{head}</tr>{rows}</table></div>'


def _bar(place: int, row: tuple[object, Sequence[Part]], scale: float) -> str:
    name, parts = row
    top, left = _top(place), float(_LABEL)
    drawn = [_label(name, top)]
    for kind, amount in parts:
        if amount:
            length = max(1.5, amount * scale)
            box = f'x="{left:.1f}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="3"'
            drawn.append(f'<rect class="{kind}" {box}/>')
            left += length
    counts = " + ".join(f"{amount:,}" for _, amount in parts if amount)
    drawn.append(f'<text x="{left + 6:.0f}" y="{_middle(top)}">{counts}</text>')
    return "".join(drawn)


def _label(name: object, top: int) -> str:
    at = f'x="{_LABEL - 8}" y="{_middle(top)}" text-anchor="end"'
    return f"<text {at}>{_short(name, _LABEL_CELLS)}<title>{escape(str(name))}</title></text>"


def without_beginning(names: Sequence[str]) -> list[str]:
    """Names of which what they all begin with is left out, but for years and the like."""
    first, last = min(names, default=""), max(names, default="")
    alike = (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other)
    shared = first[: next(alike, 0)].rstrip("0123456789")
    return [name.removeprefix(shared) for name in names]


def without_folder(names: Sequence[str]) -> list[str]:
    """Names of files without the folder that all are in."""
    first, last, folder = min(names, default=""), max(names, default=""), ""
    for part in first.split("/")[:-1]:
        if not last.startswith(f"{folder}{part}/"):
            break
        folder += f"{part}/"
    return [name.removeprefix(folder) for name in names]


def _head(at: int, column: str, step: float) -> str:
    middle = _LABEL + (at + 0.5) * step
    words = _short(column, round(step / 7))
    told = f"<title>{escape(column)}</title>"
    return f'<text x="{middle:.0f}" y="14" text-anchor="middle">{words}{told}</text>'


def _svg(width: int, height: int, drawn: str) -> str:
    size = f'viewBox="0 0 {width} {height}" style="max-width: {width * 5 // 4}px"'
    return f'<svg {size} role="img">{drawn}</svg>'


def _top(place: int) -> int:
    return place * (_BAR + _GAP)


def _middle(top: int) -> int:
    return top + round(_BAR * 0.74)


def _cells(row: Sequence[Any]) -> Iterator[str]:
    for value in row:
        if _is_number(value):
            yield f'<td class="number">{value:,}</td>'
        else:
            yield f"<td>{escape('' if value is None else str(value))}</td>"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _short(name: object, cells: int) -> str:
    """As much of a name as there is room for."""
    text = str(name)
    kept = text
    while display_width(kept) > cells:
        kept = kept[:-1]
    return escape(text if kept == text else f"{kept}…")
