"""The names of level-1 and level-2 groups as forms print them.

All patterns are matched against `fold`ed text (NFKC, no white space).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Level1(StrEnum):
    """Level-1 groups; the value is the standard printed name."""

    OUTPUT = "产出指标"
    COST = "成本指标"
    BENEFIT = "效益指标"
    SATISFACTION = "满意度指标"


class Level2(StrEnum):
    """Level-2 groups; the value is the standard printed name."""

    QUANTITY = "数量指标"
    QUALITY = "质量指标"
    TIMELINESS = "时效指标"
    COST = "成本指标"
    ECONOMIC_COST = "经济成本指标"
    SOCIAL_COST = "社会成本指标"
    ECOLOGICAL_COST = "生态环境成本指标"
    ECONOMIC = "经济效益指标"
    SOCIAL = "社会效益指标"
    ECOLOGICAL = "生态效益指标"
    BENEFITS = "效益指标"
    SUSTAINED = "可持续影响指标"
    SATISFACTION = "服务对象满意度指标"


HOME: dict[Level2, Level1] = {
    Level2.QUANTITY: Level1.OUTPUT,
    Level2.QUALITY: Level1.OUTPUT,
    Level2.TIMELINESS: Level1.OUTPUT,
    Level2.COST: Level1.OUTPUT,
    Level2.ECONOMIC_COST: Level1.COST,
    Level2.SOCIAL_COST: Level1.COST,
    Level2.ECOLOGICAL_COST: Level1.COST,
    Level2.ECONOMIC: Level1.BENEFIT,
    Level2.SOCIAL: Level1.BENEFIT,
    Level2.ECOLOGICAL: Level1.BENEFIT,
    Level2.BENEFITS: Level1.BENEFIT,
    Level2.SUSTAINED: Level1.BENEFIT,
    Level2.SATISFACTION: Level1.SATISFACTION,
}

COST_LEVEL2 = frozenset({Level2.ECONOMIC_COST, Level2.SOCIAL_COST, Level2.ECOLOGICAL_COST})

_ORDINAL = re.compile(r"^(\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十\d]{1,2}[、.)])")
_POINTS = re.compile(r"(\([^()]*\)|\d+分)+$")
_LONGEST = 200  # characters of a label with the points or the explanation in brackets behind it
_LEVEL1 = (
    (Level1.OUTPUT, r"(项目|预期|部门)?(产出|完成|履职|履职效能)(类|绩效)?(指标|目标)?"),
    (Level1.COST, r"(项目|预期)?成本(类|控制|绩效)?指标"),
    (Level1.BENEFIT, r"(项目|预期)?(效益|效果|成效|社会效应)(类|绩效)?(指标|目标)?"),
    (Level1.SATISFACTION, r"(社会)?满意度?(类|绩效)?(指标)?"),
)
_LEVEL2 = (
    (Level2.QUANTITY, r"(产出)?数量"),
    (Level2.QUALITY, r"(产出)?质量"),
    (Level2.TIMELINESS, r"(产出)?(时效|进度|工期)(性)?"),
    (Level2.ECONOMIC_COST, r"经济成本"),
    (Level2.SOCIAL_COST, r"社会成本"),
    (Level2.ECOLOGICAL_COST, r"生态(环境)?成本|环境成本"),
    (Level2.COST, r"(产出)?成本|预算(\(?或?投资规模\)?)?控制|成本控制"),
    (Level2.ECONOMIC, r"(项目)?经济效益"),
    (Level2.SOCIAL, r"(项目)?社会效益"),
    (Level2.ECOLOGICAL, r"(项目)?(生态|环境|生态环境)效益"),
    (Level2.BENEFITS, r"(社会|经济|生态|环境|、|和|及){2,}效益"),
    (Level2.SUSTAINED, r"(项目)?可持续(性)?(影响|发展)?"),
    (
        Level2.SATISFACTION,
        r"(社会公众或?|服务对象|受益对象|受众|公众|群众|社会|项目)*(或服务对象)?满意度?",
    ),
)
_LEVEL1_RE = tuple((key, re.compile(pattern)) for key, pattern in _LEVEL1)
_LEVEL2_RE = tuple(
    (key, re.compile(f"(?:{pattern})(?P<tail>类?指标)?")) for key, pattern in _LEVEL2
)


@dataclass(frozen=True, slots=True)
class Label:
    """A recognised level label; `sure` when the word 指标 or a full known name is printed."""

    key: Level1 | Level2
    sure: bool


def _bare(folded: str) -> str:
    text = _ORDINAL.sub("", folded.strip(":：.。、…"))
    if len(text) > _LONGEST:
        return text
    return _POINTS.sub("", text).replace("★", "")


@lru_cache(maxsize=8192)
def level1_label(folded: str) -> Label | None:
    """The level-1 group a text names, e.g. 产出指标(50分), 效果指标; None if it names none."""
    bare = _bare(folded)
    if len(bare) > 10:
        return None
    for key, pattern in _LEVEL1_RE:
        if pattern.fullmatch(bare):
            return Label(key, "指标" in bare)
    near = misread_name(bare, tuple(level.value for level in Level1))
    return Label(Level1(near), False) if near else None


@lru_cache(maxsize=8192)
def level2_label(folded: str) -> Label | None:
    """The level-2 group a text names, e.g. 时效指标(工期/进度指标); None if it names none."""
    bare = _bare(folded)
    if len(bare) > 18:
        return None
    for key, pattern in _LEVEL2_RE:
        match = pattern.fullmatch(bare)
        if match:
            return Label(key, match.group("tail") is not None)
    near = misread_name(bare, tuple(level.value for level in Level2))
    return Label(Level2(near), True) if near else None


_OTHER_WORDS = frozenset({"绩效指标", "效率指标", "具体指标", "总体指标", "时间指标", "数据指标"})


def misread_name(text: str, names: tuple[str, ...]) -> str | None:
    """The only name that a text differs from by one misread character; None if none or several.

    Words that forms print for something else, or texts of less than four characters, are none.
    """
    if len(text) < 4 or text in _OTHER_WORDS:
        return None
    near = [
        name
        for name in names
        if len(name) == len(text) and sum(a != b for a, b in zip(name, text, strict=True)) == 1
    ]
    return near[0] if len(near) == 1 else None
