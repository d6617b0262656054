"""A form or a record for a person at a terminal: fields, money, goals and the indicator tree."""

from collections.abc import Iterable, Iterator, Sequence

from extractor.export.contract import plain_decimal
from extractor.export.tables import FIELDS, FORM_TYPES, PANELS, ROW_COLUMNS, SEVERITIES
from extractor.export.tables import funding_name as item_name
from extractor.export.terminal_text import printable
from extractor.record import Indicator, NormalValue, Record
from extractor.verbatim import Form, IndicatorRow, OtherField, Panel, Printed, TaskLine

_LEVELS = ("level1", "level2", "level3", "value")


def form_to_text(form: Form) -> str:
    """What the form says: verbatim, before any value is read."""
    lines = [_head(form), *_fields(form)]
    for line in form.funding:
        amount = f"{line.raw.text} ({line.unit or '无单位'})"
        lines.append(f"  资金 {PANELS[line.panel]} {item_name(line.item)}：{amount}")
    lines += _tasks(form.tasks)
    lines += [f"  目标 {PANELS[goal.panel]}：{goal.text.text}" for goal in form.goals]
    lines += _tree([(row, "") for row in form.indicators])
    lines += _rest(form)
    return _join(lines)


def record_to_text(record: Record) -> str:
    """What the form means: amounts in yuan, normal values, concepts, findings."""
    lines = [_head(record), *_fields(record)]
    for line in record.funding:
        yuan = "不是金额" if line.amount_yuan is None else f"{plain_decimal(line.amount_yuan)} 元"
        name = f"{PANELS[line.panel]} {item_name(line.item)}"
        lines.append(f"  资金 {name}：{line.raw.text} = {yuan}")
    lines += _tasks(record.tasks)
    lines += [f"  目标 {PANELS[goal.panel]}：{goal.text.text}" for goal in record.goals]
    lines += _tree([(item.row, _meaning(item)) for item in record.indicators])
    lines += _rest(record)
    for finding in record.findings:
        lines.append(f"  {SEVERITIES[finding.severity.value]} {finding.rule}：{finding.message}")
    return _join(lines)


def _head(form: Form | Record) -> str:
    year = form.year.text if isinstance(form.year, Printed) else form.year
    about = [form.title.text if form.title else "（无标题 untitled）"]
    about.append(FORM_TYPES[form.form_type.value])
    about += [str(year)] if year is not None else []
    about.append("第 " + "、".join(str(page) for page in form.pages) + " 页")
    return " · ".join(about)


def _fields(form: Form | Record) -> Iterator[str]:
    for key, printed in form.fields:
        yield f"  {FIELDS[key]}：{printed.text}"
    for field in form.other_fields:
        yield f"  *{_labelled(field)}"


def _tasks(tasks: Iterable[TaskLine]) -> Iterator[str]:
    for task in tasks:
        amounts = " / ".join(_text(cell) or "-" for cell in (task.total, task.fiscal, task.other))
        yield f"  任务 {task.name.text}：{amounts}"


def _tree(rows: Sequence[tuple[IndicatorRow, str]]) -> Iterator[str]:
    """Each level-1 and level-2 label once, its indicators indented below it."""
    for panel in (Panel.ANNUAL, Panel.MEDIUM_TERM):
        own = [(row, meaning) for row, meaning in rows if row.panel == panel]
        if own:
            yield f"  指标 {PANELS[panel]}（{len(own)}）"
        home: tuple[str, str] | None = None
        for row, meaning in own:
            here = (_text(row.level1), _text(row.level2))
            if home is None or home[0] != here[0]:
                yield f"    {here[0] or '（无一级）'}"
                home = None
            if home != here:
                yield f"      {here[1] or '（无二级）'}"
            home = here
            yield f"        {_row(row)}{meaning}"


def _row(row: IndicatorRow) -> str:
    columns = [
        f"{name}={cell.text}"
        for key, name in ROW_COLUMNS.items()
        if key not in _LEVELS and (cell := getattr(row, key)) is not None
    ]
    columns += [_labelled(field) for field in row.extra]
    notes = f"  [{'; '.join(columns)}]" if columns else ""
    inferred = f"  (推断 {','.join(row.inferred)})" if row.inferred else ""
    return f"{_text(row.level3)} | {_text(row.value)}{notes}{inferred}"


def _meaning(indicator: Indicator) -> str:
    value = indicator.normalized
    concept = indicator.classification.concept if indicator.classification else None
    named = f" {concept}" if concept else ""
    return f"  → {_normal(value)}{named}  {indicator.row.confidence:.2f}"


def _normal(value: NormalValue) -> str:
    parts = [value.kind.value, value.operator or "", "、".join(value.numbers), value.unit or ""]
    flags = f" !{','.join(flag.value for flag in value.flags)}" if value.flags else ""
    return " ".join(part for part in parts if part) + flags


def _rest(form: Form | Record) -> Iterator[str]:
    for name, texts in (("未归类", form.unassigned), ("跳过", form.skipped_rows)):
        for printed in texts:
            yield f"  {name}：{printed.text}"
    if form.labels:
        yield "  标签：" + " | ".join(label.text for label in form.labels)


def _labelled(field: OtherField) -> str:
    return f"{field.label.text}={field.value.text}"


def _text(printed: Printed | None) -> str:
    return "" if printed is None else printed.text


def _join(lines: Iterable[str]) -> str:
    return "\n".join(printable(line) for line in lines) + "\n"
