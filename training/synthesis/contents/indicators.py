"""Indicator trees of both schemes with their targets and what stands beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_some, pick_weighted
from training.synthesis.contents.frameworks import framework_branches, framework_names
from training.synthesis.contents.targets import (
    Target,
    actual_of,
    cost_target,
    count_target,
    no_target,
    quality_target,
    rate_target,
    time_target,
)
from training.synthesis.contents.vocabulary import Department
from training.synthesis.records import IndicatorEntry, PanelName

Branch = tuple[str, str, str]
"""Level 1, level 2, kind of the leaves."""


class Scheme(StrEnum):
    """Where costs stand: under 产出 (2015) or beside it (2021); or a framework of evaluation."""

    OLD = "2015"
    NEW = "2021"
    FRAMEWORK = "framework"


@dataclass(frozen=True, slots=True)
class Project:
    """What the indicators of one form have in common; `budget` is in 万元."""

    department: Department
    name: str
    year: int
    budget: float
    scheme: Scheme


_OUTPUT = ("产出指标",) * 6 + ("项目完成指标", "预期产出指标", "产出")
_BENEFIT = ("效益指标",) * 7 + ("效果指标", "项目效益指标", "社会效益")
_CONTENT = ("满意度指标",) * 7 + ("满意度", "服务满意度指标")
_BREADTH = {0: 0.4, 1: 5, 2: 4, 3: 2.5, 4: 1, 6: 0.4}
_STANDARDS = (
    "计划标准",
    "历史标准",
    "行业标准",
    "预算支出标准",
    "国家标准",
    "地方标准",
    "其他标准",
)
_BASES = (
    "工作计划",
    "年度工作安排",
    "上级文件要求",
    "实施方案",
    "历年数据测算",
    "合同约定",
    "部门职责",
    "行业规范",
    "项目申报书",
    "市级下达任务",
    "三定方案",
)
_SCORINGS = (
    "按照完成比例赋分",
    "直接赋分",
    "满意度赋分",
    "按评判等级赋分",
    "完成得满分，未完成按比例扣分",
    "每低1个百分点扣0.5分，扣完为止",
    "未按时完成不得分",
    "达到目标值得满分，每少1%扣权重的2%",
)
_EVIDENCE = (
    "工作台账",
    "验收报告",
    "发放名册",
    "会议纪要及照片",
    "统计报表",
    "问卷调查",
    "支付凭证",
    "合同及发票",
    "工作总结",
    "检测报告",
    "财务账簿",
    "系统导出数据",
    "考核通报",
)
_REASONS = (
    "受天气影响工期推迟",
    "预算下达较晚，部分款项结转下年支付",
    "参与人数减少，下一步加强宣传",
    "年初目标设置偏低",
    "政策调整，任务核减",
    "招标流程较长，下年度提前谋划",
    "问卷样本较少，改进调查方式",
    "供货延期，已催促供应商",
)


def sample_indicators(
    rng: np.random.Generator, project: Project, panel: PanelName, branches: Sequence[Branch]
) -> list[IndicatorEntry]:
    """One panel of indicators under the given upper levels, in the order they are printed."""
    entries: list[IndicatorEntry] = []
    for level1, level2, kind in branches:
        count = pick_weighted(rng, _BREADTH)
        if kind in ("satisfaction", "time", "cost", "economic", "ecological", "lasting"):
            count = min(count, 2)
        texts = _leaves(rng, project, kind, max(count, 1))
        if count == 0:
            texts = [(pick(rng, ("", "无", "指标1：")), no_target(rng))]
        marks = _marks(rng)
        for number, (name, target) in enumerate(texts, 1):
            entries.append(entry_of(panel, (level1, level2, marks.format(number) + name), target))
    return with_sides(rng, entries)


def _marks(rng: np.random.Generator) -> str:
    return pick_weighted(
        rng, {"": 12, "指标{}：": 2, "{}.": 0.7, "({})": 0.4, "{}、": 0.7, "★": 0.2, "指标{}:": 0.5}
    )


def sample_branches(rng: np.random.Generator, scheme: Scheme) -> list[Branch]:
    """The upper levels of a form in print order."""
    if scheme is Scheme.FRAMEWORK:
        return framework_branches(rng)
    names = [pick(rng, _OUTPUT), pick(rng, _BENEFIT), pick(rng, _CONTENT)]
    if chance(rng, 0.12):
        scored = pick(rng, ("{}（{}分）", "{}\n({}分)"))
        names = [scored.format(n, s) for n, s in zip(names, (50, 30, 10), strict=True)]
    output, benefit, content = names
    tree = [
        (output, "数量指标", "count"),
        (output, "质量指标", "rate"),
        (output, "时效指标", "time"),
    ]
    if scheme is Scheme.NEW:
        costs = [("成本指标", "经济成本指标", "cost")]
        costs += [("成本指标", "社会成本指标", "none")] if chance(rng, 0.5) else []
        costs += [("成本指标", "生态环境成本指标", "none")] if chance(rng, 0.5) else []
        tree = costs + tree if chance(rng, 0.5) else tree + costs
    elif chance(rng, 0.9):
        tree.append((output, "成本指标", "cost"))
    for level2, kind, share in (
        ("经济效益指标", "economic", 0.75),
        ("社会效益指标", "social", 0.97),
        ("生态效益指标", "ecological", 0.6),
        ("可持续影响指标", "lasting", 0.7),
    ):
        if chance(rng, share):
            tree.append((benefit, level2, kind))
    satisfied = pick(
        rng, ("服务对象满意度指标", "服务对象\n满意度指标", "满意度指标", "社会公众满意度指标")
    )
    if chance(rng, 0.93):
        tree.append((content, satisfied, "satisfaction"))
    return tree


def _leaves(
    rng: np.random.Generator, project: Project, kind: str, count: int
) -> list[tuple[str, Target]]:
    words = project.department
    match kind:
        case "count":
            things = pick_some(rng, words.things, count)
            return [(_counted(rng, noun, unit), count_target(rng, unit)) for noun, unit in things]
        case "rate":
            return [(name, rate_target(rng)) for name in pick_some(rng, words.rates, count)]
        case "time":
            chosen = (
                "项目完成时间",
                "资金支付及时率",
                "工作完成及时性",
                "任务按期完成率",
                "补助发放时间",
                "验收时间",
                "开工时间",
                "响应时间",
                "按时办结率",
                "项目实施进度",
            )
            return [
                (name, rate_target(rng) if name.endswith("率") else time_target(rng, project.year))
                for name in pick_some(rng, chosen, count)
            ]
        case "cost":
            return _costs(rng, project, count)
        case "satisfaction":
            people = pick_some(rng, words.people, count)
            return [(f"{who}满意度", rate_target(rng)) for who in people]
        case "none":
            return [(pick(rng, ("", "无", "对社会发展的负面影响", "能源消耗")), no_target(rng))]
    framed = framework_names(rng, kind, count)
    if framed:
        return [(name, _benefit(rng)) for name in framed]
    names = pick_some(rng, getattr(words, kind), count)
    return [(name, _benefit(rng)) for name in names]


def _benefit(rng: np.random.Generator) -> Target:
    if chance(rng, 0.65):
        return quality_target(rng)
    return (
        rate_target(rng) if chance(rng, 0.6) else count_target(rng, pick(rng, ("万元", "人", "年")))
    )


def _counted(rng: np.random.Generator, noun: str, unit: str) -> str:
    tail = "人数" if unit in ("人", "名", "人次") else "数量"
    tail = pick(rng, ("", "", tail, f"（{unit}）" if chance(rng, 0.3) else tail))
    head = pick(rng, ("", "", "", "完成", "新增", "全年", "计划"))
    return head + noun + tail


def _costs(rng: np.random.Generator, project: Project, count: int) -> list[tuple[str, Target]]:
    nouns = [noun for noun, _ in pick_some(rng, project.department.things, count)]
    names = (
        "项目总成本",
        "总投资额",
        "资金投入",
        "预算控制数",
        "补助标准",
        "人均补助标准",
        "单位成本",
    )
    found = []
    for noun in nouns:
        name = noun + pick(rng, ("成本", "费用", "支出")) if chance(rng, 0.6) else pick(rng, names)
        found.append((name, cost_target(rng, project.budget * float(rng.uniform(0.1, 1)))))
    return found


def entry_of(panel: PanelName, path: tuple[str, str, str], target: Target) -> IndicatorEntry:
    """An indicator with its levels and its target, without what stands beside them."""
    level1, level2, level3 = path
    return {
        "panel": panel,
        "level1": level1,
        "level2": level2,
        "level3": level3,
        "value": target.text,
        "sign": target.sign,
        "number": target.number or target.text,
        "unit": target.unit,
    }


def with_sides(rng: np.random.Generator, entries: list[IndicatorEntry]) -> list[IndicatorEntry]:
    """The indicators of a panel with weights, standards and all else that columns hold."""
    weights = _weights(rng, len(entries))
    for entry, weight in zip(entries, weights, strict=True):
        entry["standard"] = pick(rng, _STANDARDS)
        entry["basis"] = pick(rng, _BASES)
        entry["last_year_value"] = (
            entry["value"] if chance(rng, 0.5) else pick(rng, ("", "/", "无", "新增"))
        )
        entry["weight"] = weight
        entry["scoring_rule"] = pick(rng, _SCORINGS)
        entry["evidence"] = pick(rng, _EVIDENCE)
        entry["explanation"] = f"考核{entry['level3'].rstrip('率')}情况" if chance(rng, 0.8) else ""
        target = Target(entry["value"], entry["sign"], "", entry["unit"])
        if entry["number"] != entry["value"]:
            target = Target(entry["value"], entry["sign"], entry["number"], entry["unit"])
        entry["actual_value"] = actual_of(rng, target)
        short = chance(rng, 0.25)
        entry["score"] = _score(rng, weight) if short else weight
        entry["deviation"] = pick(rng, _REASONS) if short else pick(rng, ("", "", "", "无"))
    return entries


def _weights(rng: np.random.Generator, count: int) -> list[str]:
    total = pick(rng, (90, 100))
    cuts = np.sort(rng.integers(1, total, max(count - 1, 0)))
    parts = np.diff(np.concatenate([[0], cuts, [total]]))
    tail = pick(rng, ("", "", "", ".00", "分", ".0"))
    return [f"{part}{tail}" for part in parts]


def _score(rng: np.random.Generator, weight: str) -> str:
    value = float(weight.rstrip("分")) * float(rng.uniform(0.4, 1))
    return f"{value:.{pick(rng, (0, 1, 2))}f}"
