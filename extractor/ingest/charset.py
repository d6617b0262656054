"""Bytes of a text file → str: UTF-8, UTF-16, GB18030 and, as a last resort, a guess."""

import codecs
import unicodedata
from functools import lru_cache

from charset_normalizer import from_bytes

from extractor.errors import UnsupportedTypeError

_SAMPLE = 65_536
_HEAD = 1_048_576
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1a\x1c\x1d\x1e\x85")
_MAX_CONTROL_SHARE = 0.01
_MIN_PLAUSIBLE = 0.9
_MAX_LOST_SHARE = 0.005


def looks_like_text(data: bytes) -> bool:
    """Whether the beginning of the bytes decodes to text with few control characters."""
    return _encoding(data[:_HEAD]) is not None


def decode_text(data: bytes) -> str:
    """The text of the bytes, without byte order mark.

    A few broken bytes in an otherwise sound file become U+FFFD. Raises UnsupportedTypeError.
    """
    encoding = _encoding(data)
    if encoding is None:
        raise UnsupportedTypeError("无法识别文本编码。 The text is in no known encoding.")
    text = data.decode(encoding, errors="replace")
    return text.removeprefix("\ufeff")


def _encoding(data: bytes) -> str | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return encoding if _is_text(data[:_SAMPLE].decode(encoding, "ignore")) else None
    if _decodes(data, "utf-8"):
        return "utf-8"
    for encoding in ("utf-16-le", "utf-16-be"):
        if len(data) % 2 == 0 and _decodes(data, encoding) and _is_plausible(data, encoding):
            return encoding
    for encoding in ("gb18030", "big5"):
        if _decodes(data, encoding) and _is_plausible(data, encoding):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        if _is_damaged(data, encoding):
            return encoding
    return _guess(data)


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether the bytes are text in this encoding; a character may be cut off at their end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return _is_text(decoder.decode(data)[:_SAMPLE])
    except UnicodeDecodeError:
        return False


def _is_damaged(data: bytes, encoding: str) -> bool:
    """Whether all but a few bytes are text in this encoding."""
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return (
        0 < lost <= max(3, int(_MAX_LOST_SHARE * len(text)))
        and _is_text(text[:_SAMPLE])
        and _share_plausible(text[:_SAMPLE]) >= _MIN_PLAUSIBLE
    )


def _guess(data: bytes) -> str | None:
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or not _is_text(str(best)) or _share_plausible(str(best)) < _MIN_PLAUSIBLE:
        return None
    return best.encoding


def _is_plausible(data: bytes, encoding: str) -> bool:
    text = data[:_SAMPLE].decode(encoding, "ignore")
    return _share_plausible(text) >= _MIN_PLAUSIBLE


def _is_text(text: str) -> bool:
    controls = sum(
        1
        for c in text
        if c not in _ALLOWED_CONTROLS and unicodedata.category(c) in {"Cc", "Cn", "Cs"}
    )
    return "\0" not in text and controls <= _MAX_CONTROL_SHARE * len(text)


def _share_plausible(text: str) -> float:
    """Share of characters that ordinary Chinese or English text is made of, 0–1."""
    if not text:
        return 1.0
    return sum(1 for c in text if is_common(c)) / len(text)


@lru_cache(maxsize=65_536)
def is_common(character: str) -> bool:
    """Whether a character is ASCII, a common mark or letter, or a hanzi of everyday use
    (GB 2312 level 1, or Big5 level 1 for traditional text)."""
    if character.isascii():
        return character.isprintable() or character in _ALLOWED_CONTROLS
    gb2312 = character.encode("gb2312", "ignore")
    if len(gb2312) == 2:
        return 0xA1 <= gb2312[0] <= 0xA3 or gb2312[0] == 0xA9 or 0xB0 <= gb2312[0] <= 0xD7
    big5 = character.encode("big5", "ignore")
    return len(big5) == 2 and 0xA1 <= big5[0] <= 0xC6
