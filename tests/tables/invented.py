"""Invented forms with known cells, as (text, row span, column span), and their HTML."""

import random
from dataclasses import dataclass
from html import escape

from extractor.grid import Grid

Printed = tuple[str, int, int]

BUREAUS = ("水务局", "教育局", "公安局", "交通运输局", "林草局", "文化馆", "气象局")
THINGS = ("泵站检修", "校舍维修", "巡逻防控", "桥梁养护", "封山育林", "图书更新", "雷达保障")
NAMES = (
    "培训人次",
    "设施维护完成率",
    "年度检查覆盖乡镇数量",
    "按照计划完成全部设施设备的更新改造任务并通过验收的数量",
    "工程一次验收合格率",
    "资金拨付及时性",
    "服务对象投诉办结率",
    "人均维护成本控制在上年度水平以内",
)
VALUES = (
    "≥98%",
    "30000人次",
    "12月底前",
    "≤4.7万元/人·年",
    "逐步提高",
    "=100%",
    "有效保障",
    "3-4次",
)
TREE = (
    ("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
    ("效益指标", ("经济效益指标", "社会效益指标", "可持续影响指标")),
    ("满意度指标", ("服务对象满意度指标",)),
)
PROSE = (
    "1.完成辖区内重点设施的日常巡查、维修和养护，确保全年安全运行；"
    "2.组织业务培训，提高一线人员处置能力；3.按照批复的预算推进项目实施，做到专款专用。"
)


@dataclass(frozen=True)
class InventedForm:
    """A title and rows of printed cells, each row listing the cells that begin in it."""

    title: str
    rows: tuple[tuple[Printed, ...], ...]

    def html(self, style: str = "") -> str:
        rows = "".join(
            "<tr>"
            + "".join(
                f'<td rowspan="{rs}" colspan="{cs}">{escape(text)}</td>' for text, rs, cs in row
            )
            + "</tr>"
            for row in self.rows
        )
        return (
            f'<h3 style="text-align:center">{self.title}</h3><table style="{style}">{rows}</table>'
        )

    def cells(self) -> set[tuple[str, int, int, int, int]]:
        """(text, row, column, row span, column span), boundaries that no cell uses left out."""
        placed = place(self.rows)
        rows = sorted({r for _, r, _, _, _ in placed})
        columns = sorted({c for _, _, c, _, _ in placed})
        row_at = {r: i for i, r in enumerate(rows)} | {len(self.rows): len(rows)}
        column_at = {c: i for i, c in enumerate(columns)}
        column_at[max(c + cs for _, _, c, _, cs in placed)] = len(columns)
        return {
            (
                t,
                row_at[r],
                column_at[c],
                row_at[r + rs] - row_at[r],
                column_at[c + cs] - column_at[c],
            )
            for t, r, c, rs, cs in placed
        }


def place(rows: tuple[tuple[Printed, ...], ...]) -> list[tuple[str, int, int, int, int]]:
    """The HTML rule: each cell takes the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for r, row in enumerate(rows):
        column = 0
        for text, rs, cs in row:
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(rs) for j in range(cs)}
            placed.append((text, r, column, rs, cs))
    return placed


def grid_cells(grid: Grid) -> set[tuple[str, int, int, int, int]]:
    return {
        ("".join(c.text.split()), c.row, c.column, c.row_span, c.column_span) for c in grid.cells
    }


def ones(*texts: str) -> tuple[Printed, ...]:
    """A row of cells without spans."""
    return tuple((text, 1, 1) for text in texts)


def single_panel(seed: int, n_per_level2: int = 2) -> InventedForm:
    """Family A/D: header fields, money, goal, indicator tree; five or six columns."""
    rng = random.Random(seed)
    weighted = rng.random() < 0.5
    extra = (("权重", 1, 1),) if weighted else ()
    width = 5 + len(extra)
    rows: list[tuple[Printed, ...]] = [
        (("项目名称", 1, 2), (rng.choice(THINGS), 1, width - 2)),
        (
            ("主管部门", 1, 2),
            (rng.choice(BUREAUS), 1, 1),
            ("实施单位", 1, 1),
            ("某中心", 1, width - 4),
        ),
        (("项目资金（万元）", 3, 2), ("年度资金总额", 1, 1), ("120.50", 1, width - 3)),
        (("其中：财政拨款", 1, 1), ("100.50", 1, width - 3)),
        (("其他资金", 1, 1), ("20.00", 1, width - 3)),
        (("总体目标", 1, 1), (PROSE * rng.randint(1, 2), 1, width - 1)),
    ]
    body = _tree_rows(rng, n_per_level2, weighted)
    head = (("一级指标", 1, 1), ("二级指标", 1, 1), ("三级指标", 1, 1), ("指标值", 1, 1), *extra)
    rows.append((("绩效指标", len(body) + 1, 1), *head))
    return InventedForm("项目支出绩效目标表", (*rows, *body))


def _tree_rows(rng: random.Random, n_per_level2: int, weighted: bool) -> list[tuple[Printed, ...]]:
    rows: list[tuple[Printed, ...]] = []
    for level1, level2s in TREE:
        counts = [rng.randint(1, n_per_level2) for _ in level2s]
        for k, (level2, count) in enumerate(zip(level2s, counts, strict=True)):
            for i in range(count):
                row: list[Printed] = []
                if k == 0 and i == 0:
                    row.append((level1, sum(counts), 1))
                if i == 0:
                    row.append((level2, count, 1))
                row += [(f"{rng.choice(NAMES)}", 1, 1), (rng.choice(VALUES), 1, 1)]
                if weighted:
                    row.append((str(rng.randint(2, 20)), 1, 1))
                rows.append(tuple(row))
    return rows


def dual_panel(seed: int, n_per_level2: int = 2) -> InventedForm:
    """Family C: medium term on the left, annual on the right, sharing level 1 only."""
    rng = random.Random(seed)
    rows: list[tuple[Printed, ...]] = [
        (("项目名称", 1, 2), (rng.choice(THINGS), 1, 6)),
        (
            ("项目资金（万元）", 2, 2),
            ("中期资金总额：", 1, 2),
            ("300.00", 1, 1),
            ("年度资金总额：", 1, 2),
            ("100.00", 1, 1),
        ),
        (("其中：财政拨款", 1, 2), ("300.00", 1, 1), ("其中：财政拨款", 1, 2), ("100.00", 1, 1)),
        (("总体目标", 2, 1), ("中期目标（2022年—2024年）", 1, 4), ("年度目标", 1, 3)),
        ((PROSE, 1, 4), (PROSE, 1, 3)),
    ]
    body: list[tuple[Printed, ...]] = []
    for level1, level2s in TREE:
        counts = [rng.randint(1, n_per_level2) for _ in level2s]
        for k, (level2, count) in enumerate(zip(level2s, counts, strict=True)):
            for i in range(count):
                row: list[Printed] = [(level1, sum(counts), 1)] if k == i == 0 else []
                for _ in range(2):
                    if i == 0:
                        row.append((level2, count, 1))
                    row += [(rng.choice(NAMES), 1, 1), (rng.choice(VALUES), 1, 1)]
                body.append(tuple(row))
    half = (("二级指标", 1, 1), ("三级指标", 1, 1), ("指标值", 1, 1))
    head = (("绩效指标", len(body) + 1, 1), ("一级指标", 1, 1), *half, *half)
    return InventedForm("项目支出绩效目标申报表", (*rows, head, *body))


def self_evaluation(seed: int, n_per_level2: int = 2) -> InventedForm:
    """Family G: execution block with many columns, scores, reasons."""
    rng = random.Random(seed)
    rows: list[tuple[Printed, ...]] = [
        (("项目名称", 1, 2), (rng.choice(THINGS), 1, 7)),
        (("主管部门", 1, 2), (rng.choice(BUREAUS), 1, 3), ("实施单位", 1, 2), ("某站", 1, 2)),
        (
            ("项目资金（万元）", 4, 2), ("", 1, 1), ("年初预算数", 1, 1), ("全年预算数", 1, 1),
            ("全年执行数", 1, 1), ("分值", 1, 1), ("执行率", 1, 1), ("得分", 1, 1),
        ),
        ones("年度资金总额", "50.00", "48.00", "48.00", "10", "100%", "10"),
        ones("其中：财政拨款", "50.00", "48.00", "48.00", "—", "100%", "—"),
        ones("其他资金", "", "", "", "—", "", "—"),
        (("年度总体目标", 2, 1), ("预期目标", 1, 4), ("实际完成情况", 1, 4)),
        ((PROSE, 1, 4), (PROSE, 1, 4)),
    ]  # fmt: skip
    body: list[tuple[Printed, ...]] = []
    for level1, level2s in TREE:
        counts = [rng.randint(1, n_per_level2) for _ in level2s]
        for k, (level2, count) in enumerate(zip(level2s, counts, strict=True)):
            for i in range(count):
                row: list[Printed] = [(level1, sum(counts), 1)] if k == i == 0 else []
                if i == 0:
                    row.append((level2, count, 1))
                score = str(rng.randint(2, 10))
                row += [(rng.choice(NAMES), 1, 1), (rng.choice(VALUES), 1, 1)]
                row += [(rng.choice(VALUES), 1, 1), (score, 1, 1), (score, 1, 1), ("", 1, 1)]
                body.append(tuple(row))
    heads = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    head = (("绩效指标", len(body) + 1, 1), *((h, 1, 1) for h in heads))
    total = (("总分", 1, 6), ("100", 1, 1), ("98", 1, 1), ("", 1, 1))
    return InventedForm("项目支出绩效自评表", (*rows, head, *body, total))


FAMILIES = (single_panel, dual_panel, self_evaluation)
