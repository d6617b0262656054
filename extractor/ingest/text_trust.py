"""Whether a page's text layer says what is printed on the page."""

import unicodedata
from collections.abc import Sequence
from enum import Enum, auto

from extractor.ingest.charset import is_common
from extractor.ingest.glyphs import Glyph

_MAX_BROKEN_SHARE = 0.02
_MAX_SYMBOL_SHARE = 0.2
_MAX_RARE_SHARE = 0.2
_MAX_LATIN1_SHARE = 0.15
_MAX_PUNCTUATION_SHARE = 0.5
_MAX_INVISIBLE_SHARE = 0.2
_MIN_SAMPLE = 20
_SYMBOL_FONTS = range(0xF020, 0xF100)


class Trust(Enum):
    """What a text layer is worth."""

    TRUSTED = auto()
    EMPTY = auto()
    INVISIBLE = auto()
    GARBLED = auto()


def judge_text(glyphs: Sequence[Glyph]) -> Trust:
    """Judge the characters of one page by what they are.

    A layer of invisible text (below a scan) is never trusted: its places are only near, and the
    rulings of such a page are in its pixels.
    """
    printed = [glyph for glyph in glyphs if not glyph.text.isspace()]
    if not printed:
        return Trust.EMPTY
    hidden = sum(1 for glyph in printed if not glyph.is_visible)
    if hidden > _MAX_INVISIBLE_SHARE * len(printed):
        return Trust.INVISIBLE
    broken = sum(1 for glyph in printed if _is_broken(glyph))
    if broken >= 3 and broken > _MAX_BROKEN_SHARE * len(printed):
        return Trust.GARBLED
    return Trust.GARBLED if is_mojibake("".join(g.text for g in printed)) else Trust.TRUSTED


def _is_broken(glyph: Glyph) -> bool:
    if len(glyph.text) == 1 and ord(glyph.text) in _SYMBOL_FONTS:
        return False
    return (
        glyph.is_unmapped
        or glyph.text == "\ufffd"
        or unicodedata.category(glyph.text) in {"Cc", "Cn", "Co", "Cs"}
    )


def is_mojibake(text: str) -> bool:
    """Whether text without spaces is made of characters that no form is made of: rare hanzi,
    accented letters in a row (bytes of another encoding), tick boxes only, or marks only."""
    text = unicodedata.normalize("NFKC", text)
    if len(text) < _MIN_SAMPLE:
        return False
    symbols = sum(1 for c in text if ord(c) in _SYMBOL_FONTS)
    latin1 = sum(1 for c in text if "\xa1" <= c <= "\xff" and c not in "±×÷°·²³§")
    punctuation = sum(1 for c in text if c.isascii() and not c.isalnum() and c not in ".,-_/")
    hanzi = [c for c in text if _is_letter_beyond_latin(c)]
    rare = sum(1 for c in hanzi if not is_common(c))
    return (
        symbols > _MAX_SYMBOL_SHARE * len(text)
        or latin1 > _MAX_LATIN1_SHARE * len(text)
        or punctuation > _MAX_PUNCTUATION_SHARE * len(text)
        or (len(hanzi) >= _MIN_SAMPLE and rare > _MAX_RARE_SHARE * len(hanzi))
    )


def _is_letter_beyond_latin(character: str) -> bool:
    return ord(character) > 0x24F and unicodedata.category(character) in {"Lo", "Ll", "Lu", "Lm"}
