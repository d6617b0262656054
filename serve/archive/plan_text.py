"""A plan for people, as tables on a terminal, and for programs, as JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from math import ceil

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from extractor.stopwatch import Step
from serve.archive.cost_fit import Interval, Model
from serve.archive.cost_row import Kind
from serve.archive.cost_samples import Measured
from serve.archive.plan import DAY, Plan

_KINDS = {
    Kind.SCAN: "扫描 scan",
    Kind.DIGITAL: "数字 PDF digital",
    Kind.OFFICE: "Office",
    Kind.TEXT: "文本 text",
}
_STEPS = {
    Step.OPEN: "打开 open",
    Step.LOOK: "版面 look",
    Step.RECOGNISE: "识别 recognise",
    Step.TABLES: "表格 tables",
    Step.FORMS: "表单 forms",
    Step.MEANING: "含义 meaning",
    Step.WRITE: "写出 write",
    Step.COPY: "副本 copy",
}
_FEW = 10  # documents of a kind, of which draws say little of those that were not read
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def plan_tables(plan: Plan, model: Model, measured: Measured) -> Group:
    """What was measured, what it takes, what it leaves behind, and where growth ends."""
    parts: tuple[RenderableType, ...] = (
        _costs_table(model),
        _steps_table(measured.steps),
        _needs_table(plan, model),
        _room_table(plan),
        _limits_table(plan),
        Text(
            "区间为自助法 90%，限于与被测档案同样的文件与机器。 Ranges: 90 % by bootstrap, for "
            "documents and machines like those of the archive."
        ),
    )
    few = [_KINDS[kind] for kind, costs in model.kinds.items() if costs.documents < _FEW]
    if few:
        told = f"少于 {_FEW} 份，区间不可信 Too few for a range, under {_FEW}: {'、'.join(few)}"
        parts = (*parts, Text(told))
    return Group(*parts)


def plan_to_dict(plan: Plan, model: Model, measured: Measured) -> dict[str, object]:
    """All numbers, in seconds, bytes and days."""
    return {
        "plan": asdict(plan),
        "model": asdict(model),
        "writing": asdict(measured.writing),
        "seconds_a_page_by_step": measured.steps,
    }


def bytes_text(size: float) -> str:
    """`1.5 GB`."""
    unit = 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size /= 1000
        unit += 1
    return f"{size:.3g} {_UNITS[unit]}" if size < 999.5 else f"{size:.0f} {_UNITS[unit]}"


def _costs_table(model: Model) -> Table:
    table = Table(
        title="每份文件的秒数 Seconds a document = tail · (固定 fixed + 每页 a page · pages)",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name in (
        "类别\nkind",
        "份\nn",
        "固定\nfixed",
        "每页\na page",
        "尾\ntail",
        "平均\nmean",
        "处理器\ncpu",
    ):
        table.add_column(name, justify="left" if name.startswith("类") else "right")
    table.add_column("页/日/核\npages/\nday/core", justify="right")
    for kind, costs in model.kinds.items():
        table.add_row(
            *(_KINDS[kind], f"{costs.documents}", _below(costs.document), _below(costs.page)),
            *(f"{costs.tail:.2f}", _below(costs.mean), f"{costs.processor:.2f}"),
            f"{DAY * costs.pages / costs.mean.value:,.0f}",
        )
    return table


def _steps_table(steps: Mapping[Kind, Mapping[Step, float]]) -> Table:
    shown = [step for step in Step if any(found.get(step) for found in steps.values())]
    table = Table(title="每页的秒数 Seconds a page by step", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("类别\nkind")
    for step in shown:
        table.add_column(_STEPS[step].replace(" ", "\n"), justify="right")
    for kind, found in steps.items():
        table.add_row(_KINDS[kind], *(f"{found.get(step, 0.0):.3f}" for step in shown))
    return table


def _needs_table(plan: Plan, model: Model) -> Table:
    table = _pairs("所需 What it takes")
    typical = plan.typical
    rows = (
        ("文件 documents", f"{plan.documents:,.0f}"),
        ("页 pages", f"{plan.pages:,.0f}"),
        ("表 forms", f"{plan.forms:,.0f}"),
        ("每核每日页数 pages a day and core", _many(plan.pages_a_day_and_core)),
        ("核 cores", f"{plan.cores:,}"),
        ("机器 machines", f"{plan.machines:,}"),
        ("天 days", _range(plan.days)),
        ("同时运行 runs at once", f"{plan.runs}"),
        ("进程启动 start of a process", f"{model.load:.1f} s"),
        ("运行本身每份 the run itself, a document", f"{1000 * typical.driver:.1f} ms"),
        ("网络 network of the runs", f"{bytes_text(plan.network)}/s"),
    )
    for row in rows:
        table.add_row(*row)
    return table


def _room_table(plan: Plan) -> Table:
    table = Table(title="结果的大小 Room of the results")
    table.add_column("表 table")
    table.add_column("共 in all", justify="right")
    table.add_column("每百万页 a million pages", justify="right")
    for name, size in _sizes(plan):
        table.add_row(name, bytes_text(size), bytes_text(size * 1e6 / plan.pages))
    growth = plan.growth
    table.caption = (
        f"{growth.parts:,} 部分 parts × {len(growth.tables)} 表 tables, "
        f"{growth.archives} 份档案 archives"
    )
    return table


def _sizes(plan: Plan) -> Iterator[tuple[str, float]]:
    growth = plan.growth
    yield from ((name.value, size) for name, size in growth.tables.items())
    yield "Parquet", sum(growth.tables.values())
    if growth.copies:
        yield "副本 copies", growth.copies
    yield "清单 manifest", growth.manifest
    for name, size in growth.service.items():
        yield f"服务 service, {name}", size


def _limits_table(plan: Plan) -> Table:
    table = Table(title="一次运行的上限 What one run can keep busy")
    table.add_column("先到者在前 the first first")
    table.add_column("核 cores", justify="right")
    table.add_column("对策 what to do", overflow="fold")
    for limit in plan.limits:
        table.add_row(limit.name, f"{ceil(limit.cores):,}", limit.remedy)
    return table


def _pairs(title: str) -> Table:
    table = Table(title=title, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    return table


def _range(found: Interval) -> str:
    return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"


def _below(found: Interval) -> str:
    """In two lines, for a terminal of 80 columns."""
    return f"{found.value:.2f}\n{found.low:.2f}–{found.high:.2f}"


def _many(found: Interval) -> str:
    return f"{found.value:,.0f} ({found.low:,.0f}–{found.high:,.0f})"
