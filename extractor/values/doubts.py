"""What is doubtful about a value text: placeholders, cuts, misread characters, 不适用."""

import re

from extractor.record import ValueFlag
from extractor.values.numerals import CHINESE
from extractor.values.signs import SIGN_OF_WORD
from extractor.values.units import unit_named

_NOT_APPLICABLE = re.compile(
    r"无|空|暂?无(?:此|该|本)?(?:项|指标)?|[/\\|]+|-+|一|N/?A|n/?a|(?:此|本|该)?(?:项|指标|项目)*不(?:适用|涉及)|不涉及|不适用"
)
_STARS = re.compile(r"(?:19|20)?[×*xX_□○]{2,}年?(?:度)?|\(?[(≥≤><=][×*_□]+[^0-9]{0,6}\)?$")
_NUMBERED_LABEL = re.compile(r"指标:?[0-9一二三四五六七八九十]{0,2}[:.、]?(?:…|\.)*")
_TRUNCATED = re.compile(
    r"[,、(:≥≤><=/…]$|的$|(?<![0-9])(?:19|20)[0-9]{2}年[0-9]{1,2}$|月[0-9]{1,2}$|-$"
)
_SIGN_CHARACTERS = "".join(word for word in SIGN_OF_WORD if len(word) == 1)
_LETTERS_FOR_DIGITS = re.compile(
    r"(?<![A-Za-z0-9])(?=[0-9OoIl]*[OoIl])(?=[0-9OoIl]*[0-9])[0-9OoIl]+(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])第?[Oo](?=[个次份人家项件台套%]|$)"
)
_STRAY_CHARACTER = re.compile(rf"^([一-鿿])(?=[0-9])(?![{CHINESE}])")
_USUAL_BEFORE_NUMBER = frozenset(
    "共各每由从男女减增降升前后有第至到计仅其总已年月日新老在按从需应可再最" + _SIGN_CHARACTERS
)


def is_not_applicable(text: str) -> bool:
    """'无', '/', '—', '不适用', '本指标不适用' (folded, as the whole text)."""
    return bool(_NOT_APPLICABLE.fullmatch(text.strip("。,;")))


def without_placeholders(text: str) -> str:
    """Folded text with '20××年', '(≥**人)', 'XX' cut out."""
    return _STARS.sub("", text)


def is_placeholder(text: str) -> bool:
    """'指标1:', '≥%', '公里', '(≥**人)', '20××年', 'XX', '…': a template that nobody filled in."""
    if not text or re.search(r"[0-9]", without_placeholders(text)):
        return bool(_NUMBERED_LABEL.fullmatch(text)) if text else False
    if _STARS.search(text) or text == "…" or _NUMBERED_LABEL.fullmatch(text):
        return True
    bare = text.strip("()").lstrip("".join("≥≤><=≈~"))
    signed = bare != text.strip("()")
    if not bare or bare == "…":
        return signed
    unscaled = re.sub(r"^[百千万亿]+(?=.)", "", bare)
    return all(unit_named(part) for part in unscaled.split("/"))


def reading_flags(text: str) -> tuple[ValueFlag, ...]:
    """TRUNCATED and OCR_SUSPECT of a folded text, as its characters show them."""
    flags = []
    opened = text.count("(") > text.count(")")
    if len(text) > 1 and not is_not_applicable(text) and (opened or _TRUNCATED.search(text)):
        flags.append(ValueFlag.TRUNCATED)
    if has_misread_letters(text) or _has_stray_start(text):
        flags.append(ValueFlag.OCR_SUSPECT)
    return tuple(flags)


def has_misread_letters(text: str) -> bool:
    """Whether letters stand where digits are meant ('1O0%', 'O份')."""
    return bool(_LETTERS_FOR_DIGITS.search(text))


def _has_stray_start(text: str) -> bool:
    """'扁2200篇', '二100%': one character before the number that says nothing there."""
    found = _STRAY_CHARACTER.match(text)
    if re.match(r"二[0-9]", text):
        return True
    return found is not None and found[1] not in _USUAL_BEFORE_NUMBER
