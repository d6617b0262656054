"""Indicators → the numbers that the network reads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.config import (
    BUCKETS,
    CHARACTERS,
    GRAMS,
    HEAD_CHARACTERS,
    TAIL_CHARACTERS,
)
from models.indicator_classifier.reading import (
    GROUPS,
    KINDS,
    UNITS,
    amount_in,
    level2_groups,
    measured,
    plain_name,
    without_digits,
)
from models.indicator_classifier.texts import IndicatorText

Whole = NDArray[np.int64]
Floats = NDArray[np.float32]

SIDES = (len(GROUPS) + 1) + (len(KINDS) + 1) + (len(UNITS) + 1) + (len(KINDS) + 1)
"""Width of what stands beside the name: groups of the level-2 label, kind and unit of the value,
kind of an amount within the name; each with a place for none."""

_PRIME, _MULTIPLIER, _SPREAD = 2_147_483_647, 1_000_003, 48_271
_GROUPS = {code: place for place, code in enumerate(GROUPS)}
_KINDS = {kind: place for place, kind in enumerate(KINDS)}
_UNITS = {unit: place for place, unit in enumerate(UNITS)}


def encode(texts: Sequence[IndicatorText]) -> tuple[Whole, Floats]:
    """Runs of characters (N, GRAMS * longest), 0 for none, and sides (N, SIDES); N is at least
    one."""
    names = [read_part(text.level3) for text in texts]
    codes = np.zeros((len(names), max(2, *map(len, names), 2)), np.int64)
    for row, name in zip(codes, names, strict=True):
        row[: len(name)] = [ord(letter) for letter in name]
    return gram_numbers(codes), np.stack([_sides(text) for text in texts])


def gram_numbers(codes: Whole) -> Whole:
    """Code points (N, L), 0 behind the end → numbers of runs (N, GRAMS * L), 1 to BUCKETS, 0 where
    a run would pass the end."""
    planes = []
    numbers = np.zeros_like(codes)
    whole = np.ones(codes.shape, bool)
    for length in range(GRAMS):
        # Odd multipliers below 2**31 keep every product within 64 bits.
        shifted = np.zeros_like(codes)
        shifted[:, : codes.shape[1] - length] = codes[:, length:]
        numbers = (numbers * _MULTIPLIER + shifted + length) % _PRIME
        whole = whole & (shifted > 0)
        planes.append(np.where(whole, (numbers * _SPREAD) % _PRIME % BUCKETS + 1, 0))
    return np.concatenate(planes, axis=1)


def read_part(level3: str) -> str:
    """The characters of a level-3 text that are read."""
    name = without_digits(plain_name(level3))
    if len(name) <= CHARACTERS:
        return name
    return name[:HEAD_CHARACTERS] + name[-TAIL_CHARACTERS:]


def _sides(text: IndicatorText) -> Floats:
    value, amount = measured(text.value), amount_in(text.level3)
    parts = (
        (_GROUPS, level2_groups(text.level2)),
        (_KINDS, (value.kind,)),
        (_UNITS, (value.unit,)),
        (_KINDS, (amount.kind,)),
    )
    sides = np.zeros(SIDES, np.float32)
    start = 0
    for places, found in parts:
        known = [places[name] for name in found if name in places]
        sides[[start + place for place in known] or [start + len(places)]] = 1.0
        start += len(places) + 1
    return sides
