"""Long lists: many tasks and indicators, named in sentences and numbered, as large units print."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_some, pick_weighted
from training.synthesis.contents.indicators import entry_of, with_sides
from training.synthesis.contents.targets import (
    Target,
    cost_target,
    count_target,
    no_target,
    quality_target,
    rate_target,
    time_target,
)
from training.synthesis.contents.vocabulary import Department, departments
from training.synthesis.records import FormRecord, IndicatorEntry, PanelName, TaskEntry

_CHINESE = ("", *"一二三四五六七八九十", *(f"十{digit}" for digit in "一二三四五六七八九"))
_MARKS = {"{n}、": 4, "{n}.": 4, "{c}、": 1.5, "（{n}）": 1, "({n})": 0.7, "{n}，": 0.4, "{n}": 0.3}
_STRAY = 0.05
"""Share of numbers in another style than the rest of the form's."""
_COUNTS = {1: 2, 2: 2, 3: 2, 4: 2, 5: 1.5, 6: 1.5, 8: 1, 10: 1, 12: 0.6, 15: 0.3}
_VERBS = (
    "开展{a}", "组织{a}工作", "完成{a}任务", "采购{a}、{b}", "实施{a}，统筹{b}", "聘请机构承担{a}",
    "强化{a}监督，{aim}", "举办{a}专题研讨班", "抓好{a}及{b}有关事项", "{aim}", "{a}日常巡查",
    "{a}", "{a}、{b}", "全面梳理{a}情况，为{aim}提供依据", "{place}{a}频次", "各子项目",
    "扩大{a}覆盖范围", "“{a}”提质工程", "{a}（含{b}）", "稳步推动{a}，努力{aim}", "{a}落实情况",
)  # fmt: skip
_BENEFITS = (
    "{good}程度", "{good}", "{good}。", "{people}{good}", "夯实{a}基础，{good}。",
    "通过{a}，使{people}受益，{good}", "{good}，{aim}", "{a}带来的变化",
)  # fmt: skip
_PHRASES = (
    "完成{a}{n}{unit}、{b}{m}{unit}", "按方案推进{a}", "更新{a}{n}{unit}左右", "夯实{a}，{aim}",
    "{n}{unit}以上，{aim}", "逐{unit}建账", "按要求完成{a}", "{n}项以上", "面向{people}",
    "{a}≥{n}{unit}，{b}≥{m}{unit}", "≥{n}%、≥{m}%", "聚焦{a}，{aim}", "收到申请后{n}日内",
    "{n}{unit}/年", "评议合格", "如期交付", "{aim}", "应办尽办", "每季度{n}次",
)  # fmt: skip
_YEAR = 2024
_TIMES = ("次", "期", "场", "批", "个", "人次", "份", "家")
_STATES = ("长期发挥作用", "稳中有升", "收支有余", "趋好", "较优", "稳步向好", "有保证")

Texts = list[tuple[str, Target]]
Draw = Callable[[], Target]


def lengthen(rng: np.random.Generator, record: FormRecord) -> None:
    """Give some level-2 groups of the record many indicators, and a department many tasks."""
    words = pick(rng, departments())
    mark = pick_weighted(rng, _MARKS) if chance(rng, 0.8) else ""
    if record["tasks"]:
        _lengthen_tasks(rng, record, words)
    deeds = [task["name"] for task in record["tasks"]]
    share = pick(rng, (0.3, 0.6, 0.9))
    known: dict[tuple[str, str], Texts] = {}
    found: list[IndicatorEntry] = []
    number = 0
    for (panel, level1, level2), group in groupby(record["indicators"], _place):
        entries = list(group)
        if not chance(rng, share):
            found += entries
            continue
        texts = _texts(rng, words, level2, known.get((level1, level2)), deeds)
        deeds = deeds or [name for name, _ in texts]
        known.setdefault((level1, level2), texts)
        goes_on = chance(rng, 0.08)
        for place, (name, target) in enumerate(texts, number + 1 if goes_on else 1):
            found.append(
                entry_of(panel, (level1, level2, _marked(rng, mark, place) + name), target)
            )
            number = place
    by_panel = (list(entries) for _, entries in groupby(found, lambda entry: entry["panel"]))
    record["indicators"] = [e for entries in by_panel for e in with_sides(rng, entries)]


def _place(entry: IndicatorEntry) -> tuple[PanelName, str, str]:
    return entry["panel"], entry["level1"], entry["level2"]


def _marked(rng: np.random.Generator, mark: str, number: int) -> str:
    style = pick(rng, tuple(_MARKS)) if mark and chance(rng, _STRAY) else mark
    return style.format(n=number, c=_CHINESE[min(number, len(_CHINESE) - 1)])


def _lengthen_tasks(rng: np.random.Generator, record: FormRecord, words: Department) -> None:
    count = int(rng.integers(4, 15))
    mark = pick(rng, ("{c}、", "{n}.", "{n}、", "{c}", "任务{n}："))
    tasks: list[TaskEntry] = []
    for number in range(1, count + 1):
        name = mark.format(n=number, c=_CHINESE[number]) + _sentence(rng, words, _VERBS)
        size = f"{float(10 ** rng.uniform(0.3, 3)):.2f}".rstrip("0").rstrip(".")
        tasks.append({"name": name, "total": size, "fiscal": size, "other": None})
    record["tasks"] = tasks


def _texts(
    rng: np.random.Generator,
    words: Department,
    level2: str,
    before: Texts | None,
    deeds: Sequence[str],
) -> Texts:
    """The indicators of one group; often those that the other panel has, with other values."""
    count = pick_weighted(rng, _COUNTS)
    if before is not None and chance(rng, 0.7):
        names = [name for name, _ in before]
        names = names if chance(rng, 0.6) else pick_some(rng, names, count)
    elif "成本" in level2 and deeds and chance(rng, 0.6):
        names = list(deeds)[:count]
    elif chance(rng, 0.08):
        names = [level2.replace("\n", "").removesuffix("指标")]
    else:
        verbs = _BENEFITS if any(mark in level2 for mark in ("效益", "影响")) else _VERBS
        names = [_named(rng, words, verbs) for _ in range(count)]
    aimed = _aims(rng, words, level2)
    return [(name, aimed()) for name in names]


def _named(rng: np.random.Generator, words: Department, verbs: Sequence[str]) -> str:
    if chance(rng, 0.3):
        return pick(rng, words.rates + words.economic + words.social + words.lasting)
    return _sentence(rng, words, verbs)


def _aims(rng: np.random.Generator, words: Department, level2: str) -> Draw:
    """What draws the values of a group; one group mostly has one kind."""

    def count() -> Target:
        return count_target(rng, pick(rng, _TIMES))

    def phrase() -> Target:
        return Target(_sentence(rng, words, _PHRASES))

    def cost() -> Target:
        return cost_target(rng, float(10 ** rng.uniform(0, 3)))

    def bare() -> Target:
        size = f"{float(10 ** rng.uniform(0, 3)):.1f}"
        return Target(size, "≤", size, "万元")

    def state() -> Target:
        return Target(pick(rng, _STATES)) if chance(rng, 0.5) else quality_target(rng)

    rate: Draw = partial(rate_target, rng)
    time: Draw = partial(time_target, rng, _YEAR)
    kinds: tuple[Draw, ...] = (count, phrase, rate, partial(no_target, rng))

    def mixed() -> Target:
        return pick(rng, kinds)()

    chosen: tuple[Draw, ...] = (rate, rate, phrase, mixed)
    if "成本" in level2:
        chosen = (cost, cost, bare, mixed)
    elif "时效" in level2:
        chosen = (time, mixed)
    elif any(mark in level2 for mark in ("效益", "影响")):
        chosen = (state, state, mixed)
    elif "数量" in level2:
        chosen = (count, count, mixed)
    return pick(rng, chosen)


def _sentence(rng: np.random.Generator, words: Department, patterns: Sequence[str]) -> str:
    (first, unit), (second, _) = (pick(rng, words.things) for _ in range(2))
    topics = (first, pick(rng, words.projects))
    return pick(rng, patterns).format(
        a=pick(rng, topics),
        b=pick(rng, (second, pick(rng, words.projects))),
        n=int(10 ** rng.uniform(0.1, 3)),
        m=int(10 ** rng.uniform(0.1, 2)),
        unit=unit,
        aim=pick(rng, words.aims),
        good=pick(rng, words.social + words.lasting + words.economic),
        people=pick(rng, words.people),
        place=pick(rng, ("全市", "全县", "本级", "")),
    )
