"""A record becomes a printed form: any record in any layout, as far as its content allows."""

from training.synthesis.plans import (
    DEPARTMENT_PLAN,
    FIELD_LABELS,
    OTHER_COLUMNS,
    PLANS,
    FormLayout,
    MoneyStyle,
    PanelStyle,
    Plan,
)
from training.synthesis.records import PANELS, FormRecord, PanelName
from training.synthesis.sheet import CellKind, FormSheet, Row, Span, place
from training.synthesis.trees import IndicatorColumns, side_by_side_rows, stacked_rows

_ITEM_LABELS = {"fiscal": "其中:财政拨款", "other": "其他资金"}
_ITEMS = ("total", *_ITEM_LABELS)
_COLUMN_WIDTHS = {"stub": 4.0, "level1": 6.0, "level2": 8.0, "level3": 17.0, "value": 10.0}
_EXTRA_WIDTH = 7.0


def record_to_sheet(record: FormRecord, layout: FormLayout) -> FormSheet:
    """The form as it is printed in a layout.

    A record with two panels in a one-panel layout is set one above the other; columns that the
    layout lacks but the record fills are added at the right.
    """
    plan = _plan_of(record, layout)
    extra = plan.columns + tuple(
        pair
        for pair in OTHER_COLUMNS
        if pair not in plan.columns and any(e.get(pair[0]) for e in record["indicators"])
    )
    widths = _widths(plan, extra)
    columns = len(widths)
    rows = _field_rows(record, plan, columns)
    rows += _money_rows(record, plan, widths)
    rows += _task_rows(record, columns)
    rows += _goal_rows(record, plan, widths)
    tree = side_by_side_rows if plan.panels is PanelStyle.SIDE_BY_SIDE else stacked_rows
    rows += tree(record["indicators"], plan, IndicatorColumns(extra))
    return place(_heading(record), rows, widths)


def _plan_of(record: FormRecord, layout: FormLayout) -> Plan:
    if layout is FormLayout.SUZHOU and record["form_type"] == "department_target":
        return DEPARTMENT_PLAN
    return PLANS[layout]


def _heading(record: FormRecord) -> tuple[str, ...]:
    year = record["year"]
    if year is None or str(year) in record["title"]:
        return (record["title"],)
    return (record["title"], f"({year}年度)")


def _widths(plan: Plan, extra: tuple[tuple[str, str], ...]) -> list[float]:
    half = [_COLUMN_WIDTHS[key] for key in ("level2", "level3", "value")]
    half += [_EXTRA_WIDTH] * len(extra)
    halves = 2 if plan.panels is PanelStyle.SIDE_BY_SIDE else 1
    stub = [_COLUMN_WIDTHS["stub"]] if plan.stub else []
    return [*stub, _COLUMN_WIDTHS["level1"], *half * halves]


def _label(text: str, rows: int = 1, columns: int = 1) -> Span:
    return Span(text, rows, columns, CellKind.LABEL)


def _long(text: str, columns: int) -> Span:
    return Span(text, columns=columns, kind=CellKind.LONG)


def _field_rows(record: FormRecord, plan: Plan, columns: int) -> list[Row]:
    printed = {key: text for key, text in record["fields"].items() if text is not None}
    known = {key for line in plan.field_lines for key, _ in line}
    others = tuple(((key, FIELD_LABELS[key]),) for key in printed if key not in known)
    rows: list[Row] = []
    for line in plan.field_lines + others:
        pairs = [(label, printed[key]) for key, label in line if key in printed]
        if len(pairs) == 1:
            label, text = pairs[0]
            value = Span(text, columns=columns - plan.label_columns)
            rows.append((_label(label, columns=plan.label_columns), value))
        elif pairs:
            rows.append(_pair_row(pairs, plan.label_columns, columns))
    return rows


def _pair_row(pairs: list[tuple[str, str]], label_columns: int, columns: int) -> Row:
    rest = columns - label_columns - 1
    first = rest // 2
    return (
        _label(pairs[0][0], columns=label_columns),
        Span(pairs[0][1], columns=first),
        _label(pairs[1][0]),
        Span(pairs[1][1], columns=rest - first),
    )


def _amounts(record: FormRecord, panel: PanelName) -> dict[str, str]:
    return {line["item"]: line["raw"] for line in record["funding"] if line["panel"] == panel}


def _money_rows(record: FormRecord, plan: Plan, widths: list[float]) -> list[Row]:
    if not record["funding"]:
        return []
    columns = len(widths)
    items = [line["item"] for line in record["funding"]]
    medium = any(line["panel"] == "medium_term" for line in record["funding"])
    if plan.money is MoneyStyle.ONE_CELL and items == ["total"]:
        line = record["funding"][0]
        text = line["raw"] if line["raw"].endswith("元") else line["raw"] + line["unit"]
        value = Span(f"金额：{text}", columns=columns - plan.label_columns)
        return [(_label(plan.money_label, columns=plan.label_columns), value)]
    if plan.money is MoneyStyle.ONE_LINE and not medium and set(items) <= set(_ITEMS):
        return [_money_line(record, plan, columns)]
    label = plan.money_label if "元" in plan.money_label else "项目资金\n(万元)"
    if plan.panels is PanelStyle.SIDE_BY_SIDE:
        return _money_beside(record, label, plan, columns)
    return _money_below(record, label, plan, columns)


def _item_label(item: str, total: str) -> str:
    return total if item == "total" else _ITEM_LABELS.get(item, item)


def _money_line(record: FormRecord, plan: Plan, columns: int) -> Row:
    amounts = _amounts(record, "annual")
    spare = columns - plan.label_columns - 2 * len(_ITEMS)
    row = [_label(plan.money_label, columns=plan.label_columns)]
    for item in _ITEMS:
        wide = spare if item == "total" else 0
        text = _item_label(item, plan.total_label).rstrip(":") + ":"
        row += [_label(text, columns=1 + wide), Span(amounts.get(item, ""))]
    return tuple(row)


def _money_items(record: FormRecord) -> list[str]:
    return list(dict.fromkeys([*_ITEMS, *(line["item"] for line in record["funding"])]))


def _money_beside(record: FormRecord, label: str, plan: Plan, columns: int) -> list[Row]:
    items = _money_items(record)
    right = (columns - plan.label_columns) // 2
    left = columns - plan.label_columns - right
    rows: list[Row] = []
    for number, item in enumerate(items):
        row = [_label(label, len(items), plan.label_columns)] if number == 0 else []
        for panel, width in zip(PANELS, (left, right), strict=True):
            total = "中期资金总额:" if panel == "medium_term" else plan.total_label
            label_width = width // 2
            row.append(_label(_item_label(item, total), columns=label_width))
            row.append(Span(_amounts(record, panel).get(item, ""), columns=width - label_width))
        rows.append(tuple(row))
    return rows


def _money_below(record: FormRecord, label: str, plan: Plan, columns: int) -> list[Row]:
    panels = [p for p in PANELS if p == "annual" or _amounts(record, p)]
    lines = [(panel, item) for panel in panels for item in _money_items(record)]
    rest = columns - plan.label_columns
    rows: list[Row] = []
    for number, (panel, item) in enumerate(lines):
        row = [_label(label, len(lines), plan.label_columns)] if number == 0 else []
        total = "中期资金总额:" if panel == "medium_term" else plan.total_label
        row.append(_label(_item_label(item, total), columns=rest // 2))
        row.append(Span(_amounts(record, panel).get(item, ""), columns=rest - rest // 2))
        rows.append(tuple(row))
    return rows


def _task_rows(record: FormRecord, columns: int) -> list[Row]:
    tasks = record["tasks"]
    if not tasks:
        return []
    name = columns - 4
    rows: list[Row] = [
        (
            _label("年度主要任务", len(tasks) + 2),
            _label("任务名称", 2, name),
            _label("预算金额（万元）", columns=3),
        ),
        (_label("总额"), _label("财政拨款"), _label("其他资金")),
    ]
    for task in tasks:
        amounts = (task["total"], task["fiscal"], task["other"])
        rows.append((_long(task["name"], name), *(Span(text or "") for text in amounts)))
    return rows


def _goal_rows(record: FormRecord, plan: Plan, widths: list[float]) -> list[Row]:
    texts = {goal["panel"]: goal["text"] for goal in record["goals"]}
    rest = len(widths) - plan.label_columns
    if plan.panels is PanelStyle.SIDE_BY_SIDE:
        return _facing_goals(record, plan, texts, len(widths))
    if "medium_term" not in texts:
        label = _label(plan.goal_label, columns=plan.label_columns)
        return [(label, _long(texts.get("annual", ""), rest))]
    return [
        (_label(label, columns=plan.label_columns), _long(texts.get(panel, ""), rest))
        for panel, label in zip(PANELS, ("中期目标", "年度目标"), strict=True)
    ]


def _facing_goals(
    record: FormRecord, plan: Plan, texts: dict[PanelName, str], columns: int
) -> list[Row]:
    year = record["year"]
    span = f"({year}年—{year + 2}年)" if year else ""
    right = (columns - plan.label_columns) // 2
    left = columns - plan.label_columns - right
    return [
        (
            _label(plan.goal_label, 2, plan.label_columns),
            _label(f"中期目标{span}", columns=left),
            _label("年度目标", columns=right),
        ),
        (_long(texts.get("medium_term", ""), left), _long(texts.get("annual", ""), right)),
    ]
