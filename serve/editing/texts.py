"""What a person may write into a record."""

import unicodedata
from enum import StrEnum
from typing import Any

from serve.editing.refusal import RefusedEditError

LONGEST_TEXT = 20_000
_ALLOWED_CONTROLS = frozenset("\n\t")
_REFUSED_CATEGORIES = frozenset(("Cc", "Cs"))  # control characters, lone surrogates
_YEARS = range(1949, 2200)


def checked_text(value: Any) -> str:  # noqa: ANN401
    """A text that both databases and every export can hold. Raises RefusedEditError."""
    if not isinstance(value, str):
        raise RefusedEditError("应为文字", "a text is wanted")
    if len(value) > LONGEST_TEXT:
        raise RefusedEditError(
            f"文字超过 {LONGEST_TEXT} 字", f"the text is over {LONGEST_TEXT} characters"
        )
    for character in value:
        refused = unicodedata.category(character) in _REFUSED_CATEGORIES
        if refused and character not in _ALLOWED_CONTROLS:
            raise RefusedEditError("文字含控制字符", "the text holds a control character")
    return value


def checked_text_or_null(value: Any) -> str | None:  # noqa: ANN401
    """A text, or None for what is not printed. Raises RefusedEditError."""
    return None if value is None else checked_text(value)


def checked_name(value: Any) -> str:  # noqa: ANN401
    """A text that is not blank. Raises RefusedEditError."""
    text = checked_text(value)
    if not text.strip():
        raise RefusedEditError("不能为空", "it may not be blank")
    return text


def checked_choice(value: Any, kind: type[StrEnum]) -> str:  # noqa: ANN401
    """The value of a member of an enumeration. Raises RefusedEditError."""
    members = [member.value for member in kind]
    if not isinstance(value, str) or value not in members:
        names = "、".join(members)
        raise RefusedEditError(f"应为 {names} 之一", f"one of {', '.join(members)} is wanted")
    return value


def checked_year(value: Any) -> int | None:  # noqa: ANN401
    """A year of the form, or None. Raises RefusedEditError."""
    if value is None:
        return None
    if type(value) is not int or value not in _YEARS:
        raise RefusedEditError("应为年份", "a year is wanted")
    return value


def checked_object(value: Any, keys: frozenset[str]) -> dict[str, Any]:  # noqa: ANN401
    """An object with no other keys than these. Raises RefusedEditError."""
    if not isinstance(value, dict):
        raise RefusedEditError("应为对象", "an object is wanted")
    unknown = sorted(str(key)[:40] for key in value if key not in keys)
    if unknown:
        raise RefusedEditError(
            f"未知的键 {'、'.join(unknown)}", f"unknown keys {', '.join(unknown)}"
        )
    return value
