"""Signs and words that compare: before a number (≥, 不少于) and after it (以上, 以内)."""

import re

_BEFORE = {
    ">=": "≥ 大于等于 大于或等于 高于或等于 不少于 不低于 不小于 不得少于 不得低于 不能少于"
    " 不能低于 不下于 至少 最少 最低 达到 达 保底 满",
    "<=": "≤ 小于等于 小于或等于 低于或等于 不超过 不高于 不大于 不多于 不得超过 不得高于"
    " 不能超过 不能高于 不超出 不超 至多 最多 最高 最长 最迟 最大 上限 控制在 控制为 控制到"
    " 限于 不迟于 不晚于",
    ">": "> 大于 高于 超过 多于 超 优于",
    "<": "< 小于 低于 少于",
    "=": "= 等于 为 二",
    "~": "≈ ~ 约 大约 约为 约等于 接近 近 大致",
    "±": "± ±",
}
_AFTER = {
    ">=": "及以上 (含)以上 以上 或以上 起",
    "<=": "及以下 (含)以下 以下 或以下 及以内 以内 之内 内 封顶",
    "~": "左右 上下 余 多 许 有余",
}
SIGN_OF_WORD = {word: sign for sign, words in _BEFORE.items() for word in words.split()}
_SIGN_OF_BOUND = {word: sign for sign, words in _AFTER.items() for word in words.split()}
# A misread "=" stands before digits only ("二100%"), never before a unit.
OCR_EQUALS = "二"
_FILLER = r"(?:[:¥]|人民币|总[计额]|共|共计|各|每[年月]|[:在于为]){0,2}"


def _alternatives(words: dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


BEFORE = rf"(?:(?P<sign>{_alternatives(SIGN_OF_WORD)}){_FILLER})?"
_BOUND = re.compile(_alternatives(_SIGN_OF_BOUND))
_NOT_A_BOUND = re.compile(
    r"内(?:容|部|控|存|涝|网|外|科)|多(?:个|项|种|次|元|样)|起(?:步|点)|上下游"
)


def bound_at(text: str) -> tuple[str, str] | None:
    """(word, sign) of the bound at the start of a folded text ('以上完成' → ('以上', '>='))."""
    if _NOT_A_BOUND.match(text):
        return None
    found = _BOUND.match(text)
    return (found.group(), _SIGN_OF_BOUND[found.group()]) if found else None


def sign_of(text: str) -> str | None:
    """The sign of a cell that holds only a sign or its words ('≥', '大于等于'), else None."""
    sign = SIGN_OF_WORD.get(text)
    return None if text == OCR_EQUALS else sign
