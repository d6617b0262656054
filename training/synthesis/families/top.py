"""The parts of a form above its indicators: fields, tasks and goals."""

from collections.abc import Sequence

import numpy as np

from models.form_tagger.roles import Role
from training.synthesis.contents.draw import chance, pick, pick_weighted
from training.synthesis.families import labels
from training.synthesis.families.plan import FamilyPlan, GoalBlock
from training.synthesis.families.sections import Section, fit_edges
from training.synthesis.records import FormRecord
from training.synthesis.sheet import CellKind, Row, Span

_PRINTED = {
    "telephone": ("0531-8{n:06d}", "135****{n:04d}", "{n:07d}"),
    "function": ("2050299 其他教育支出", "2130{n:03d}", "20{n:05d} 一般行政管理事务", ""),
    "reason": (
        "根据上级文件要求及本单位年度工作计划。",
        "依据《关于进一步加强项目管理的通知》设立，属延续性项目，每年安排。",
        "政府常务会议纪要",
    ),
    "purpose": (
        "用于保障日常工作开展，购置必要的设备，支付劳务费、印刷费、维修费等。",
        "主要用于项目建设及后期管护。",
    ),
    "code": ("{n:08d}", "3708{n:09d}-特定目标", "{n:06d}"),
    "address": ("和平路{n}号", "建设街与人民路交叉口"),
    "filled_on": ("2023年{m}月{d}日", "2024-{m:02d}-{d:02d}", "2021.{m}.{d}"),
}


def label(text: str, role: Role, key: str = "", rows: int = 1, columns: int = 1) -> Span:
    """A cell that names what stands beside or below it."""
    return Span(text, rows, columns, CellKind.LABEL, role, key)


def field_sections(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> list[Section]:
    """Rows of one, two or three fields with their labels. Fields that are not printed become
    None in the record."""
    pairs = [_field(rng, record, key, plan) for key in plan.fields]
    for key in record["fields"]:
        if key not in plan.fields:
            record["fields"][key] = None
    width = float(rng.uniform(0.1, 0.22))
    second = float(rng.uniform(0.45, 0.6))
    wanted = {1: (width,), 2: (width, second, second + width), 3: (0.13, 0.33, 0.46, 0.67, 0.8)}
    edges = {count: fit_edges(rng, wanted[count], known) for count in wanted}
    sections: list[Section] = []
    while pairs:
        count = pick_weighted(rng, {1: 5, 2: 5, 3: 1.0})
        long = any(len(value.text) > 24 for _, value in pairs[:count])
        count = 1 if long or len(pairs) < count else count
        row = tuple(cell for pair in pairs[:count] for cell in pair)
        sections.append(Section(edges[count], (row,)))
        pairs = pairs[count:]
    return sections


def _field(
    rng: np.random.Generator, record: FormRecord, key: str, plan: FamilyPlan
) -> tuple[Span, Span]:
    if key in _PRINTED:
        name = pick(rng, labels.OTHER_FIELDS[key])
        numbers = {
            "n": int(rng.integers(1, 9999)),
            "m": int(rng.integers(1, 13)),
            "d": int(rng.integers(1, 29)),
        }
        text = pick(rng, _PRINTED[key]).format(**numbers)
    else:
        names = labels.FIELDS[key]
        if key == "implementing_unit" and plan.kind.value == "department_target":
            names = labels.UNIT_NAME_OF_A_DEPARTMENT
        name, text = pick(rng, names), str(record["fields"][key])
    kind = CellKind.LONG if len(text) > 24 else CellKind.VALUE
    return (
        label(name, Role.FIELD_LABEL, key),
        Span(text, kind=kind, role=Role.FIELD_VALUE, key=key),
    )


def task_sections(
    rng: np.random.Generator, record: FormRecord, known: Sequence[float]
) -> list[Section]:
    """A department's list of tasks with their amounts."""
    if not record["tasks"]:
        return []
    edges = fit_edges(rng, (float(rng.uniform(0.08, 0.15)), 0.5, 0.67, 0.84), known)
    name = label(pick(rng, labels.TASK_NAMES), Role.TASK_HEAD, "name", 2)
    amounts = label(pick(rng, labels.TASK_AMOUNTS), Role.TASK_HEAD, "amounts", 1, 3)
    parts = tuple(label(part, Role.TASK_HEAD, part) for part in labels.TASK_PARTS)
    body: list[list[Span]] = [
        [
            Span(task["name"], kind=CellKind.LONG, role=Role.TASK_NAME),
            *(
                Span(task[part] or "", role=Role.TASK_MONEY, key=part)
                for part in ("total", "fiscal", "other")
            ),
        ]
        for task in record["tasks"]
    ]
    if chance(rng, 0.5):
        total = sum(float(task["total"] or 0) for task in record["tasks"])
        body.append(
            [
                label("金额合计", Role.TASK_NAME),
                Span(f"{total:.2f}", role=Role.TASK_MONEY, key="total"),
                *(Span("", role=Role.TASK_MONEY, key=part) for part in ("fiscal", "other")),
            ]
        )
    merged = label(pick(rng, labels.TASKS), Role.TASK_LABEL, "", len(body) + 2)
    return [Section(edges, ((merged, name, amounts), parts, *(tuple(row) for row in body)))]


def goal_sections(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> list[Section]:
    """The goals of every panel; without a goal block the record loses them."""
    if plan.goals is GoalBlock.NONE:
        record["goals"] = []
        return []
    edges = fit_edges(rng, (float(rng.uniform(0.06, 0.2)),), known)
    values = [
        Span(goal["text"], kind=CellKind.LONG, role=Role.GOAL_VALUE, key=goal["panel"])
        for goal in record["goals"]
    ]
    block = pick(rng, labels.GOAL_BLOCK)
    if plan.goals is GoalBlock.WITH_RESULT:
        return [_goal_with_result(rng, values[0], block, known)]
    if plan.goals is GoalBlock.HALVES and len(values) == 2:
        return [_goal_halves(rng, record, values, known)]
    names = [block] if len(values) == 1 else [_panel_name(rng, record, v.key) for v in values]
    rows: list[Row] = []
    for name, value in zip(names, values, strict=True):
        heading = label(name, Role.GOAL_LABEL, value.key)
        if plan.goals is GoalBlock.BELOW_LABEL:
            rows += [(heading,), (value,)]
        else:
            rows.append((heading, value))
    if plan.goals is GoalBlock.BELOW_LABEL:
        return [Section((0.0, 1.0), tuple(rows))]
    return [Section(edges, tuple(rows))]


def _panel_name(rng: np.random.Generator, record: FormRecord, panel: str) -> str:
    year = record["year"] or 2024
    return pick(rng, labels.GOALS[panel]).format(year=year, last=year + 2)


def _goal_halves(
    rng: np.random.Generator, record: FormRecord, values: Sequence[Span], known: Sequence[float]
) -> Section:
    first = float(rng.uniform(0.06, 0.15))
    edges = fit_edges(rng, (first, (1 + first) / 2), known)
    merged = label(pick(rng, labels.GOAL_BLOCK), Role.GOAL_LABEL, "", 2)
    names = [label(_panel_name(rng, record, v.key), Role.GOAL_LABEL, v.key) for v in values]
    return Section(edges, ((merged, *names), tuple(values)))


def _goal_with_result(
    rng: np.random.Generator, value: Span, block: str, known: Sequence[float]
) -> Section:
    first = float(rng.uniform(0.06, 0.15))
    edges = fit_edges(rng, (first, (1 + first) / 2), known)
    merged = label(block, Role.GOAL_LABEL, "annual", 2)
    heads = [label(text, Role.GOAL_LABEL, "annual") for text in pick(rng, labels.EXPECTED_GOALS)]
    results = (
        "已完成年度目标任务。",
        value.text,
        "全年目标基本完成，部分工作结转下年继续实施。",
        "完成",
    )
    result = Span(pick(rng, results), kind=CellKind.LONG, role=Role.GOAL_RESULT, key="annual")
    return Section(edges, ((merged, *heads), (value, result)))
