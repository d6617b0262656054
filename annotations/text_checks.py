"""Texts that people wrote and that are hardly what is printed, by simple checks."""

import unicodedata
from difflib import SequenceMatcher

from annotations.corrections import Aspect, Correction
from annotations.plain_texts import plain_text

_NEVER = ("Cc", "Co", "Cs", "Cn")
_LOST = "\ufffd"
_UNLIKE = 0.3
_SURE = 0.9


def odd_text(correction: Correction) -> tuple[float, str] | None:
    """The chance that a text is right (0–1) and why it is doubted, None where nothing is odd."""
    became, shown = correction.became, correction.shown
    if became is None or Aspect.TEXT not in correction.changed:
        return None
    text = plain_text(became.text)
    if any(unicodedata.category(sign) in _NEVER or sign == _LOST for sign in text):
        return 0.05, "含不会印出的字符。 It has a character that is never printed."
    if shown is None or correction.confidence is None or correction.confidence < _SURE:
        return None
    read = plain_text(shown.text)
    if not text:
        return 0.2, f"清空了很有把握的“{read}”。 A text read surely was emptied."
    if SequenceMatcher(None, read, text, autojunk=False).ratio() < _UNLIKE:
        return 0.3, f"与很有把握的“{read}”几乎无相同字。 Little is left of what was read surely."
    if _digits(read) != _digits(text) and _letters(read) == _letters(text):
        return 0.45, f"改动了很有把握的数字“{read}”。 Digits that were read surely were changed."
    return None


def _digits(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isdigit())
