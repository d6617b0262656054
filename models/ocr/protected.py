"""What a lexicon must not touch: numbers, what stands beside them, and words of opposite sense."""

import re

LEAST_RUN = 4
"""Characters of a run of Chinese text below which it stays as it was read: a shorter one may be a
unit, and a unit decides an amount."""
_NEAR_NUMBER = 4
"""Characters on either side of a number that stay: its unit (平方公里), its comparator (不少于)."""
_NEAR_NUMERAL = 1
"""The same for a Chinese numeral, which more often stands in a name."""

_NUMERALS = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_OPPOSITES = frozenset("上下大小多少高低升降增减加前后左右内外出入进收支有无不未非正负早晚长短")
_SIGNS = frozenset("%％‰≥≤≧≦＞＜<>=＝±～~")
_HAN = re.compile(r"[一-鿿]+")


def is_free_character(character: str) -> bool:
    """Whether it is a Chinese character and no numeral."""
    return "一" <= character <= "鿿" and character not in _NUMERALS


def may_become(read: str, printed: str) -> bool:
    """Whether one character may take another's place at all."""
    if not (is_free_character(read) and is_free_character(printed)):
        return False
    return not (read in _OPPOSITES and printed in _OPPOSITES)


def runs_of(text: str) -> list[tuple[int, int]]:
    """The runs (start, end) of Chinese characters of a text, numerals among them."""
    return [match.span() for match in _HAN.finditer(text)]


def free_places(text: str) -> list[bool]:
    """For each character of a line whether a lexicon may have a say in it."""
    free = [False] * len(text)
    for start, end in runs_of(text):
        if end - start >= LEAST_RUN:
            free[start:end] = map(is_free_character, text[start:end])
    for place, character in enumerate(text):
        reach = _reach(character)
        if reach:
            for near in range(max(0, place - reach), min(len(text), place + reach + 1)):
                free[near] = False
    return free


def _reach(character: str) -> int:
    if character in _NUMERALS:
        return _NEAR_NUMERAL
    is_number = character.isnumeric() or character in _SIGNS
    return _NEAR_NUMBER if is_number else 0
