"""Where a list goes on: a few words that whoever asks for the next page hands back unread."""

import base64
import binascii
import json
from collections.abc import Sequence

from serve.errors import BadRequestError


def to_cursor(words: Sequence[object]) -> str:
    """Words of JSON as a text for an address."""
    text = json.dumps(words, ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> object:
    """The inverse of `to_cursor`; what comes may be anything that JSON holds. Raises
    BadRequestError."""
    try:
        return json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise wrong_cursor() from error


def wrong_cursor() -> BadRequestError:
    """What is said of a cursor that is not of the list it was sent to."""
    return BadRequestError("游标无效。 The cursor is not of this list.")
