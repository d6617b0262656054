"""How many indicators of a form are read exactly right."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.form.affinity import is_skeleton
from extractor.form.rows import fold

_KEYS = ("panel", "level1", "level2", "level3", "value")
_LEVELS: Mapping[str, tuple[str, ...]] = {
    "level1": ("panel", "level1", "level3"),
    "level2": ("panel", "level2", "level3"),
    "level3": ("panel", "level3"),
    "value": ("panel", "level3", "value"),
}
"""What must be right for a level to be: it stands with the right indicator."""
_ALIKE = str.maketrans("，。、；：（）“”‘’≧≦～—–－", ",.,;:()\"\"''≥≤~---")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Count:
    """Indicators of one form: read exactly right, wanted, read."""

    right: int
    wanted: int
    read: int

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.wanted + other.wanted, self.read + other.read)


def f1_of(counts: Iterable[Count]) -> float:
    """F1 of forms together, 0–1; 1 where nothing was wanted or read."""
    total = sum(counts, Count(0, 0, 0))
    both = total.wanted + total.read
    return 2 * total.right / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How a form was read: whole indicators, and each level and the value of them alone."""

    rows: Count
    levels: Mapping[str, Count] = field(default_factory=dict)


def tally(wanted: Sequence[Mapping[str, Any]], read: Sequence[Mapping[str, Any]]) -> Tally:
    """See `count_right`, of all keys and of each level with the name of its indicator."""
    levels = {name: _count(wanted, read, keys) for name, keys in _LEVELS.items()}
    return Tally(count_right(wanted, read), levels)


def count_right(wanted: Iterable[Mapping[str, Any]], read: Iterable[Mapping[str, Any]]) -> Count:
    """Panel, both levels, name and value must be equal but for width, spaces and kinds of
    punctuation; empty places of a template are no indicators."""
    return _count(wanted, read, _KEYS)


def _count(
    wanted: Iterable[Mapping[str, Any]], read: Iterable[Mapping[str, Any]], keys: Sequence[str]
) -> Count:
    own = Counter(_key(row, keys) for row in wanted if not _is_empty(row))
    found = Counter(_key(row, keys) for row in read)
    return Count((own & found).total(), own.total(), found.total())


def _key(row: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(_normal(row.get(key)) for key in keys)


def _normal(text: str | None) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or "").translate(_ALIKE)).lower()


def _is_empty(row: Mapping[str, Any]) -> bool:
    return is_skeleton(fold(row["level3"] or "")) and is_skeleton(fold(row["value"] or ""))
