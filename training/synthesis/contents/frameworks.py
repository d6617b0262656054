"""Indicator trees of evaluation frameworks, which judge decisions and spending beside results."""

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_some

_MANAGEMENT: dict[str, dict[str, tuple[str, ...]]] = {
    "决策": {
        "项目立项": ("立项依据充分性", "立项程序规范性", "项目必要性", "可行性研究充分性"),
        "绩效目标": ("绩效目标合理性", "绩效指标明确性", "目标与任务相符性"),
        "资金投入": ("预算编制科学性", "资金分配合理性", "配套资金落实情况"),
    },
    "过程": {
        "资金管理": ("资金到位率", "预算执行率", "资金使用合规性", "资金拨付及时率"),
        "组织实施": ("管理制度健全性", "制度执行有效性", "档案资料完整性", "项目质量可控性"),
    },
}
_OTHER_NAMES = {
    "决策": ("决策", "项目决策", "投入", "项目决策（15分）"),
    "过程": ("过程", "项目管理", "管理", "过程管理（25分）"),
}
_RESULTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "产出",
        (("产出数量", "count"), ("产出质量", "rate"), ("产出时效", "time"), ("产出成本", "cost")),
    ),
    (
        "效益",
        (
            ("经济效益", "economic"),
            ("社会效益", "social"),
            ("生态效益", "ecological"),
            ("可持续影响", "lasting"),
            ("满意度", "satisfaction"),
        ),
    ),
)
_PREFIX = "framework:"


def framework_branches(rng: np.random.Generator) -> list[tuple[str, str, str]]:
    """Level 1, level 2 and kind of an evaluation framework in print order."""
    branches: list[tuple[str, str, str]] = []
    for level1, inside in _MANAGEMENT.items():
        if chance(rng, 0.15):
            continue
        name = pick(rng, _OTHER_NAMES[level1])
        branches += [(name, level2, _PREFIX + level2) for level2 in inside]
    head = pick(rng, ("", "", "项目"))
    for level1, kinds in _RESULTS:
        kept = [pair for pair in kinds if chance(rng, 0.8)] or list(kinds[:1])
        branches += [(head + level1, level2, kind) for level2, kind in kept]
    return branches


def framework_names(rng: np.random.Generator, kind: str, count: int) -> list[str]:
    """Names of indicators under a level 2 of the framework; [] for a kind of target forms."""
    names = next(
        (i[kind.removeprefix(_PREFIX)] for i in _MANAGEMENT.values() if kind[len(_PREFIX) :] in i),
        (),
    )
    return pick_some(rng, names, count) if kind.startswith(_PREFIX) else []
