"""Identifiers that sort by the time they were made."""

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_TIME_BITS = 48
_RANDOM_BITS = 82
_LENGTH = (_TIME_BITS + _RANDOM_BITS) // 5


def new_id(prefix: str) -> str:
    """`prefix` and 26 characters: milliseconds since 1970, then random bits."""
    number = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    digits = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return prefix + "".join(reversed(digits))
