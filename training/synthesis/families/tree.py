"""The indicator part of a form: column heads, stub, levels, panels, rows left empty."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from models.form_tagger.roles import Role
from training.synthesis.contents.draw import chance, pick
from training.synthesis.families import labels
from training.synthesis.families.plan import FamilyPlan, Merging, Panels, Skeleton, Stub
from training.synthesis.families.sections import Section
from training.synthesis.records import IndicatorEntry
from training.synthesis.sheet import CellKind, Span

_WIDTHS = {
    "stub": 4.0,
    "level1": 7.0,
    "level2": 8.5,
    "level3": 18.0,
    "explanation": 17.0,
    "value": 11.0,
    "sign": 6.0,
    "number": 8.0,
    "unit": 6.0,
    "direction": 7.0,
    "standard": 8.0,
    "basis": 11.0,
    "last_year_value": 8.0,
    "weight": 5.5,
    "scoring_rule": 14.0,
    "evidence": 10.0,
    "actual_value": 10.0,
    "score": 5.5,
    "deviation": 14.0,
}
_LONG = {"level3", "explanation", "scoring_rule", "deviation", "basis", "evidence"}
_DIRECTIONS = {"≥": "正向指标", "≤": "反向指标"}


def indicator_section(
    rng: np.random.Generator, plan: FamilyPlan, entries: Sequence[IndicatorEntry]
) -> Section:
    """The section of all indicators; the cells of a level name those of the level above."""
    halves = {Panels.BESIDE: 2, Panels.TRIPLE: 3}.get(plan.panels, 1)
    half = ["level2", "level3", *plan.columns]
    keys = ["stub"] * (plan.stub is not Stub.NONE) + ["level1"] + half * halves
    body = _facing_body(plan, entries, halves) if halves > 1 else _stacked_body(rng, plan, entries)
    heads = _heads(rng, plan, half * halves, halves)
    if plan.stub is Stub.BELOW_HEADS:
        heads[0].insert(0, _head(rng, pick(rng, ("绩效指标", "指标", "")), "stub", len(heads)))
    if plan.stub is not Stub.NONE and plan.panels is not Panels.STACKED:
        text = pick(rng, labels.STUBS)
        covered = plan.stub is Stub.OVER_HEADS
        stub = Span(text, len(body) + len(heads) * covered, 1, CellKind.LABEL, Role.STUB)
        (heads if covered else body)[0].insert(0, stub)
    elif plan.stub is Stub.OVER_HEADS:
        heads[0].insert(0, _head(rng, "", "stub", len(heads)))
    return Section(_edges(rng, keys), tuple(tuple(row) for row in heads + body))


def _edges(rng: np.random.Generator, keys: Sequence[str]) -> tuple[float, ...]:
    widths = np.array([_WIDTHS[key] * rng.uniform(0.75, 1.35) for key in keys])
    edges = np.concatenate([[0.0], np.cumsum(widths) / widths.sum()])
    return (*(float(edge) for edge in np.round(edges[:-1], 4)), 1.0)


def _head(rng: np.random.Generator, text: str, key: str, rows: int = 1) -> Span:
    return Span(text, rows, 1, CellKind.LABEL, Role.COLUMN_HEAD, key)


def _heads(
    rng: np.random.Generator, plan: FamilyPlan, keys: Sequence[str], halves: int
) -> list[list[Span]]:
    texts = {key: pick(rng, labels.COLUMNS[key]) for key in ("level1", *keys)}
    single = [_head(rng, texts[key], key) for key in keys]
    if plan.heads == 1:
        return [[_head(rng, texts["level1"], "level1"), *single]]
    first = _head(rng, texts["level1"], "level1", 2)
    if halves > 1:
        names = ("medium_term", "annual", "annual")[:halves]
        groups = [
            Span(
                pick(rng, labels.PANELS[name]),
                1,
                len(keys) // halves,
                CellKind.LABEL,
                Role.PANEL_LABEL,
                name,
            )
            for name in names
        ]
        return [[first, *groups], single]
    if chance(rng, 0.5) or len(plan.columns) < 2:
        group = Span("绩效指标", 1, 3, CellKind.LABEL, Role.COLUMN_HEAD, "levels")
        rest = [_head(rng, texts[key], key, 2) for key in plan.columns]
        return [[group, *rest], [_head(rng, texts["level1"], "level1"), *single[:2]]]
    levels = [_head(rng, texts[key], key, 2) for key in ("level2", "level3")]
    text = pick(rng, ("指标值", "年度指标", "指标设定", "完成情况"))
    group = Span(text, 1, len(plan.columns), CellKind.LABEL, Role.COLUMN_HEAD, "values")
    return [[first, *levels, group], single[2:]]


def _cells(entry: IndicatorEntry | None, keys: Sequence[str], panel: str, above: str) -> list[Span]:
    """Level 3 and what stands right of it; blank cells for no entry."""
    cells = []
    for key in ("level3", *keys):
        text = "" if entry is None else column_text(entry, key)
        kind = CellKind.LONG if key in _LONG else CellKind.VALUE
        cells.append(Span(text, kind=kind, role=Role(key), key=panel, above=above))
    return cells


def column_text(entry: IndicatorEntry, key: str) -> str:
    """What an indicator prints in a column."""
    if key == "direction":
        return _DIRECTIONS.get(entry["sign"], "")
    return str(entry.get(key) or "")


def _stacked_body(
    rng: np.random.Generator, plan: FamilyPlan, entries: Sequence[IndicatorEntry]
) -> list[list[Span]]:
    body: list[list[Span]] = []
    for panel, group in groupby(entries, key=lambda entry: entry["panel"]):
        rows = _panel_rows(plan, list(group), panel)
        if plan.panels is Panels.STACKED:
            text = pick(rng, labels.PANELS[panel])
            label = Span(text, len(rows), 1, CellKind.LABEL, Role.PANEL_LABEL, panel)
            if plan.stub is not Stub.NONE:
                rows[0].insert(0, label)
            else:
                columns = 3 + len(plan.columns)
                body.append([Span(text, 1, columns, CellKind.LABEL, Role.PANEL_LABEL, panel)])
        body += rows
    return body


def _panel_rows(
    plan: FamilyPlan, entries: Sequence[IndicatorEntry], panel: str
) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for number1, (level1, inside) in enumerate(groupby(entries, key=lambda e: e["level1"])):
        tag1 = f"{panel}/{number1}"
        block: list[list[Span]] = []
        for number2, (level2, leaves) in enumerate(groupby(inside, key=lambda e: e["level2"])):
            tag2 = f"{tag1}/{number2}"
            leaf_rows = [_cells(e, plan.columns, panel, tag2) for e in leaves]
            leaf_rows += _skeleton_rows(plan, panel, tag2)
            label = _level(level2, Role.LEVEL2, panel, (tag2, tag1))
            block += _LEVEL2_LABELS[plan.merging](label, leaf_rows)
        label = _level(level1, Role.LEVEL1, panel, (tag1, ""))
        rows += _LEVEL1_LABELS[plan.merging](label, block)
    return rows


def _level(text: str, role: Role, panel: str, tags: tuple[str, str]) -> Span:
    return Span(text, 1, 1, CellKind.LABEL, role, panel, *tags)


def _merged(label: Span, rows: list[list[Span]]) -> list[list[Span]]:
    rows[0].insert(0, replace(label, rows=len(rows)))
    return rows


def _repeated(label: Span, rows: list[list[Span]]) -> list[list[Span]]:
    for row in rows:
        row.insert(0, label)
    return rows


_LEVEL1_LABELS = {Merging.BOTH: _merged, Merging.LEVEL1: _merged, Merging.NEITHER: _repeated}
_LEVEL2_LABELS = {Merging.BOTH: _merged, Merging.LEVEL1: _repeated, Merging.NEITHER: _repeated}


def _skeleton_rows(plan: FamilyPlan, panel: str, above: str) -> list[list[Span]]:
    texts = {Skeleton.DOTS: "……", Skeleton.NUMBERED: "指标{}：", Skeleton.BLANK: ""}
    if plan.skeleton not in texts:
        return []
    cells = _cells(None, plan.columns, panel, above)
    text = texts[plan.skeleton].format(len(above) % 3 + 2)
    cells[0] = Span(text, kind=CellKind.LONG, role=Role.FILLER, key=panel, above=above)
    return [cells]


def _facing_body(
    plan: FamilyPlan, entries: Sequence[IndicatorEntry], halves: int
) -> list[list[Span]]:
    """Level 1 once, then a half for each panel; a shorter half ends in blank cells."""
    body: list[list[Span]] = []
    panels = ("medium_term", "annual", "annual")[:halves]
    for number1, level1 in enumerate(dict.fromkeys(e["level1"] for e in entries)):
        inside = [e for e in entries if e["level1"] == level1]
        tag1 = f"both/{number1}"
        block: list[list[Span]] = []
        for level2 in dict.fromkeys(e["level2"] for e in inside):
            leaves = [
                [e for e in inside if e["level2"] == level2 and e["panel"] == p] for p in panels
            ]
            block += _facing_rows(plan, level2, leaves, f"{tag1}/{len(block)}")
        label = _level(level1, Role.LEVEL1, "both", (tag1, ""))
        body += _LEVEL1_LABELS[plan.merging](label, block)
    return body


def _facing_rows(
    plan: FamilyPlan, level2: str, leaves: Sequence[Sequence[IndicatorEntry]], tag: str
) -> list[list[Span]]:
    height = max(len(half) for half in leaves) + (plan.skeleton in (Skeleton.DOTS, Skeleton.BLANK))
    rows: list[list[Span]] = [[] for _ in range(height)]
    for number, half in enumerate(leaves):
        panel = "medium_term" if number == 0 else "annual"
        tags = (f"{tag}/{number}", tag.rpartition("/")[0])
        label = _level(level2, Role.LEVEL2, panel, tags)
        cells = [
            _cells(half[row] if row < len(half) else None, plan.columns, panel, tags[0])
            for row in range(height)
        ]
        for row, added in zip(rows, _LEVEL2_LABELS[plan.merging](label, cells), strict=True):
            row.extend(added)
    return rows
