"""The numbered items of a goal text: 目标1：… 目标2：… or 1.… 2.… or （1）… （2）…"""

import re
import unicodedata
from dataclasses import dataclass

_DIGITS = "0-9０-９"
_CHINESE = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STYLES = (
    re.compile(
        rf"(?:总体|年度|绩效)?目标\s*(?P<n>[{_DIGITS}]{{1,2}}|[{_CHINESE}]{{1,3}})\s*[：:、，,.．]"
    ),
    re.compile(rf"第(?P<n>[{_CHINESE}]{{1,3}})[，,、：:]"),
    re.compile(rf"(?P<n>[{_CHINESE}]{{1,3}})[、．]|(?P<a>[{_CHINESE}]{{1,3}})是"),
    re.compile(
        rf"(?<![{_DIGITS}.．])(?P<n>[{_DIGITS}]{{1,2}})\s*(?:[、．：:)）]|\.(?![{_DIGITS}]+\s*[%％万亿元个]))"
    ),
    re.compile(rf"[（(](?P<n>[{_DIGITS}]{{1,2}}|[{_CHINESE}]{{1,3}})[）)]"),
    re.compile(rf"(?P<n>[{_CIRCLED}])"),
)
_ENDS = '。．.；;，,、：:！!？?）)】]”"'
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff“《]")
_LARGEST_STEP = 2  # a misprinted or lost number must not end the list


@dataclass(frozen=True, slots=True)
class _Mark:
    """One item number: where it begins in the text, and what it says."""

    start: int
    number: int


def split_goal_items(text: str) -> list[str]:
    """Split a goal text into its numbered items.

    Returns:
        The items with their numbers, each a substring of `text` without outer spaces; words
        before the first number are no item. `[text]` where nothing is numbered, `[]` where the
        text is blank. Never raises.
    """
    if not text.strip():
        return []
    runs = [run for style in _STYLES if len(run := _numbered_run(text, style)) > 1]
    if not runs:
        return [text.strip()]
    outermost = min(runs, key=lambda run: run[0].start)
    starts = [mark.start for mark in outermost]
    return [
        text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    ]


def _numbered_run(text: str, style: re.Pattern[str]) -> list[_Mark]:
    """The marks of one style that count up from 1; each stands where an item can begin."""
    run: list[_Mark] = []
    for match in style.finditer(text):
        printed = next(group for group in match.groups() if group)
        number = _number(printed)
        if number is None or not _begins_item(text, match):
            continue
        is_next = 0 <= number - run[-1].number <= _LARGEST_STEP if run else number == 1
        if is_next:
            run.append(_Mark(match.start(), number))
    return run


def _begins_item(text: str, match: re.Match[str]) -> bool:
    """Whether the number ends a sentence, a clause or a line, or can be nothing but a number.

    Lines of a cell may have been joined without a space: `…三百人2.新建校舍`.
    """
    before, after = text[: match.start()], text[match.end() :]
    if not before or before[-1].isspace() or before[-1] in _ENDS:
        return True
    if match[0][0] in _CIRCLED or "目标" in match[0]:
        return True
    dotted = match[0][-1] in ".．" and match[0][0] not in _CHINESE
    return dotted and bool(_IDEOGRAPH.match(after)) and bool(_IDEOGRAPH.match(before[-1]))


def _number(printed: str) -> int | None:
    """`12`, `１２`, `十二`, `⑫` → 12."""
    if printed[0] in _CHINESE:
        return _chinese_number(printed)
    return int(unicodedata.normalize("NFKC", printed))


def _chinese_number(printed: str) -> int | None:
    """`三` → 3, `十` → 10, `二十一` → 21; None for anything else."""
    tens, ten, ones = printed.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    value = (_CHINESE.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return value + (_CHINESE.index(ones) + 1 if ones else 0)
