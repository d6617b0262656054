"""Radicals that a PDF's character map names in place of the ideographs they look like.

Fonts give a radical and its ideograph one glyph, and writers map it back to the radical.
Source: Unicode, blocks Kangxi Radicals and CJK Radicals Supplement.
"""

import unicodedata

_SUPPLEMENT = {
    "⺁": "厂", "⺟": "母", "⺠": "民", "⺮": "竹", "⺼": "肉", "⻁": "虎", "⻄": "西", "⻅": "见",
    "⻆": "角", "⻉": "贝", "⻋": "车", "⻓": "长", "⻔": "门", "⻘": "青", "⻙": "韦", "⻚": "页",
    "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟",
    "⻨": "麦", "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙", "⻳": "龟",
}  # fmt: skip
_KANGXI = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
_IDEOGRAPHS = _KANGXI | _SUPPLEMENT


def radical_to_ideograph(character: str) -> str:
    """The ideograph of a radical's code point; any other character as it is."""
    return _IDEOGRAPHS.get(character, character)
