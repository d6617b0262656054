"""Revisions as entity tags: what a caller has, and what a caller saw before changing it."""

import re
from typing import Annotated

from fastapi import Header

from serve.errors import BadRequestError, PreconditionMissingError

_STRONG = re.compile(r'"([1-9][0-9]{0,8})"')
IfMatch = Annotated[
    str | None,
    Header(description='所见版本，如 "3"。 The revision that the change is of.', max_length=100),
]
IfNoneMatch = Annotated[str | None, Header(max_length=1000)]


def tag_of(number: int) -> str:
    """The entity tag of a revision: `"3"`."""
    return f'"{number}"'


def seen_revision(if_match: str | None) -> int:
    """The revision that a change was made from. `*` would overwrite what others did unseen.

    Raises PreconditionMissingError, BadRequestError.
    """
    if if_match is None or not if_match.strip():
        raise PreconditionMissingError("缺少 If-Match。 If-Match is missing.")
    match = _STRONG.fullmatch(if_match.strip())
    if match is None:
        raise BadRequestError('If-Match 应为一个版本，如 "3"。 If-Match takes one revision.')
    return int(match[1])


def has_already(if_none_match: str | None, tag: str) -> bool:
    """Whether the caller says that it has what an entity tag is of."""
    tags = [known.strip().removeprefix("W/") for known in (if_none_match or "").split(",")]
    return tag in tags or tags == ["*"]
