"""The heads of an indicator table's columns, and the panels that heads name.

All patterns are matched against `fold`ed text (NFKC, no white space).
"""

import re
from enum import StrEnum
from functools import lru_cache

from extractor.verbatim import Panel


class Column(StrEnum):
    """What a column of an indicator table holds. The values are the record's own keys."""

    STUB = "stub"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    VALUE = "value"
    STANDARD = "standard"
    BASIS = "basis"
    LAST_YEAR = "last_year_value"
    WEIGHT = "weight"
    SCORING_RULE = "scoring_rule"
    EVIDENCE = "evidence"
    ACTUAL = "actual_value"
    SCORE = "score"
    DEVIATION = "deviation"
    OPERATOR = "operator"
    UNIT = "unit"
    DIRECTION = "direction"
    EXTRA = "extra"


_COLUMNS = (
    (Column.LEVEL1, r"一级(指标|目标)?(名称)?|指标(类别|类型|分类)"),
    (Column.LEVEL2, r"二级(指标|目标)?(名称)?"),
    (Column.LEVEL3, r"三级(指标|目标)?(内容|名称)?|(绩效)?指标(内容|名称|解释)|具体指标(内容)?"),
    (Column.LAST_YEAR, r"(上年|上一年|历史|往年|前三年|20\d\d年?(度)?实际).*"),
    (Column.BASIS, r".*(依据|取值来源).*"),
    (Column.EVIDENCE, r".*(佐证|证明|数据来源|资料来源|信息来源).*"),
    (
        Column.SCORING_RULE,
        r".*(赋分|评分|扣分|计分)(规则|细则|标准|办法|方法|说明|原则).*|评\(扣\)分标准|评(价)?标准及依据",
    ),
    (
        Column.DEVIATION,
        r".*(偏差|未完成|未达|差异|改进)(.*)(原因|措施|分析|说明).*|原因分析.*|备注|说明",
    ),
    (
        Column.SCORE,
        r"(自评|自我评价|实际|指标|复核|评价|财政)?(得|评)分(值|数)?|自评分(值)?|指标得分",
    ),
    (
        Column.WEIGHT,
        r"(指标)?(参考|标准)?(分值|权重|分数)(权重)?(\(?%?\)?)|(三级)?(指标)?权重(值)?|标准分",
    ),
    (Column.OPERATOR, r"(指标)?性质|运算符(号)?|计算符号|比较符号?|指标符号"),
    (Column.DIRECTION, r"(指标)?方向(性)?"),
    (Column.UNIT, r"(度量|计量|指标值?)?单位"),
    (
        Column.ACTUAL,
        r".*(实际|完成|实现|执行)(完成|实现|达到)?(值|情况|数|结果)(\(.*\))?|.*完成值.*|实际.*值|评价值",
    ),
    (Column.STANDARD, r"(绩效|指标|评价|参考|目标值)?标准(值)?(确定)?|评价标准.*"),
    (
        Column.VALUE,
        r".*(指标值|目标值|预期值|计划值|设定值|年初值|预期实现值|预期目标|计划指标|值及单位|年度值|中期值)"
        r"(及单位)?.*|指标目标|计划数|目标",
    ),
    (
        Column.STUB,
        r"名称|绩效指标|(年度|中期|长期|项目|总体|实施期)?绩效(目标|指标)?|指标|绩效指标体系",
    ),
)
_COLUMN_RE = tuple((key, re.compile(pattern)) for key, pattern in _COLUMNS)


@lru_cache(maxsize=4096)
def column_head(folded: str) -> Column | None:
    """What a column head announces; None if it is no known head."""
    text = folded.strip(":：")
    if not text or len(text) > 24:
        return None
    bare = re.sub(r"\([^()]*\)", "", text) or text
    for key, pattern in _COLUMN_RE:
        if pattern.fullmatch(text) or pattern.fullmatch(bare):
            return key
    return None


MEDIUM_WORDS = re.compile(r"中期|长期|中长期|实施期|实施周期|三年|总体周期|整体目标值")
ANNUAL_WORDS = re.compile(r"年度|当年|本年|全年|20\d\d年(?!.*[-—–至到])")


def panel_of(folded: str) -> Panel | None:
    """The panel a head names: 中期/长期/实施期 or 年度/当年; None if it names none."""
    if MEDIUM_WORDS.search(folded):
        return Panel.MEDIUM_TERM
    if ANNUAL_WORDS.search(folded):
        return Panel.ANNUAL
    return None
