"""Under which level-2 label an invented indicator is filed, and which value it has."""

import numpy as np

from extractor.taxonomy import Concept, ValueType
from training.indicator_classifier.vocabulary import words
from training.synthesis.contents.draw import chance, pick, pick_weighted

LABELS = {
    "QTY": "数量指标 数量指标 数量指标 数量 产出数量 产出数量指标",
    "QLT": "质量指标 质量指标 质量指标 质量 产出质量 产出质量指标",
    "TIM": "时效指标 时效指标 时效指标 时效 产出时效指标 进度指标 时效指标(工期/进度指标)",
    "CST": "成本指标 成本指标 经济成本指标 经济成本指标 成本 产出成本 成本控制指标 经济成本",
    "CSO": "社会成本指标 社会成本",
    "CEN": "生态环境成本指标 生态环境成本 环境成本指标",
    "BEC": "经济效益指标 经济效益指标 经济效益 效益指标 社会、经济、生态效益指标",
    "BSO": "社会效益指标 社会效益指标 社会效益 效益指标 社会、经济、生态效益指标",
    "BEN": "生态效益指标 生态效益指标 生态效益 环境效益指标 社会、经济、生态效益指标",
    "SUS": "可持续影响指标 可持续影响指标 可持续影响 可持续发展指标 可持续性影响指标",
    "SAT": "服务对象满意度指标 满意度指标 服务对象满意度 满意度 社会公众或服务对象满意度指标",
    "MGT": "管理指标 过程指标 预算执行率 管理效率 运行成本",
}
"""Printed labels of each group."""

_MISFILED: dict[str, dict[str, float]] = {
    "QTY": {"QLT": 4, "TIM": 3, "BSO": 1.5, "CST": 1, "SUS": 1},
    "QLT": {"QTY": 4, "TIM": 3, "BSO": 2, "SUS": 1},
    "TIM": {"QLT": 4, "QTY": 3, "SUS": 1, "BSO": 1},
    "CST": {"QTY": 4, "QLT": 1.5, "BEC": 1.5, "TIM": 1},
    "CSO": {"CST": 2, "BSO": 5},
    "CEN": {"CST": 2, "BEN": 5},
    "BEC": {"BSO": 5, "SUS": 2, "QLT": 1.5, "CST": 1, "CSO": 0.5},
    "BSO": {"SUS": 5, "BEC": 3, "QLT": 3, "SAT": 1, "BEN": 1, "CSO": 0.7, "QTY": 1},
    "BEN": {"BSO": 4, "SUS": 3, "QLT": 1.5, "CEN": 1},
    "SUS": {"BSO": 6, "BEC": 1.5, "QLT": 1, "BEN": 0.7},
    "SAT": {"BSO": 3, "SUS": 3, "QLT": 4, "QTY": 0.7},
    "MGT": {"QLT": 4, "TIM": 3, "CST": 2, "QTY": 3, "BEC": 1},
}
_BENEFITS = ("BEC", "BSO", "BEN", "SUS")
_MISSING, _WRONG, _STRAY = 0.07, 0.09, 0.02
_SIGN = {
    "≥": 8,
    "": 3,
    "≧": 1,
    "不少于": 1,
    "=": 1,
    "约": 0.4,
    "不低于": 0.6,
    ">=": 0.6,
    "达到": 0.3,
}
_CEILING = {"≤": 8, "≦": 2, "": 4, "不超过": 1.5, "=": 0.7, "控制在": 0.5, "≥": 0.5, "<=": 0.5}


def filed_under(rng: np.random.Generator, concept: Concept) -> str:
    """A printed level-2 label, mostly of the concept's group; '' where it is lost."""
    draw = rng.random()
    if draw < _MISSING:
        return ""
    code = concept.code
    if draw < _MISSING + _STRAY:
        code = pick(rng, tuple(LABELS))
    elif draw < _MISSING + _STRAY + _WRONG:
        code = pick_weighted(rng, _MISFILED[code])
    elif concept.also and chance(rng, 0.3):
        code = pick(rng, concept.also)
    elif (code in ("CSO", "CEN") and chance(rng, 0.3)) or (code == "MGT" and chance(rng, 0.6)):
        code = pick_weighted(rng, _MISFILED[code])
    label = pick(rng, LABELS[code].split())
    return " ".join((label[:-2], label[-2:])) if chance(rng, 0.03) else label


def value_of(rng: np.random.Generator, concept: Concept) -> str:
    """A target value as it may stand beside an indicator of the concept."""
    draw = rng.random()
    if draw < 0.04:
        return ""
    if draw < 0.08:
        return pick(rng, words("states"))
    if draw < 0.11:
        return _percent(rng)
    if draw < 0.14 and concept.value_type is not ValueType.MONEY:
        return pick(rng, words("times"))
    unit = pick(rng, concept.units) if concept.units else ""
    return _typed(rng, concept, unit)


def _typed(rng: np.random.Generator, concept: Concept, unit: str) -> str:
    if unit == "定性":
        return _percent(rng) if chance(rng, 0.15) else pick(rng, words("states"))
    if unit in ("%", "‰"):
        return _percent(rng) if chance(rng, 0.92) else pick(rng, ("全覆盖", *words("states")))
    match concept.value_type:
        case ValueType.MONEY:
            return _money(rng, unit)
        case ValueType.DATE:
            return pick(rng, words("times"))
        case ValueType.DURATION:
            unit = unit if unit not in ("期间", "日期", "日内", "频次", "") else "天"
            return f"{pick_weighted(rng, _CEILING)}{_small(rng)}{unit}{pick(rng, ('', '', '内'))}"
        case ValueType.FREQUENCY:
            often = (
                "2次/月",
                "每季度",
                "每月一次",
                "1次/年",
                "每年≥2次",
                "每周1次",
                "按月",
                "12次/年",
            )
            return pick(rng, often)
        case ValueType.QUALITATIVE:
            return pick(rng, words("states"))
        case _:
            return _count(rng, unit)


def _count(rng: np.random.Generator, unit: str) -> str:
    number = _small(rng) if chance(rng, 0.5) else str(int(10 ** rng.uniform(1, 5)))
    tail = pick(rng, ("/年", "/月", "以上")) if chance(rng, 0.08) else ""
    scope = pick(rng, ("每年", "各", "全年")) if chance(rng, 0.04) else ""
    unit = "" if chance(rng, 0.08) else unit
    return f"{scope}{pick_weighted(rng, _SIGN)}{number}{unit}{tail}"


def _percent(rng: np.random.Generator) -> str:
    number = pick(rng, (100, 100, 95, 98, 90, 85, 99, 80, 70, 92, 60, 5, 10))
    unit = pick_weighted(rng, {"%": 30, "％": 2, "(%)": 0.5, "": 1})
    return f"{pick_weighted(rng, _SIGN)}{number}{unit}{pick(rng, ('', '', '', '以上'))}"


def _money(rng: np.random.Generator, unit: str) -> str:
    number = f"{10 ** rng.uniform(0, 3.5):.2f}".rstrip("0").rstrip(".")
    if chance(rng, 0.5):
        number = _small(rng)
    if chance(rng, 0.55) or not unit:
        unit = pick(rng, ("万元", "万元", "万", "元", "元", "万元/年"))
    if chance(rng, 0.05):
        return pick(rng, ("不超过预算", "据实结算", "按标准执行", "不超过当年预算批复总量"))
    return f"{pick_weighted(rng, _CEILING)}{number}{unit}"


def _small(rng: np.random.Generator) -> str:
    return str(pick(rng, (1, 2, 2, 3, 3, 4, 5, 6, 8, 9, 10, 12, 15, 20, 24, 30, 50, 60, 80)))
