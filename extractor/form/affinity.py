"""How well a text suits a column, as a cost: what a level label, a value or a weight looks like."""

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from extractor.form.column_heads import Column
from extractor.form.level_names import Level2, level1_label, level2_label

_QUANTITY = re.compile(
    r"(每年|每月|每季度?|年均|各)?(≥|≧|≤|≦|⩾|⩽|>=?|<=?|=|不少于|不低于|不超过|不高于|不小于|不大于|达到|控制在|约|±|二)?\d[\d,.]*"
    r"([-~—–至到]\d[\d,.]*)?\D{0,12}([/、·*]\D{1,4}){0,2}(以上|以内|以下|内|前|左右)?"
)
_SIGNED = re.compile(r"^(≥|≧|≤|≦|⩾|⩽|>=?|<=?|=|不少于|不低于|不超过|不高于|不小于|不大于)")
_QUALITATIVE = re.compile(
    r"(逐步|有所|不断|有效|明显|显著|大幅|持续|稳步|进一步|基本|全面|长期|及时|按时|按期|较)*"
    r"(提高|提升|增强|增加|改善|减轻|下降|缩短|降低|减少|长期|长远|持续|有序|稳定|健全|及时|规范|可控|满意|良好|优良?|达到最优|显著|明显|保障"
    r"|达成(预期)?(目标|指标)|完成|达标|合格|到位|实时|影响|可持续|全覆盖|执行|实施|发展|有效|运行|加强|促进|推动|高|中|低|是|否|好)"
    r"(影响|保障|提高|提升|改善|运行|发展|完成|效果|显著|作用|率|增长)?"
)
_DEADLINE = re.compile(
    r".{0,10}(年底|月底|年末|季度末|\d月|\d日|\d年|结束后?)(之)?(前|内|底|后|止|以内)?(完成|到位|发放|拨付|的)?[,。]?"
    r"|按(年|月|季度?)|每(年|月|季度?).{0,5}"
)
NOT_APPLICABLE = re.compile(
    r"(此|本|该)?(项目?)?(指标)?(不适用|不涉及)(此|该|本)?(项)?(指标|内容)?[。.]?"
)
_NONE = re.compile(r"无|/|-|—")
_STANDARD = re.compile(
    r"(国家|行业|地方|计划|历史|预算|预算支出|经验|其他|部门|企业|国际|项目|财政|支出|通用|标杆|或|和|、)*标准|同类.*|上级.*要求"
)
_EVIDENCE = re.compile(
    r".*(资料|凭证|报告|文件|台账|问卷|记录|合同|发票|通知|报表|统计|清单|档案|截图|照片|协议|证明|数据)"
)
_RULE = re.compile(r".*(赋分|扣分|计分|得分|评分|给分|按比例|扣完|不得分|满分).*")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?(分|%)?")
_NUMBERED = re.compile(
    r"(指标:?)?\d{1,2}[.、:．)]|\(\d{1,2}\)|[一二三四五六七八九十]{1,3}、|①|②|③|④|⑤"
)
_STUB = re.compile(
    r"(年度|中期|长期|项目|总体|实施期|部门|整体)*绩效(目标)?(指标)?(体系)?|指标体系|绩|效|绩效|指标?|标|(年度|中期|长期|实施期)(目标|指标)"
)
_SKELETON = re.compile(r"((指标|目标):?\d*[:.、．]?|[.…·。]{2,}+|\d{1,2}[.、:])*")
_LONGEST_NAME = 200  # texts longer than this are told apart by equality alone
_DIRECTION = re.compile(r".*向(指标)?|.*越.*越.*")
_OPERATOR = re.compile(r"≥|≤|=|>|<|>=|<=|≧|≦|定性|定量")


def is_skeleton(folded: str) -> bool:
    """Whether a text is a template's empty place: 指标1:, …… or 1."""
    return _SKELETON.fullmatch(folded) is not None


def names_stub(folded: str) -> bool:
    """Whether a text is what a stub prints: 绩效指标, 年度绩效指标, 中期目标."""
    return _STUB.fullmatch(folded) is not None


def is_numbered(folded: str) -> bool:
    """Whether a text begins with an item number: 1、 指标2: 一、 ③."""
    return _NUMBERED.match(folded) is not None


@lru_cache(maxsize=16384)
def is_value_like(folded: str) -> float:
    """How much a text looks like a target value: 1 surely, 0.6 a phrase of state, 0 not."""
    if _QUANTITY.fullmatch(folded) or _SIGNED.match(folded):
        return 1.0
    if NOT_APPLICABLE.fullmatch(folded):
        return 1.0
    if _QUALITATIVE.fullmatch(folded) or _DEADLINE.fullmatch(folded):
        return 0.7
    if _NONE.fullmatch(folded):
        return 0.5
    if re.search(r"[≥≤≧≦]\d", folded) and not is_numbered(folded):
        return 0.5
    return 0.0


def is_standard(folded: str) -> bool:
    """Whether a text names a kind of standard: 计划标准, 行业或国家标准."""
    return _STANDARD.fullmatch(folded) is not None


@lru_cache(maxsize=65536)
def misfit(folded: str, kind: Column, cost_level: Column) -> float:
    """Cost of a text standing in a column of that kind: below 0 it suits, above 0 it does not.

    `cost_level` is the level at which this form prints 成本指标: LEVEL1 or LEVEL2.
    """
    if kind in (Column.LEVEL1, Column.LEVEL2):
        return _label_misfit(folded, kind, cost_level)
    return _MISFITS.get(kind, _no_opinion)(folded)


def _label_misfit(folded: str, kind: Column, cost_level: Column) -> float:
    label = level1_label(folded) if kind is Column.LEVEL1 else level2_label(folded)
    cost = level2_label(folded)
    if cost is not None and cost.key is Level2.COST and cost.sure:
        return -4.0 if kind is cost_level else 2.0
    if label is not None:
        return -4.0 if label.sure else -0.5
    is_other_text = is_numbered(folded) or is_value_like(folded) == 1 or len(folded) > 12
    return 6.0 if is_other_text else 3.5


def echoes(texts: Sequence[str]) -> tuple[bool, ...]:
    """For each folded text whether it repeats one of the four before it, as a second panel does."""
    bare = [_NUMBERED.sub("", text) for text in texts]
    return tuple(
        len(text) >= 4 and any(_alike(text, other) for other in bare[max(0, i - 4) : i])
        for i, text in enumerate(bare)
    )


def _alike(one: str, two: str) -> bool:
    if one == two:
        return True
    if len(one) > _LONGEST_NAME:
        return False
    if not two or min(len(one), len(two)) * 3 < max(len(one), len(two)) * 2:
        return False
    return SequenceMatcher(None, one, two, autojunk=False).ratio() >= 0.8


def echo_price(echo: bool, kind: Column, later_group: bool) -> float:
    """Price of a repeated (or new) text in the first or a later panel, where columns are lost."""
    if kind not in (Column.LEVEL2, Column.LEVEL3):
        return 0.0
    if echo:
        return -1.0 if later_group else 1.0
    return 0.6 if later_group and kind is Column.LEVEL3 else 0.0


def _name_misfit(folded: str) -> float:
    level2 = level2_label(folded)
    if level2 is not None and level2.sure:
        return 4.0
    level1 = level1_label(folded)
    if level1 is not None and level1.sure:
        return 4.0
    if NOT_APPLICABLE.fullmatch(folded) or is_standard(folded):
        return 3.0
    if is_numbered(folded):
        return -1.5
    if _NONE.fullmatch(folded):
        return 0.0
    like = is_value_like(folded)
    return -0.3 if like == 0 else 1.0 + like


def _value_misfit(folded: str) -> float:
    level2 = level2_label(folded)
    if (level2 is not None and level2.sure) or is_standard(folded):
        return 4.0
    if is_numbered(folded) and is_value_like(folded) < 1:
        return 2.5
    like = is_value_like(folded)
    if like:
        return -2.0 * like
    return 0.3 if len(folded) <= 12 else 0.8


def _no_opinion(folded: str) -> float:
    return 0.5 if folded else 0.0


def _number_misfit(folded: str) -> float:
    return -2.0 if _NUMBER.fullmatch(folded) else 4.0


def _unit_misfit(folded: str) -> float:
    return 0.0 if len(folded) <= 6 and not re.search(r"\d", folded) else 3.0


def _pattern_misfit(pattern: re.Pattern[str], hit: float, miss: float) -> Callable[[str], float]:
    return lambda folded: hit if pattern.fullmatch(folded) else miss


_MISFITS: dict[Column, Callable[[str], float]] = {
    Column.STUB: _pattern_misfit(_STUB, -3.0, 5.0),
    Column.LEVEL3: _name_misfit,
    Column.VALUE: _value_misfit,
    Column.ACTUAL: lambda folded: _value_misfit(folded) / 2,
    Column.LAST_YEAR: lambda folded: _value_misfit(folded) / 2,
    Column.WEIGHT: _number_misfit,
    Column.SCORE: _number_misfit,
    Column.STANDARD: _pattern_misfit(_STANDARD, -3.0, 2.0),
    Column.BASIS: _pattern_misfit(_STANDARD, -3.0, 2.0),
    Column.SCORING_RULE: _pattern_misfit(_RULE, -3.0, 1.0),
    Column.EVIDENCE: _pattern_misfit(_EVIDENCE, -2.0, 1.0),
    Column.OPERATOR: _pattern_misfit(_OPERATOR, -3.0, 4.0),
    Column.DIRECTION: _pattern_misfit(_DIRECTION, -3.0, 3.0),
    Column.UNIT: _unit_misfit,
}
