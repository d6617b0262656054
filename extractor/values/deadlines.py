"""Words of time in a value: deadlines without a number, recurrence, and which dates bind."""

import re

from extractor.values.period import CalendarDate

_TASK = r"完支拨发到办实上投交建验付竣结落编报缴开"
# 年底 / 年底前 / 开学前 / 结束后 / 当天办结 / 按月 / 每季度…; not 目前, 较以前, 不超过当年预算
_WITHOUT_NUMBER = re.compile(
    r"(?<!近)(?:年度?|季度?|月度?|周|学期|学年|旬)(?:底|末|内|终)"
    rf"|(?<![提目当空超较比])(?:之前|以前|前)(?=$|[,;。)…{_TASK}])"
    r"|(?:结束|完成|完工|到位|受理|验收|下达|签订|竣工|投用)后(?=$|[,;。的即立及])"
    rf"|(?:当|次|本|同)(?:日|天|月|季|年|季度|年度)(?=$|[,;。内底末{_TASK}])"
    r"|[上下]半年|(?<![0-9])年[初中](?=$|[,;。前完])|全年(?=$|[,;。内完])"
    rf"|(?:工期|项目期|合同期|服务期|实施期|周期|期限)内(?=$|[,;。{_TASK}])"
    r"|按(?:半?年|季度?|月|旬|周|日|天|学期|学年)(?:度)?(?!任务|计划|目标|预算|工作)"
    r"|每(?:个)?(?:季度?|月|旬|周|日|天|半年|学期|学年)"
)
_BINDING_YEAR = re.compile(
    r"^度?(?:$|[,;。)]|[底末前内终完全初中]|年内|之前|以前|结束|上半年|下半年|第?(?<![0-9])[1-4一二三四]季度)"
)
_PERIOD = re.compile(
    r"每(?:[一1]?个?(?:半年|年度?|季度?|月|周|日|天|学期|学年)|[0-9]{1,2}个?(?:年|月|周|日|天|季度))"
    r"|年均|(?<![0-9])[1一](?:个)?(?:年|月|季度|周|天|日)(?=(?:不少于|不低于|≥)?[0-9]+(?:次|场|期))"
)
_ANCHOR = re.compile(r"(?:后|之日起|起)的?$")
_MONTH = re.compile(
    rf"(?<![0-9.\-])([0-9]{{1,2}})月(?:份)?(?=[底末初前]|之前|以前|[中上下]旬|[{_TASK}])"
)
_BARE_MONTH = re.compile(r"([0-9]{1,2})月(?:份)?")
_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})[日号](?=之前|以前|前)|每月([0-9]{1,2})[日号]")
_QUARTER = re.compile(r"第?(?<![0-9])([1-4一二三四])季度(?=$|[,;。)底末内前之结完])")
_POINTED = re.compile(r"(?:于)?((?:19|20)[0-9]{2})[./\-](0?[1-9]|1[0-2])(?:底|末|前|完成|之前)?")
_TIME_NAME = re.compile(r"时间|日期|时限|期限|时点|进度|工期|周期|时效")
# 2023年1-12月; a date cut off after its month's first digits
_MONTH_SPAN = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})月?(?:[0-9]{1,2}[日号])?[-~至到]+([0-9]{1,2})月"
    r"(?:[0-9]{1,2}[日号])?"
)
_SHORT_YEAR = re.compile(r"(?<![0-9.])([12][0-9])年([0-9]{1,2})月(?:([0-9]{1,2})[日号])?")
_CUT_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})$")
_YEAR_RANGE = re.compile(
    r"(?<![0-9.])((?:19|20)[0-9]{2})(?:年度?)?[-~≈至到]+((?:19|20)[0-9]{2})(年?)度?(?![0-9.])"
)
_LONGEST_PHRASE = 16
_ONE_TO_FOUR = {"一": "1", "二": "2", "三": "3", "四": "4"}


def is_time_indicator(name: str, level2: str) -> bool:
    """Whether the folded name or level-2 label speaks of time."""
    return bool(_TIME_NAME.search(name)) or "时效" in level2


def cut_period(text: str) -> tuple[str, str | None]:
    """(text without 每年 / 每月 … before a number, that period); the text unchanged without one."""
    found = _PERIOD.search(text)
    if found is None or not re.search(r"[0-9]", text[found.end() :]):
        return text, None
    if re.match(r"[0-9]{0,2}[日号]", text[found.end() :]) and found.group().endswith("月"):
        return text, None
    return text[: found.start()] + text[found.end() :], found.group()


def says_deadline(text: str, in_time_context: str) -> bool:
    """Whether a folded text without numbers is a deadline or a recurrence (年底前, 按月).

    A long sentence counts only where `in_time_context` is not '' (the indicator is about time).
    """
    return bool(_WITHOUT_NUMBER.search(text)) and (
        len(text) <= _LONGEST_PHRASE or bool(in_time_context)
    )


def follows_anchor(before: str) -> bool:
    """Whether the text before a length of time makes it a deadline (受理后 30 个工作日)."""
    return bool(_ANCHOR.search(before))


def binds(date: CalendarDate, text: str) -> bool:
    """Whether a date is a deadline; a bare year before a noun ('2022年度任务') is not."""
    if date.month is not None:
        return True
    return bool(_BINDING_YEAR.match(text[date.end :]))


def year_range(text: str) -> tuple[str, str, str] | None:
    """('2022', '2024', '年') of a text that is only a range of years, else None."""
    found = _YEAR_RANGE.fullmatch(text)
    return (found[1], found[2], found[3]) if found else None


def month_spans(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """(start, end, numbers) of '2023年1-12月' and of a cut '2022年12'."""
    patterns = (_MONTH_SPAN, _CUT_DATE, _SHORT_YEAR)
    spans = [match for pattern in patterns for match in pattern.finditer(text)]
    return tuple((m.start(), m.end(), tuple(filter(None, m.groups()))) for m in spans)


def partial_dates(text: str, in_time_context: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """(start, end, numbers) of dates without a year: '12月底前', '每月10日前', '3季度末'.

    In a time context also a bare '12月' and '2023.06'.
    """
    found: list[tuple[int, int, tuple[str, ...]]] = [
        (m.start(), m.end(), (m[1],)) for m in _MONTH.finditer(text)
    ]
    found += [(m.start(), m.end(), (m[1] or m[2],)) for m in _DAY.finditer(text)]
    found += [
        (m.start(), m.end(), (_ONE_TO_FOUR.get(m[1], m[1]),)) for m in _QUARTER.finditer(text)
    ]
    if in_time_context:
        bare = _BARE_MONTH.fullmatch(text)
        pointed = _POINTED.fullmatch(text)
        if bare and 1 <= int(bare[1]) <= 12 and not found:
            found.append((0, bare.end(), (bare[1],)))
        if pointed:
            found.append((0, pointed.end(), (pointed[1], pointed[2])))
    return tuple(found)
