"""Printed numbers: digits with thousands commas, Chinese numerals, and the scales 十 … 亿."""

import re
from decimal import Decimal

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])|[0-9]+(?:\.[0-9]+)?)"
CHINESE = "零〇一二两三四五六七八九十百千万亿"
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億", "一二二三三四五六六七八九十百千万亿")
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MAX_DIGITS = 40


def digits_to_decimal(printed: str) -> Decimal | None:
    """'1,234.56' → Decimal('1234.56'); None where it is no number or over 40 characters."""
    plain = printed.replace(",", "")
    if len(plain) > _MAX_DIGITS or not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", plain):
        return None
    return Decimal(plain)


def scale_factor(scale: str) -> Decimal:
    """'万' → 10000, '千万' → 10000000, '' → 1. Raises ValueError for any other character."""
    factor = Decimal(1)
    for character in scale:
        if character not in _SCALES:
            raise ValueError(f"no scale: {character}")
        factor *= _SCALES[character]
    return factor


def chinese_to_int(numeral: str) -> int | None:
    """'三百二十' → 320, '两' → 2, '二〇二二' → 2022, '壹佰' → 100; None where it is no numeral."""
    text = numeral.translate(_FORMAL)
    if not text or len(text) > _MAX_DIGITS or any(c not in CHINESE for c in text):
        return None
    if all(c in _DIGIT for c in text):
        return int("".join(str(_DIGIT[c]) for c in text))
    for large in ("亿", "万"):
        above, found, below = text.rpartition(large)
        if found:
            left, right = chinese_to_int(above), chinese_to_int(below) if below else 0
            return None if left is None or right is None else left * _LARGE[large] + right
    return _below_ten_thousand(text)


def _below_ten_thousand(text: str) -> int | None:
    total, digit = 0, 0
    for character in text:
        if character in _DIGIT:
            digit = _DIGIT[character]
        else:
            total += (digit or 1) * _SMALL[character]
            digit = 0
    return total + digit
