"""The flat tables of an extraction: forms, indicators, findings. Pure rows, no file format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.document import Provenance
from extractor.export.places import indicator_where
from extractor.record import Classification, Extraction, Finding, Indicator, Record
from extractor.verbatim import FieldKey, Panel, Printed

TableValue = str | int | float | Decimal | None

PANELS = {Panel.ANNUAL: "年度", Panel.MEDIUM_TERM: "中期"}
SEVERITIES = {"error": "错误", "warning": "警告", "info": "提示"}
FINDING_STATES = {"open": "待处理", "accepted": "已采纳", "ignored": "已忽略"}
FORM_TYPES = {
    "project_target": "项目绩效目标表",
    "project_approval": "项目绩效目标批复表",
    "department_target": "部门整体绩效目标表",
    "regional_target": "区域绩效目标表",
    "self_evaluation": "绩效自评表",
    "unknown": "未知",
}
FIELDS = {
    FieldKey.PROJECT_NAME: "项目名称",
    FieldKey.DEPARTMENT: "主管部门",
    FieldKey.IMPLEMENTING_UNIT: "实施单位",
    FieldKey.PROJECT_ATTRIBUTE: "项目属性",
    FieldKey.PROJECT_PERIOD: "项目期",
    FieldKey.PROJECT_LEADER: "项目负责人",
}
FUNDING_ITEMS = {"total": "总额", "fiscal": "财政拨款", "other": "其他资金"}
_YES_NO: dict[bool | None, str] = {True: "是", False: "否"}
ROW_COLUMNS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "operator": "指标性质",
    "value": "指标值",
    "unit": "度量单位",
    "direction": "指标方向性",
    "standard": "绩效标准",
    "basis": "指标值设置依据",
    "last_year_value": "上年完成值",
    "weight": "分值权重",
    "scoring_rule": "赋分规则",
    "evidence": "佐证资料",
    "actual_value": "实际完成值",
    "score": "得分",
    "deviation": "偏差原因",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading (Chinese, then the key) and its width in characters."""

    heading: str
    width: int


@dataclass(frozen=True, slots=True)
class Table:
    """A flat table; every row has one value a column."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[TableValue, ...], ...]


def forms_table(extractions: Iterable[Extraction]) -> Table:
    """One row a form; money in yuan as Decimal, a panel and an item a column."""
    keys = [(panel, item) for panel in (Panel.ANNUAL, Panel.MEDIUM_TERM) for item in FUNDING_ITEMS]
    columns = (
        Column("文件 file", 24),
        Column("序号 form", 8),
        Column("类型 form_type", 20),
        Column("标题 title", 32),
        Column("年度 year", 8),
        Column("体系 scheme", 10),
        Column("页码 pages", 10),
        *(Column(f"{name} {key.value}", 24) for key, name in FIELDS.items()),
        *(Column(f"{PANELS[p]}{FUNDING_ITEMS[i]}（元） {p.value}_{i}", 18) for p, i in keys),
        Column("其他资金项目 other_funding", 30),
        Column("绩效目标 goals", 60),
        Column("其他栏目 other_fields", 40),
        Column("指标数 indicators", 10),
        Column("问题数 findings", 10),
        Column("未归类 unassigned", 40),
    )
    rows = tuple(
        _form_row(extraction, number, keys)
        for extraction in extractions
        for number in range(1, len(extraction.records) + 1)
    )
    return Table("表单 Forms", columns, rows)


def indicators_table(extractions: Iterable[Extraction]) -> Table:
    """One row an indicator, with its form in front."""
    columns = (
        Column("文件 file", 24),
        Column("序号 form", 8),
        Column("年度 year", 8),
        Column("项目名称 project_name", 28),
        Column("时段 panel", 8),
        *(Column(f"{name} {key}", 20) for key, name in ROW_COLUMNS.items()),
        Column("其他列 extra", 24),
        Column("值类型 kind", 12),
        Column("比较符 comparator", 8),
        Column("数值 numbers", 14),
        Column("单位 number_unit", 12),
        Column("标记 flags", 18),
        Column("概念 concept", 16),
        Column("概念名称 concept_name", 24),
        Column("2015版归属 home_2015", 24),
        Column("2021版归属 home_2021", 24),
        Column("归属相符 home_filed_ok", 10),
        Column("归类可信度 concept_confidence", 10),
        Column("可信度 confidence", 10),
        Column("推断 inferred", 14),
        Column("位置 where", 20),
    )
    rows = tuple(
        _indicator_row(extraction, number, indicator)
        for extraction in extractions
        for number, record in enumerate(extraction.records, start=1)
        for indicator in record.indicators
    )
    return Table("指标 Indicators", columns, rows)


def findings_table(extractions: Iterable[Extraction]) -> Table:
    """One row a finding; those about a file as a whole have no form number."""
    columns = (
        Column("文件 file", 24),
        Column("序号 form", 8),
        Column("项目名称 project_name", 28),
        Column("级别 severity", 10),
        Column("规则 rule", 32),
        Column("说明 message", 60),
        Column("依据 evidence", 50),
        Column("位置 where", 20),
        Column("处理 state", 10),
    )
    rows: list[tuple[TableValue, ...]] = []
    for extraction in extractions:
        name = extraction.source.name
        rows += [(name, None, None, *_finding_cells(item)) for item in extraction.findings]
        for number, record in enumerate(extraction.records, start=1):
            project = _project_name(record)
            rows += [(name, number, project, *_finding_cells(item)) for item in record.findings]
    return Table("问题 Findings", columns, tuple(rows))


def place_text(where: Sequence[Provenance]) -> str:
    """Places for a reader: `第2页`, or `第14行` of a text file."""
    names = [f"第{w.page}页" if w.line is None else f"第{w.line}行" for w in where]
    return "、".join(dict.fromkeys(names))


def funding_name(item: str) -> str:
    """The Chinese name of a known funding item, else the printed label."""
    return FUNDING_ITEMS.get(item, item)


def _form_row(
    extraction: Extraction, number: int, keys: Sequence[tuple[Panel, str]]
) -> tuple[TableValue, ...]:
    record = extraction.records[number - 1]
    fields = dict(record.fields)
    amounts: dict[tuple[Panel, str], Decimal | None] = {}
    rest = []
    for line in record.funding:
        key = (line.panel, line.item)
        if key in keys and key not in amounts and line.amount_yuan is not None:
            amounts[key] = line.amount_yuan
        else:
            rest.append(f"{PANELS[line.panel]} {funding_name(line.item)}：{line.raw.text}")
    return (
        extraction.source.name,
        number,
        FORM_TYPES[record.form_type.value],
        _text(record.title),
        record.year,
        None if record.scheme is None else record.scheme.value,
        "、".join(str(page) for page in record.pages),
        *(_text(fields.get(key)) for key in FIELDS),
        *(amounts.get(key) for key in keys),
        "\n".join(rest),
        "\n".join(f"{PANELS[goal.panel]}：{goal.text.text}" for goal in record.goals),
        "\n".join(f"{field.label.text}：{field.value.text}" for field in record.other_fields),
        len(record.indicators),
        len(record.findings),
        "\n".join(item.text for item in record.unassigned),
    )


def _indicator_row(
    extraction: Extraction, number: int, indicator: Indicator
) -> tuple[TableValue, ...]:
    record, row, value = extraction.records[number - 1], indicator.row, indicator.normalized
    concept = indicator.classification or Classification()
    return (
        extraction.source.name,
        number,
        record.year,
        _project_name(record),
        PANELS[row.panel],
        *(_text(getattr(row, key)) for key in ROW_COLUMNS),
        "\n".join(f"{field.label.text}：{field.value.text}" for field in row.extra),
        value.kind.value,
        value.operator,
        "、".join(value.numbers),
        value.unit,
        "、".join(flag.value for flag in value.flags),
        concept.concept,
        concept.name,
        concept.home_2015,
        concept.home_2021,
        _YES_NO.get(concept.home_filed_ok),
        None if concept.confidence is None else round(concept.confidence, 4),
        round(row.confidence, 4),
        "、".join(row.inferred),
        place_text(indicator_where(row)),
    )


def _finding_cells(finding: Finding) -> tuple[TableValue, ...]:
    return (
        SEVERITIES[finding.severity.value],
        finding.rule,
        finding.message,
        "\n".join(evidence.text for evidence in finding.evidence),
        place_text([place for evidence in finding.evidence for place in evidence.where]),
        FINDING_STATES[finding.state.value],
    )


def _project_name(record: Record) -> str | None:
    return _text(dict(record.fields).get(FieldKey.PROJECT_NAME))


def _text(printed: Printed | None) -> str | None:
    return None if printed is None else printed.text
