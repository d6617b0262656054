"""Printed texts → what of them tells concepts apart: folded names, groups, kinds and units."""

import re
import unicodedata
from dataclasses import dataclass

GROUPS = ("QTY", "QLT", "TIM", "CST", "CSO", "CEN", "BEC", "BSO", "BEN", "SUS", "SAT", "MGT")
"""Codes of the level-2 groups, which concept ids begin with."""
KINDS = ("count", "rate", "money", "date", "duration", "frequency", "qualitative")
"""What a target is a number of, the last one of none."""
_UNIT_LIST = (
    "人 人次 户 家 个 次 场 期 份 本 册 件 卷 套 台 条 处 座 辆 剂 公里 米 平方米 亩 立方米 吨 度 "
    "元 万元 % ‰ 天 工作日 月 年 小时 分钟 项 篇 批次 课时 起 所 名 公斤 株 间 张 箱"
)
UNITS = tuple(_UNIT_LIST.split())
"""Units that are told apart; any other counts as none."""

_BENEFITS = ("BEC", "BSO", "BEN", "SUS")
_LABELS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("生态环境成本", ("CEN",)),
    ("生态成本", ("CEN",)),
    ("环境成本", ("CEN",)),
    ("社会成本", ("CSO",)),
    ("预算控制", ("CST",)),
    ("规模)控制", ("CST",)),
    ("数量", ("QTY",)),
    ("规模", ("QTY",)),
    ("质量", ("QLT",)),
    ("时效", ("TIM",)),
    ("进度", ("TIM",)),
    ("工期", ("TIM",)),
    ("时间", ("TIM",)),
    ("满意", ("SAT",)),
    ("服务对象", ("SAT",)),
    ("持续", ("SUS",)),
    ("成本", ("CST",)),
    ("预算执行", ("MGT",)),
    ("管理", ("MGT",)),
    ("过程", ("MGT",)),
)
_BENEFIT_WORDS = (("经济", "BEC"), ("社会", "BSO"), ("生态", "BEN"), ("环境", "BEN"))

_TAG = re.compile(r"<[a-zA-Z/][^>]{0,20}>")
_NUMBERING = re.compile(
    r"^(?:(?:指标|目标|任务)[:：]?\d{0,2}[:：.、]|[★☆*●·\-]+|\(?\d{1,2}\)(?!\d)|\d{1,2}[、.．)](?!\d)|"
    r"\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、|[①-⑳])+"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年度?")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_UNIT_NAMES = {
    "％": "%",
    "百分比": "%",
    "万人": "人",
    "万人次": "人次",
    "人(次)": "人次",
    "名": "人",
    "平米": "平方米",
    "㎡": "平方米",
    "M2": "平方米",
    "万平方米": "平方米",
    "方": "立方米",
    "m3": "立方米",
    "km": "公里",
    "千米": "公里",
    "日": "天",
    "个工作日": "工作日",
    "周": "天",
    "个月": "月",
    "课时": "课时",
    "学时": "课时",
    "批": "批次",
    "剂次": "剂",
    "标箱": "箱",
    "万亩": "亩",
    "万吨": "吨",
    "千克": "公斤",
    "万": "万元",
    "亿元": "万元",
    "栋": "座",
    "架次": "次",
    "人天": "人次",
    "户次": "户",
    "家次": "家",
    "件次": "件",
}
_UNIT_PATTERN = "|".join(
    re.escape(name) for name in sorted({*UNITS, *_UNIT_NAMES}, key=len, reverse=True)
)
_AMOUNT = re.compile(rf"(?:\d|[一二两三四五六七八九十几])\s*\)?\s*({_UNIT_PATTERN})")
_FREQUENCY = re.compile(
    r"次/[年月周日天季]|(?:每[年月周日天季]度?)\d+次|[每按]季度?$|按[月年]|每[月年日周天]度?(?:一次)?$"
)
_DATE = re.compile(
    r"\d{4}[年./-]\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}月(?:底|末|份|前)|年底|年末|月底|季度(?:末|结束)|"
    r"\d{1,2}-\d{1,2}月|按[时期]|及时|当年|年内|前完成"
)
_TIMES = ("天", "工作日", "小时", "分钟", "月", "年")
_MONEY = ("元", "万元")
_RATES = ("%", "‰")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a text measures: an entry of KINDS and one of UNITS, '' where it tells none."""

    kind: str
    unit: str


def fold(text: str) -> str:
    """NFKC, without white space and markup."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _TAG.sub("", text)))


def plain_name(level3: str) -> str:
    """A level-3 text without what only numbers it: 指标1：, 1., (2), ①, 一、."""
    folded = fold(_circled(level3))
    return _NUMBERING.sub("", folded) or folded


def same_wording(name: str) -> str:
    """What two wordings of one name share: no numbering, digits or punctuation."""
    return re.sub(r"[\W_\d]+", "", plain_name(name)).lower()


def level2_groups(label: str) -> tuple[str, ...]:
    """Codes of the groups that a printed level-2 label names; () for none that is known."""
    folded = fold(label)
    benefits = tuple(dict.fromkeys(code for word, code in _BENEFIT_WORDS if word in folded))
    for word, codes in _LABELS:
        if word in folded and not (word == "持续" and benefits):
            return codes
    if "持续" in folded:
        benefits = (*benefits, "SUS")
    if benefits:
        return benefits
    return _BENEFITS if "效益" in folded or "效果" in folded else ()


def measured(text: str) -> Measured:
    """The kind and unit of a target value, or of an amount within a name. Never fails."""
    folded = fold(text)
    if not folded:
        return Measured("", "")
    if "/" in folded and _FREQUENCY.search(folded) and "元" not in folded:
        return Measured("frequency", "次")
    found = _AMOUNT.search(folded) or re.search(rf"({_UNIT_PATTERN})$", folded)
    unit = _UNIT_NAMES.get(found[1], found[1]) if found else ""
    if unit in _MONEY:
        return Measured("money", unit)
    if unit in _RATES or "百分之" in folded or "全覆盖" in folded:
        return Measured("rate", unit or "%")
    if _FREQUENCY.search(folded):
        return Measured("frequency", "次")
    if _DATE.search(folded):
        return Measured("date", "")
    if unit in _TIMES:
        return Measured("duration", unit)
    if unit in UNITS:
        return Measured("count", unit)
    if _DIGITS.search(folded):
        return Measured("count", "")
    return Measured("qualitative", "")


def amount_in(name: str) -> Measured:
    """Kind and unit of an amount that a name states (不少于3次); none without a number in it."""
    folded = _YEAR.sub("", fold(name))
    return measured(folded) if _AMOUNT.search(folded) else Measured("", "")


def without_digits(name: str) -> str:
    """Every number as one 0, so that 3次 and 25次 read alike."""
    return _DIGITS.sub("0", name)


def _circled(text: str) -> str:
    return re.sub(r"[①-⑳]", "", text)
