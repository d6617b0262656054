"""The indicator part of a form: headers, stub, merged levels, one panel or two."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from training.synthesis.plans import Plan
from training.synthesis.records import PANELS, IndicatorEntry, PanelName
from training.synthesis.sheet import CellKind, Row, Span

LEVEL_HEADS = ("一级指标", "二级指标", "三级指标", "指标值")
STACKED_STUBS: dict[PanelName, str] = {"medium_term": "中期绩效指标", "annual": "年度绩效指标"}


@dataclass(frozen=True, slots=True)
class IndicatorColumns:
    """The (key, label) pairs right of 指标值, in print order."""

    extra: tuple[tuple[str, str], ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """Headers of one panel without 一级指标."""
        return (*LEVEL_HEADS[1:], *(label for _, label in self.extra))

    def tail(self, entry: IndicatorEntry | None) -> Row:
        """三级指标, 指标值 and what stands right of them; empty cells for no entry."""
        if entry is None:
            return tuple(Span("") for _ in range(2 + len(self.extra)))
        texts = [entry["level3"], entry["value"]]
        texts += [str(entry.get(key) or "") for key, _ in self.extra]
        kinds = (CellKind.LONG, *(CellKind.VALUE for _ in texts[1:]))
        return tuple(Span(text, kind=kind) for text, kind in zip(texts, kinds, strict=True))


def _label(text: str, rows: int = 1, columns: int = 1) -> Span:
    return Span(text, rows, columns, CellKind.LABEL)


def _runs(entries: Sequence[IndicatorEntry], level: str) -> list[list[IndicatorEntry]]:
    return [list(run) for _, run in groupby(entries, key=lambda entry: entry.get(level))]


def stacked_rows(
    entries: Sequence[IndicatorEntry], plan: Plan, columns: IndicatorColumns
) -> list[Row]:
    """One panel, or the medium-term panel above the annual one; levels 1 and 2 merged."""
    heads = [_label(text) for text in (LEVEL_HEADS[0], *columns.heads)]
    panels = [p for p in PANELS if any(e["panel"] == p for e in entries)]
    body: list[list[Span]] = []
    for panel in panels:
        rows = _one_panel([e for e in entries if e["panel"] == panel], columns)
        stub = plan.stub if len(panels) == 1 else STACKED_STUBS[panel]
        if not plan.stub:
            if len(panels) > 1:
                body.append([_label(stub, columns=len(heads))])
        elif plan.stub_head is not None or len(panels) > 1:
            rows[0].insert(0, _label(stub, rows=len(rows)))
        body.extend(rows)
    if plan.stub and plan.stub_head is None and len(panels) == 1:
        heads.insert(0, _label(plan.stub, rows=len(body) + 1))
    elif plan.stub:
        heads.insert(0, _label(plan.stub_head or plan.stub))
    return [tuple(heads), *(tuple(row) for row in body)]


def _one_panel(entries: Sequence[IndicatorEntry], columns: IndicatorColumns) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for level1 in _runs(entries, "level1"):
        for number2, level2 in enumerate(_runs(level1, "level2")):
            for number3, entry in enumerate(level2):
                row = list(columns.tail(entry))
                if number3 == 0:
                    row.insert(0, _label(entry["level2"], rows=len(level2)))
                    if number2 == 0:
                        row.insert(0, _label(entry["level1"], rows=len(level1)))
                rows.append(row)
    return rows


def side_by_side_rows(
    entries: Sequence[IndicatorEntry], plan: Plan, columns: IndicatorColumns
) -> list[Row]:
    """Level 1 once, then 二级 / 三级 / 指标值 for the medium term and again for the year.

    A level-2 block is as high as its longer panel; the shorter one ends in empty cells.
    """
    body: list[list[Span]] = []
    for level1 in dict.fromkeys(entry["level1"] for entry in entries):
        inside = [entry for entry in entries if entry["level1"] == level1]
        block: list[list[Span]] = []
        for level2 in dict.fromkeys(entry["level2"] for entry in inside):
            block += _facing([e for e in inside if e["level2"] == level2], level2, columns)
        if plan.closing_row:
            half = [Span(plan.closing_row), *columns.tail(None)]
            block.append([*half, *half])
        block[0].insert(0, _label(level1, rows=len(block)))
        body += block
    heads = [_label(text) for text in (LEVEL_HEADS[0], *columns.heads, *columns.heads)]
    if plan.stub:
        heads.insert(0, _label(plan.stub, rows=len(body) + 1))
    return [tuple(heads), *(tuple(row) for row in body)]


def _facing(
    entries: Sequence[IndicatorEntry], level2: str, columns: IndicatorColumns
) -> list[list[Span]]:
    halves = [[entry for entry in entries if entry["panel"] == panel] for panel in PANELS]
    height = max(len(half) for half in halves)
    rows: list[list[Span]] = [[] for _ in range(height)]
    for half in halves:
        for number, row in enumerate(rows):
            if number == 0:
                row.append(_label(level2, rows=height))
            row.extend(columns.tail(half[number] if number < len(half) else None))
    return rows
