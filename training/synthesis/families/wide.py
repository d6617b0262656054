"""The wide tables that budget systems export: a row an indicator, the project beside it."""

from collections.abc import Sequence

import numpy as np

from models.form_tagger.roles import Role
from training.synthesis.contents.draw import chance, pick_some
from training.synthesis.families.sections import Section
from training.synthesis.families.top import label
from training.synthesis.families.tree import column_text
from training.synthesis.records import FormRecord
from training.synthesis.sheet import CellKind, Span

_PROJECT_HEADS = {
    "implementing_unit": ("单位名称", "预算单位", "单位"),
    "project_name": ("项目名称", "项目"),
    "total": ("预算数", "年度预算（万元）", "预算安排"),
    "goal": ("年度目标", "项目绩效目标", "总体目标"),
}
_LEVELS = ("level1", "level2", "level3")
_WIDTHS = {
    "implementing_unit": 8,
    "project_name": 11,
    "total": 8,
    "goal": 20,
    "level1": 8,
    "level2": 10,
    "level3": 17,
    "sign": 6,
    "number": 8,
    "unit": 6,
    "weight": 5,
    "direction": 7,
    "explanation": 14,
    "actual_value": 8,
}
_HEADS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "sign": "指标性质",
    "number": "指标值",
    "unit": "度量单位",
    "weight": "权重",
    "direction": "指标方向性",
    "explanation": "指标说明",
    "actual_value": "完成值",
}


def wide_section(rng: np.random.Generator, records: Sequence[FormRecord]) -> Section:
    """All indicators of all projects; what belongs to a project is merged over its rows."""
    own = [key for key in _PROJECT_HEADS if key == "project_name" or chance(rng, 0.6)]
    levels = _LEVELS if chance(rng, 0.85) else ("level3",)
    extra = pick_some(
        rng, ("weight", "direction", "explanation", "actual_value"), int(rng.integers(1, 4))
    )
    order = ["sign", "number", "unit", *(key for key in _HEADS if key in extra)]
    keys = [*own, *levels, *order]
    for record in records:
        _keep_printed(record, keys)
    body = [row for record in records for row in _project_rows(rng, record, own, (*levels, *order))]
    widths = np.array([_WIDTHS[key] * rng.uniform(0.8, 1.3) for key in keys])
    edges = np.round(np.concatenate([[0.0], np.cumsum(widths) / widths.sum()]), 4)
    heads = _two_head_rows(keys, levels) if chance(rng, 0.3) else [[_head(key) for key in keys]]
    rows = (*heads, *body)
    return Section((*(float(e) for e in edges[:-1]), 1.0), tuple(tuple(row) for row in rows))


def _keep_printed(record: FormRecord, keys: Sequence[str]) -> None:
    """Drop from the record what the columns of the table do not show."""
    for entry in record["indicators"]:
        entry["value"] = entry["number"]
        for level in ("level1", "level2"):
            if level not in keys:
                entry[level] = ""
        for key in set(entry) - {*keys, "panel", "value", "level1", "level2"}:
            entry.pop(key)  # type: ignore[misc]
    if "goal" not in keys:
        record["goals"] = []
    record["funding"] = record["funding"][:1] if "total" in keys else []


def _head(key: str, rows: int = 1) -> Span:
    text = _HEADS.get(key) or _PROJECT_HEADS[key][0]
    return label(text, Role.COLUMN_HEAD, key, rows)


def _two_head_rows(keys: Sequence[str], levels: Sequence[str]) -> list[list[Span]]:
    own = [_head(key, 2) for key in keys if key in _PROJECT_HEADS]
    inner = [key for key in keys if key not in _PROJECT_HEADS]
    group = label("绩效指标", Role.COLUMN_HEAD, "levels", 1, len(inner))
    return [[*own, group], [_head(key) for key in inner]]


def _project_rows(
    rng: np.random.Generator, record: FormRecord, own: Sequence[str], keys: Sequence[str]
) -> list[list[Span]]:
    entries = record["indicators"]
    rows: list[list[Span]] = []
    project = record["fields"]["project_name"] or ""
    repeated = chance(rng, 0.35)
    starts = dict.fromkeys(("level1", "level2"), 0)
    for number, entry in enumerate(entries):
        row: list[Span] = []
        for key in keys:
            if key not in starts or repeated:
                row.append(_cell(column_text(entry, key), key, f"{project}/{starts['level2']}"))
                continue
            before = entries[number - 1] if number else None
            if before is None or _path(before, key) != _path(entry, key):
                starts[key] = number
                run = entries[number:]
                height = next(
                    (n for n, e in enumerate(run) if _path(e, key) != _path(entry, key)), len(run)
                )
                above = f"{project}/{starts['level1']}/1" if key == "level2" else ""
                tag = f"{project}/{number}" + ("/1" if key == "level1" else "")
                row.append(
                    Span(
                        column_text(entry, key),
                        height,
                        1,
                        CellKind.LABEL,
                        Role(key),
                        "annual",
                        tag,
                        above,
                    )
                )
        rows.append(row)
    rows[0] = [*(_own_cell(record, key, len(entries)) for key in own), *rows[0]]
    return rows


def _path(entry: object, key: str) -> tuple[str, ...]:
    assert isinstance(entry, dict)
    return (entry["level1"],) if key == "level1" else (entry["level1"], entry["level2"])


def _cell(text: str, key: str, above: str) -> Span:
    kind = CellKind.LONG if key in ("level3", "explanation") else CellKind.VALUE
    return Span(text, kind=kind, role=Role(key), key="annual", above=above)


def _own_cell(record: FormRecord, key: str, rows: int) -> Span:
    if key == "total":
        return Span(record["funding"][0]["raw"], rows, role=Role.MONEY_VALUE, key="annual:total")
    if key == "goal":
        text = record["goals"][0]["text"] if record["goals"] else ""
        return Span(text, rows, kind=CellKind.LONG, role=Role.GOAL_VALUE, key="annual")
    return Span(record["fields"][key] or "", rows, role=Role.FIELD_VALUE, key=key)
