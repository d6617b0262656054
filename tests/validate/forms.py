"""Small invented forms for the rules: a table drawn as text becomes a record."""

from extractor.record import Record
from extractor.values.normalise import normalise
from extractor.verbatim import (
    FieldKey,
    Form,
    FormType,
    FundingLine,
    Goal,
    IndicatorRow,
    OtherField,
    Panel,
    Printed,
    TaskLine,
)

ORDINARY = """
level1 | level2 | level3 | value
产出指标 | 数量指标 | 河道巡查次数 | ≥24次
产出指标 | 质量指标 | 水质监测合格率 | ≥95%
产出指标 | 时效指标 | 工程完工时间 | 2023年12月31日前
产出指标 | 成本指标 | 巡查经费 | ≤20万元
效益指标 | 社会效益指标 | 受益人口 | ≥3000人
满意度指标 | 服务对象满意度指标 | 沿岸居民满意度 | ≥90%
"""


def rows(table: str, panel: Panel = Panel.ANNUAL) -> tuple[IndicatorRow, ...]:
    """Rows of a drawn table; its first line names the keys. A blank cell is None."""
    lines = [[c.strip() for c in line.split("|")] for line in table.strip().splitlines()]
    keys, body = lines[0], lines[1:]
    blank = dict.fromkeys(("level1", "level2", "level3", "value"))
    return tuple(
        IndicatorRow(
            panel,
            **{**blank, **{k: Printed(c) if c else None for k, c in zip(keys, cells, strict=True)}},
        )
        for cells in body
    )


def funding(text: str, panel: Panel = Panel.ANNUAL, unit: str | None = "万元"):
    """'total 20, fiscal 15, other 5' → funding lines."""
    pairs = [pair.split() for pair in text.split(",")]
    return tuple(FundingLine(panel, item, None, Printed(raw), unit) for item, raw in pairs)


def tasks(table: str) -> tuple[TaskLine, ...]:
    """'name | total | fiscal | other' a line."""
    cells = [[c.strip() for c in line.split("|")] for line in table.strip().splitlines()]
    return tuple(TaskLine(*(Printed(c) if c else None for c in row)) for row in cells)


def fields(**texts: str):
    """project_period="2022-2024" → fields."""
    return tuple((FieldKey(key), Printed(text)) for key, text in texts.items())


def goal(text: str, panel: Panel = Panel.ANNUAL) -> Goal:
    """A goal of a panel."""
    return Goal(panel, Printed(text))


def total_score(text: str) -> OtherField:
    """The printed total of a self-evaluation."""
    return OtherField(Printed("自评总分"), Printed(text))


def record(table: str = ORDINARY, **parts) -> Record:
    """The record of a form with these indicators (a drawn table or rows) and parts."""
    indicators = rows(table) if isinstance(table, str) else table
    form = {
        "form_type": FormType.PROJECT_TARGET,
        "title": Printed("项目支出绩效目标表（2023年度）"),
        "year": None,
        "indicators": indicators,
    }
    return normalise(Form(**{**form, **parts}))
