"""Markdown: one section a form, with its fields, funding, goals, indicator tree and findings."""

import re
from collections.abc import Iterable, Sequence

from extractor.export.json_text import encodable
from extractor.export.tables import (
    FIELDS,
    FORM_TYPES,
    PANELS,
    ROW_COLUMNS,
    SEVERITIES,
    funding_name,
    place_text,
)
from extractor.record import Extraction, Finding, Indicator, Record
from extractor.verbatim import Panel, Printed

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&#])")
_ALWAYS_SHOWN = ("level1", "level2", "level3", "value")


def to_markdown(extraction: Extraction) -> str:
    """The file as a readable page. Printed texts are escaped, so that none acts as markup."""
    lines = [f"# {escape(extraction.source.name)}", ""]
    lines += _findings("## 文件问题 File findings", extraction.findings)
    if not extraction.records:
        lines += ["没有表单。 No form.", ""]
    for number, record in enumerate(extraction.records, start=1):
        lines += _form(number, record)
    return encodable("\n".join(lines).rstrip() + "\n")


def escape(text: str) -> str:
    """Text that shows as it is inside a table cell or a heading."""
    return "<br>".join(_MARKUP.sub(r"\\\1", text).splitlines())


def _form(number: int, record: Record) -> list[str]:
    title = record.title.text if record.title else "（无标题 untitled）"
    pages = "、".join(str(page) for page in record.pages)
    about = [FORM_TYPES[record.form_type.value], f"第 {pages} 页"]
    about += [f"{record.year} 年度"] if record.year else []
    about += [f"指标体系 {record.scheme.value}"] if record.scheme else []
    return [
        f"## {number}. {escape(title)}",
        "",
        " · ".join(about),
        "",
        *_fields(record),
        *_funding(record),
        *_tasks(record),
        *_goals(record),
        *_indicators(record),
        *_findings("### 问题 Findings", record.findings),
        *_unassigned(record),
    ]


def _fields(record: Record) -> list[str]:
    rows = [(FIELDS[key], printed.text) for key, printed in record.fields]
    rows += [(field.label.text, field.value.text) for field in record.other_fields]
    return _section("### 基本信息 Fields", ("栏目", "内容"), rows)


def _funding(record: Record) -> list[str]:
    rows = [
        (
            PANELS[line.panel],
            funding_name(line.item),
            line.raw.text,
            line.unit or "",
            "" if line.amount_yuan is None else f"{line.amount_yuan:,.2f}",
        )
        for line in record.funding
    ]
    return _section("### 资金 Funding", ("时段", "项目", "原文", "单位", "金额（元）"), rows)


def _tasks(record: Record) -> list[str]:
    rows = [
        (task.name.text, _text(task.total), _text(task.fiscal), _text(task.other))
        for task in record.tasks
    ]
    return _section("### 主要任务 Tasks", ("任务", "总额", "财政拨款", "其他资金"), rows)


def _goals(record: Record) -> list[str]:
    rows = [(PANELS[goal.panel], goal.text.text) for goal in record.goals]
    return _section("### 绩效目标 Goals", ("时段", "目标"), rows)


def _indicators(record: Record) -> list[str]:
    lines: list[str] = []
    for panel in (Panel.ANNUAL, Panel.MEDIUM_TERM):
        indicators = [item for item in record.indicators if item.row.panel == panel]
        keys = [
            key
            for key in ROW_COLUMNS
            if key in _ALWAYS_SHOWN or any(_cell(item, key) for item in indicators)
        ]
        heading = f"### {PANELS[panel]}指标 Indicators ({panel.value})"
        rows = _tree_rows(indicators, keys)
        names = [ROW_COLUMNS[key] for key in keys]
        concepts = [_concept(item) for item in indicators]
        if any(concepts):
            rows = [[*row, concept] for row, concept in zip(rows, concepts, strict=True)]
            names.append("概念")
        lines += _section(heading, names, rows)
    return lines


def _tree_rows(indicators: Sequence[Indicator], keys: Sequence[str]) -> list[list[str]]:
    """Rows in which a level-1 or level-2 label stands once, as in the merged cells."""
    rows = []
    before: tuple[str, str] | None = None
    for item in indicators:
        home = (_cell(item, "level1"), _cell(item, "level2"))
        row = {key: _cell(item, key) for key in keys}
        if before is not None and home[0] == before[0]:
            row["level1"] = ""
            if home == before:
                row["level2"] = ""
        before = home
        rows.append(list(row.values()))
    return rows


def _concept(item: Indicator) -> str:
    """The id and name of its concept; '' where it has none."""
    found = item.classification
    return f"{found.concept} {found.name or ''}".rstrip() if found and found.concept else ""


def _findings(heading: str, findings: Sequence[Finding]) -> list[str]:
    rows = [
        (
            SEVERITIES[finding.severity.value],
            finding.message,
            "；".join(evidence.text for evidence in finding.evidence),
            place_text([place for evidence in finding.evidence for place in evidence.where]),
            finding.rule,
        )
        for finding in findings
    ]
    return _section(heading, ("级别", "说明", "依据", "位置", "规则"), rows)


def _unassigned(record: Record) -> list[str]:
    rows = [(item.text, place_text(item.where)) for item in record.unassigned]
    return _section("### 未归类 Unassigned", ("原文", "位置"), rows)


def _section(heading: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A heading and a table; nothing where there is no row."""
    body = ["| " + " | ".join(escape(cell) for cell in row) + " |" for row in rows]
    if not body:
        return []
    head = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return [heading, "", *head, *body, ""]


def _cell(indicator: Indicator, key: str) -> str:
    return _text(getattr(indicator.row, key))


def _text(printed: Printed | None) -> str:
    return "" if printed is None else printed.text
