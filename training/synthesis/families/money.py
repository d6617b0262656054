"""The amounts of a form: in rows, in one line, in one cell, or planned against executed."""

from collections.abc import Sequence

import numpy as np

from models.form_tagger.roles import Role
from training.synthesis.contents.draw import chance, pick
from training.synthesis.families import labels
from training.synthesis.families.plan import FamilyPlan, MoneyBlock, Panels
from training.synthesis.families.sections import Section, empty, fit_edges
from training.synthesis.families.top import label
from training.synthesis.records import FormRecord, FundingEntry
from training.synthesis.sheet import CellKind, Row, Span

_VALUE = Role.MONEY_VALUE


def money_sections(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> list[Section]:
    """The money block of the plan; without one the record loses its funding."""
    block = _block_of(plan, record)
    match block:
        case MoneyBlock.NONE:
            record["funding"] = []
            return []
        case MoneyBlock.ONE_CELL:
            return [_one_cell(rng, record, plan, known)]
        case MoneyBlock.ONE_LINE:
            return [_one_line(rng, record, plan, known)]
        case MoneyBlock.EXECUTION:
            return [_execution(rng, record, plan, known)]
        case MoneyBlock.PLAIN_ROWS:
            return [_plain_rows(rng, record, plan, known)]
    if len(plan.record_panels) == 2 and plan.panels is not Panels.STACKED:
        return [_rows_beside(rng, record, plan, known)]
    return [_rows(rng, record, plan, known)]


def _block_of(plan: FamilyPlan, record: FormRecord) -> MoneyBlock:
    narrow = plan.money in (MoneyBlock.ONE_CELL, MoneyBlock.ONE_LINE)
    if narrow and (len(record["goals"]) > 1 or len(plan.record_panels) > 1):
        return MoneyBlock.ROWS
    if plan.money is MoneyBlock.ONE_LINE and len(plan.items) > 3:
        return MoneyBlock.ROWS
    return plan.money


def _item(rng: np.random.Generator, line: FundingEntry, unit: str = "") -> Span:
    names = labels.MONEY[line["item"]]
    if line["item"] == "total" and line["panel"] == "medium_term":
        names = labels.MEDIUM_TOTAL
    text = pick(rng, names) + unit
    kind = CellKind.LONG if text.startswith(" ") else CellKind.LABEL
    return Span(text, 1, 1, kind, Role.MONEY_LABEL, line["item"])


def _amount(line: FundingEntry, columns: int = 1) -> Span:
    return Span(line["raw"], 1, columns, CellKind.VALUE, _VALUE, f"{line['panel']}:{line['item']}")


def _block_label(rng: np.random.Generator, plan: FamilyPlan, rows: int) -> Span:
    text = pick(rng, labels.MONEY_BLOCK).format(plan.money_unit)
    return label(text, Role.MONEY_LABEL, "block", rows)


def _rows(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> Section:
    first = float(rng.uniform(0.08, 0.2))
    edges = fit_edges(rng, (first, first + float(rng.uniform(0.14, 0.3))), known)
    rows: list[list[Span]] = [[_item(rng, line), _amount(line)] for line in record["funding"]]
    if chance(rng, 0.12):
        edges = fit_edges(rng, (*edges[1:-1], (1 + edges[-2]) / 2), known)
        for row in rows:
            row.insert(1 if chance(rng, 0.5) else 2, empty(Role.FILLER))
    rows[0].insert(0, _block_label(rng, plan, len(rows)))
    return Section(edges, tuple(tuple(row) for row in rows))


def _rows_beside(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> Section:
    first = float(rng.uniform(0.06, 0.14))
    middle = (1 + first) / 2
    width = float(rng.uniform(0.13, 0.24))
    edges = fit_edges(rng, (first, first + width, middle, middle + width), known)
    medium = [line for line in record["funding"] if line["panel"] == "medium_term"]
    annual = [line for line in record["funding"] if line["panel"] == "annual"]
    rows: list[list[Span]] = [
        [_item(rng, left), _amount(left), _item(rng, right), _amount(right)]
        for left, right in zip(medium, annual, strict=True)
    ]
    rows[0].insert(0, _block_label(rng, plan, len(rows)))
    return Section(edges, tuple(tuple(row) for row in rows))


def _plain_rows(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> Section:
    edges = fit_edges(rng, (float(rng.uniform(0.15, 0.3)),), known)
    unit = f"（{plan.money_unit}）"
    rows: list[Row] = [(_item(rng, line, unit), _amount(line)) for line in record["funding"]]
    return Section(edges, tuple(rows))


def _one_line(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> Section:
    cells = [cell for line in record["funding"] for cell in (_item(rng, line), _amount(line))]
    steps = np.linspace(0.14, 1, len(cells) + 1)[:-1]
    edges = fit_edges(rng, [float(step) for step in steps], known)
    return Section(edges, ((_block_label(rng, plan, 1), *cells),))


def _one_cell(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> Section:
    edges = fit_edges(rng, (float(rng.uniform(0.1, 0.22)),), known)
    unit = plan.money_unit
    parts = [
        f"{pick(rng, labels.MONEY[line['item']]).strip().rstrip('：:')}{pick(rng, ('：', ':', ''))}"
        f"{line['raw'] or '0'}{'' if line['raw'].endswith('元') else unit}"
        for line in record["funding"]
    ]
    if len(parts) == 1 and chance(rng, 0.5):
        parts = [f"金额：{record['funding'][0]['raw']}{unit}"]
    joint = pick(rng, ("，", "；", "\n"))
    value = Span(joint.join(parts), kind=CellKind.LONG, role=_VALUE, key="all")
    text = pick(rng, ("资金情况", "项目资金", "预算金额", "资金来源"))
    return Section(edges, ((label(text, Role.MONEY_LABEL, "block"), value),))


def _execution(
    rng: np.random.Generator, record: FormRecord, plan: FamilyPlan, known: Sequence[float]
) -> Section:
    heads = pick(rng, labels.EXECUTION_HEADS)
    steps = np.linspace(0.32, 1, len(heads) + 1)[:-1]
    edges = fit_edges(
        rng, (float(rng.uniform(0.08, 0.13)), *(float(step) for step in steps)), known
    )
    rows: list[list[Span]] = [
        [
            _block_label(rng, plan, len(record["funding"]) + 1),
            label("", Role.MONEY_HEAD),
            *(label(text, Role.MONEY_HEAD, text) for text in heads),
        ]
    ]
    for line in record["funding"]:
        rate = float(rng.choice([1.0, 1.0, 0.98, 0.9, 0.55]))
        cells = [_execution_cell(line, head, rate) for head in heads]
        rows.append([_item(rng, line), *cells])
    return Section(edges, tuple(tuple(row) for row in rows))


def _execution_cell(line: FundingEntry, head: str, rate: float) -> Span:
    """One cell of planned (A), executed (B), their ratio and its score."""
    number = line["raw"].replace(",", "").rstrip("万元/")
    total = line["item"] == "total"
    text = line["raw"]
    key = f"{line['panel']}:{line['item']}"
    if "执行率" in head:
        text = f"{100 * rate:.2f}%" if number else ""
    elif "执行数" in head:
        text = f"{float(number) * rate:.2f}" if number else ""
        key += ":executed"
    elif head == "分值":
        text = "10" if total else "—"
    elif head == "得分":
        text = f"{10 * rate:.1f}" if total else "—"
    elif "年初" in head:
        key += ":initial"
    return Span(text, role=_VALUE, key=key)
