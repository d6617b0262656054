"""Indicators → the numbers that the network reads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.indicator_classifier.config import (
    CHARACTERS,
    HASHES,
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

_GROUPS = {code: place for place, code in enumerate(GROUPS)}
_KINDS = {kind: place for place, kind in enumerate(KINDS)}
_UNITS = {unit: place for place, unit in enumerate(UNITS)}


def encode(texts: Sequence[IndicatorText]) -> tuple[Whole, Floats]:
    """Characters (N, longest, 2), 0 behind the end, and sides (N, SIDES); N is at least one."""
    names = [read_part(text.level3) for text in texts]
    longest = max(2, *(len(name) for name in names)) if len(names) > 1 else max(2, len(names[0]))
    codes = np.zeros((len(names), longest), np.int64)
    for row, name in zip(codes, names, strict=True):
        row[: len(name)] = [ord(letter) for letter in name]
    planes = [np.where(codes > 0, codes % size + 1, 0) for size in HASHES]
    return np.stack(planes, axis=-1), np.stack([_sides(text) for text in texts])


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
