"""Folding of printed text for parsing. The printed text itself is never replaced by it."""

import re
import unicodedata
from functools import lru_cache

from extractor.form.variants import SIMPLIFIED

# Before NFKC: it would turn ① into a digit that no one printed, and ㎡ into "m2".
_BEFORE_NFKC = str.maketrans(
    {
        **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽", ";"),
        **dict.fromkeys("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑❶❷❸❹❺❻❼❽❾❿", ";"),
        "㎡": "平方米",
        "㎥": "立方米",
        "²": "^2",
        "³": "^3",
        "…": "…",
    }
)
_ELLIPSIS = re.compile(r"\.{3,}|…+|。{2,}")
_SIGNS = str.maketrans(
    {
        "≧": "≥",
        "⩾": "≥",
        "≮": "≥",
        "≦": "≤",
        "⩽": "≤",
        "≯": "≤",
        "═": "=",
        "〈": "<",
        "〉": ">",
        "—": "-",
        "–": "-",
        "―": "-",
        "−": "-",
        "─": "-",
        "‐": "-",
        "〜": "~",
        "∼": "~",
        "∽": "~",
        "～": "~",
        "≈": "≈",
        "“": '"',
        "”": '"',
        "‘": '"',
        "’": '"',
        "「": '"',
        "」": '"',
        "〔": "[",
        "〕": "]",
        "【": "[",
        "】": "]",
        "﹒": ".",
        "•": "·",
        "∙": "·",
        "﹡": "*",
        "＊": "*",
        "∗": "*",
    }
)
_SPELLINGS = str.maketrans(SIMPLIFIED) | _SIGNS
_TWO_SIGNS = re.compile(r"[=\s]*[<>≤≥][=\s]*")
_SPACE_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_THOUSANDS_SPACE = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_NUMBERING = re.compile(
    r"^(?:指标)?[:\s]*(?:[★☆*]+)?"
    r"(?:\([0-9]{1,2}\)|\([一二三四五六七八九十]+\)|[0-9]{1,2}(?:[、:)]|\.(?![0-9]))"
    r"|[一二三四五六七八九十]{1,3}[、.]|;)+"
)


def _two_signs(match: re.Match[str]) -> str:
    signs = "".join(match.group().split())
    if "=" not in signs:
        return signs
    return "≥" if ">" in signs or "≥" in signs else "≤"


@lru_cache(maxsize=4096)  # every rule folds the same labels and names again
def fold(text: str) -> str:
    """Text for parsing: NFKC, half-width punctuation, one spelling a sign (≥ ≤ - ~), simplified
    characters, `<p>` tags and spaces dropped. A space stays only between two digits that are not a
    thousands group."""
    folded = _TAG.sub("", text).translate(_BEFORE_NFKC)
    folded = _ELLIPSIS.sub("…", unicodedata.normalize("NFKC", folded)).translate(_SPELLINGS)
    folded = _TWO_SIGNS.sub(_two_signs, folded)
    folded = _SPACE_BETWEEN_DIGITS.sub("\x1f", folded)
    folded = re.sub(r"[\s\u200b\ufeff]+", "", folded.replace("\x1f", "\x1e"))
    folded = folded.replace("\x1e", " ")
    folded = _THOUSANDS_SPACE.sub(lambda m: m.group().replace(" ", ""), folded)
    return re.sub(r"…{2,}", "…", re.sub(r"-{2,}", "-", folded))


def plain_name(name: str) -> str:
    """Name of an indicator or label for comparison: folded, leading numbering and ★ dropped."""
    folded = fold(name).lstrip("★☆")
    stripped = _NUMBERING.sub("", folded, count=1).lstrip("★☆:、.")
    return stripped or folded
