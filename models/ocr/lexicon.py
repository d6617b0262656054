"""What corrections taught of reading: phrases that are printed, characters that are confused.

A lexicon has a say only where the recogniser itself thought of another character: it weighs what
the picture shows against what was confused before and what is known to be printed. Numbers and all
that stands beside them stay as they were read (see `protected`).
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from models.errors import WeightsNotFoundError
from models.ocr.spans import SpanCounts

FORMAT = "jixiao-lexicon-1"
_UNSEEN = 1 / 2000
"""Share of its readings in which a character stands for one that it was never seen to stand for."""
_MOST = 2**53
_NO_SHAPE = (KeyError, TypeError, AttributeError)
_SMOOTHING = 2.0
"""Readings that this share counts as."""


class LexiconError(WeightsNotFoundError):
    """The file is no lexicon, or one of another format."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each hint counts beside the picture (1.0), and the sum from which a reading changes.

    `confusion` is for the logarithm of how often the one character was read for the other, `known`
    for that of how much oftener the new text was printed than the old one, `span` for each
    character of the longest known text around the place."""

    confusion: float = 0.5
    known: float = 0.5
    span: float = 0.5
    margin: float = 2.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """A character that was read where another one is printed, so many times."""

    read: str
    printed: str
    count: int


@dataclass(frozen=True)
class Lexicon:
    """Phrases with how often each was printed, confusions, and how often each character was read in
    the lines that they were counted in."""

    phrases: Mapping[str, int] = field(default_factory=dict)
    confusions: tuple[Confusion, ...] = ()
    read: Mapping[str, int] = field(default_factory=dict)
    weights: Weights = Weights()

    @classmethod
    def from_json(cls, data: bytes) -> "Lexicon":
        """The lexicon of a file's bytes. Raises LexiconError."""
        try:
            told = json.loads(data)
            if told["format"] != FORMAT:
                raise LexiconError(f"a lexicon of the format {told['format']!r}")
            return cls(
                {str(phrase): _count(count) for phrase, count in told["phrases"]},
                tuple(Confusion(str(r), str(p), _count(n)) for r, p, n in told["confusions"]),
                {str(character): _count(count) for character, count in told["read"]},
                Weights(**{name: _weight(value) for name, value in told["weights"].items()}),
            )
        except (*_NO_SHAPE, ValueError, OverflowError, RecursionError) as error:
            raise LexiconError(f"no lexicon: {error!r}") from error

    def to_json(self) -> str:
        """The text of its file: the same for the same lexicon."""
        lines: dict[str, list[Any]] = {
            "phrases": [list(item) for item in sorted(self.phrases.items())],
            "confusions": sorted([c.read, c.printed, c.count] for c in self.confusions),
            "read": [list(item) for item in sorted(self.read.items())],
        }
        parts = [f' "format": "{FORMAT}"', f' "weights": {json.dumps(asdict(self.weights))}']
        for name, entries in lines.items():
            listed = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
            parts.append(f' "{name}": [\n{listed}\n ]' if entries else f' "{name}": []')
        return "{\n" + ",\n".join(parts) + "\n}\n"

    @property
    def is_empty(self) -> bool:
        """Whether it can change nothing."""
        return not self.phrases

    @cached_property
    def spans(self) -> SpanCounts:
        """The pieces of its phrases."""
        return SpanCounts(self.phrases)

    def confusion(self, read: str, printed: str) -> float:
        """The logarithm of the share of readings of one character that stand for the other."""
        count = self._confused.get((read, printed), 0) + _SMOOTHING * _UNSEEN
        return math.log(count / (self.read.get(read, 0) + _SMOOTHING))

    @cached_property
    def _confused(self) -> Mapping[tuple[str, str], int]:
        return {(entry.read, entry.printed): entry.count for entry in self.confusions}


def _count(told: object) -> int:
    """Of less than none there is no logarithm. Raises TypeError, ValueError."""
    if not isinstance(told, int) or not 0 <= told <= _MOST:
        raise ValueError(f"{told!r:.40} is no count")
    return told


def _weight(told: object) -> float:
    """Raises TypeError, ValueError."""
    if not isinstance(told, int | float) or not math.isfinite(told):
        raise ValueError(f"{told!r:.40} is no weight")
    return float(told)
