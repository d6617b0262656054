"""Whole invented records: names, money, tasks, goals and indicators of one form."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_some, pick_weighted
from training.synthesis.contents.indicators import (
    Project,
    Scheme,
    sample_branches,
    sample_indicators,
)
from training.synthesis.contents.places import county, person, town
from training.synthesis.contents.vocabulary import Department, departments
from training.synthesis.records import FormRecord, FundingEntry, PanelName, TaskEntry


class FormKind(StrEnum):
    """What a form is for; the values are the form types of the record."""

    PROJECT = "project_target"
    APPROVAL = "project_approval"
    DEPARTMENT = "department_target"
    REGION = "regional_target"
    SELF_EVALUATION = "self_evaluation"


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """What a record shall hold: its kind, its panels, the money lines of each panel and the unit
    that the form prints them in."""

    kind: FormKind
    panels: tuple[PanelName, ...]
    items: tuple[str, ...]
    scheme: Scheme
    money_unit: str = "万元"


_TITLES = {
    FormKind.PROJECT: (
        "项目支出绩效目标表",
        "项目支出绩效目标申报表",
        "项目绩效目标申报表",
        "预算项目绩效目标表",
        "部门预算项目支出绩效目标表",
        "财政支出项目绩效目标申报表",
        "县级预算项目绩效目标表",
    ),
    FormKind.APPROVAL: (
        "项目支出绩效目标批复表",
        "项目绩效目标批复表",
        "部门预算项目绩效目标审批表",
    ),
    FormKind.DEPARTMENT: (
        "部门整体支出绩效目标申报表",
        "部门（单位）整体支出绩效目标表",
        "整体支出绩效目标表",
    ),
    FormKind.REGION: (
        "区域绩效目标表",
        "专项转移支付区域绩效目标表",
        "中央对地方转移支付区域绩效目标申报表",
    ),
    FormKind.SELF_EVALUATION: (
        "项目支出绩效自评表",
        "项目绩效自评表",
        "财政支出项目绩效自评表",
        "转移支付绩效自评表",
    ),
}
_SUFFIXES = ("", "", "", "项目", "经费", "专项资金", "补助资金", "工程", "专项", "业务费")
_ATTRIBUTES = (
    "新增项目",
    "延续项目",
    "常年项目",
    "一次性项目",
    "经常性项目",
    "阶段性项目",
    "特定目标类",
    "其他运转类",
    "√新增项目 □延续项目",
    "□常年 ■一次性",
    "新增一次性项目",
    "R 延续性项目 □ 新增性项目",
)
_GOALS = (
    "通过{project}的实施，{aim}。",
    "完成{noun}{amount}{unit}，{aim}。",
    "{year}年计划{noun}{amount}{unit}。",
    "{aim}，{benefit}。",
    "按照上级部门要求，{aim}，确保各项任务按时完成。",
    "确保{rate}达到{percent}%以上。",
    "{people}满意度达到{percent}%以上。",
    "进一步{benefit}，使{people}普遍受益。",
    "严格资金管理，做到专款专用，{benefit}。",
    "全年投入资金{wan}万元，用于{noun}。",
)


def sample_record(rng: np.random.Generator, plan: RecordPlan) -> FormRecord:
    """A record of the planned kind; the same generator state gives the same record."""
    words = pick(rng, departments())
    place = county(rng)
    year = int(rng.integers(2016, 2027))
    topic = pick(rng, words.projects)
    head = pick(rng, ("", "", f"{year}年", place, town(rng), f"{year}年度"))
    name = head + topic + pick(rng, _SUFFIXES)
    budget = float(np.round(10 ** rng.uniform(0.3, 3.6), int(rng.integers(0, 3))))
    project = Project(words, name, year, budget, plan.scheme)
    branches = sample_branches(rng, plan.scheme)
    unit = place + pick(rng, words.units)
    bureau = place + pick(rng, words.bureaus)
    return {
        "form_type": plan.kind.value,
        "title": _title(rng, plan.kind, year),
        "year": year,
        "fields": {
            "project_name": name,
            "department": bureau + (f" [{rng.integers(100, 999)}]" if chance(rng, 0.1) else ""),
            "implementing_unit": bureau if chance(rng, 0.2) else unit,
            "project_attribute": pick(rng, _ATTRIBUTES),
            "project_period": _period(rng, year),
            "project_leader": person(rng),
        },
        "funding": [line for p in plan.panels for line in _funding(rng, p, plan, budget)],
        "tasks": _tasks(rng, words, budget) if plan.kind is FormKind.DEPARTMENT else [],
        "goals": [{"panel": panel, "text": goal_text(rng, project)} for panel in plan.panels],
        "indicators": [
            e for p in plan.panels for e in sample_indicators(rng, project, p, branches)
        ],
    }


def _title(rng: np.random.Generator, kind: FormKind, year: int) -> str:
    head = pick_weighted(rng, {"": 3, f"{year}年": 1, f"{year}年度": 1})
    return head + pick(rng, _TITLES[kind])


def _period(rng: np.random.Generator, year: int) -> str:
    last = year + int(rng.integers(0, 4))
    return pick(
        rng,
        (
            "1年",
            "3年",
            "长期",
            f"{year}年",
            f"{year}-{last}年",
            f"{year}年1月-{last}年12月",
            f"{year}.01—{last}.12",
            f"{year}年1月1日至{year}年12月31日",
            "一年",
            "",
        ),
    )


def _funding(
    rng: np.random.Generator, panel: PanelName, plan: RecordPlan, budget: float
) -> list[FundingEntry]:
    total = budget * (3 if panel == "medium_term" else 1)
    shares = rng.dirichlet(np.full(max(len(plan.items) - 1, 1), 0.7))
    amounts = [total, *(float(np.round(total * share, 2)) for share in shares)]
    form = pick(rng, (".2f", ".2f", ".1f", ",.2f", ".0f", ".4f"))
    lines: list[FundingEntry] = []
    for item, amount in zip(plan.items, amounts, strict=False):
        factor = 10000 if plan.money_unit == "万元" else 1
        shown = amount if factor > 1 else amount * 10000
        raw = format(shown, form) if amount else pick(rng, ("0", "0.00", "", "/"))
        raw += plan.money_unit if raw and chance(rng, 0.06) else ""
        lines.append(
            {
                "panel": panel,
                "item": item,
                "raw": raw,
                "unit": plan.money_unit,
                "amount_yuan": f"{shown * factor:.2f}",
            }
        )
    return lines


def _tasks(rng: np.random.Generator, words: Department, budget: float) -> list[TaskEntry]:
    tasks: list[TaskEntry] = []
    for number, topic in enumerate(pick_some(rng, words.projects, int(rng.integers(2, 8))), 1):
        total = budget * float(rng.uniform(0.05, 0.4))
        fiscal = total if chance(rng, 0.6) else total * 0.8
        mark = pick(rng, (f"任务{number}：", f"{number}.", "", f"{number}、"))
        other = "" if fiscal == total else f"{total - fiscal:.2f}"
        tasks.append(
            {
                "name": mark + topic,
                "total": f"{total:.2f}",
                "fiscal": f"{fiscal:.2f}",
                "other": other or None,
            }
        )
    return tasks


def goal_text(rng: np.random.Generator, project: Project) -> str:
    """Two to six sentences, sometimes numbered or on lines of their own."""
    words = project.department
    count = int(rng.integers(1, 7))
    mark = pick_weighted(rng, {"": 4, "{}.": 1, "目标{}：": 1.5, "{}、": 1, "（{}）": 0.5})
    joint = "\n" if mark and chance(rng, 0.7) else ""
    sentences = []
    for number, template in enumerate(pick_some(rng, _GOALS, count), 1):
        noun, unit = pick(rng, words.things)
        benefits = words.economic + words.social + words.lasting
        text = template.format(
            project=project.name,
            aim=pick(rng, words.aims),
            noun=noun,
            unit=unit,
            amount=int(10 ** rng.uniform(0, 3.5)),
            year=project.year,
            rate=pick(rng, words.rates),
            benefit=pick(rng, benefits),
            people=pick(rng, words.people),
            percent=pick(rng, (80, 85, 90, 95, 98)),
            wan=f"{project.budget:g}",
        )
        sentences.append(mark.format(number) + text)
    return joint.join(sentences)
