"""What else a line may say: the characters that the recogniser held for possible at each place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.ocr.decode import BLANK, Frames, Reading, decode_frames

LEAST_SHARE = 0.001
"""Probability below which the recogniser does not think of a character."""


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """The best K classes (N, T, K) int64 of each frame of N lines, the best one first, and their
    probabilities (N, T, K) float32."""

    classes: NDArray[np.int64]
    probabilities: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Option:
    """A character that may stand at a place. `evidence` is the logarithm of its probability over
    that of the character that was read there; at most about 0."""

    character: str
    probability: float
    evidence: float


@dataclass(frozen=True, slots=True)
class LineChoices:
    """A reading, and for each of its characters the other ones that it may be, the likeliest
    first; most characters have none."""

    reading: Reading
    options: tuple[tuple[Option, ...], ...]

    @property
    def is_sure(self) -> bool:
        """Whether nothing else was thought of."""
        return not any(self.options)


def decode_choices(
    frames: Frames, alternatives: Alternatives, characters: Sequence[str]
) -> list[LineChoices]:
    """The readings that `decode_frames` gives, with what else they may be.

    Args:
        characters: the character of each class; class 0 is the blank.
    """
    readings = decode_frames(frames, characters)
    doubtful = alternatives.probabilities[:, :, 1].max(axis=1, initial=0.0) >= LEAST_SHARE
    lines = zip(readings, frames.best, doubtful, strict=True)
    return [
        LineChoices(
            reading,
            _options(best, _of_line(alternatives, place), characters)
            if is_doubtful
            else ((),) * len(reading.text),
        )
        for place, (reading, best, is_doubtful) in enumerate(lines)
    ]


def _of_line(alternatives: Alternatives, place: int) -> Alternatives:
    return Alternatives(alternatives.classes[place], alternatives.probabilities[place])


def _options(
    best: NDArray[np.int64], line: Alternatives, characters: Sequence[str]
) -> tuple[tuple[Option, ...], ...]:
    """For each character of a line the others that any of its frames thought of."""
    starts = np.flatnonzero(np.concatenate(([True], best[1:] != best[:-1])))
    ends = [*starts[1:], len(best)]
    return tuple(
        _options_at(line.classes[start:end], line.probabilities[start:end], characters)
        for start, end in zip(starts, ends, strict=True)
        if best[start] != BLANK
    )


def _options_at(
    classes: NDArray[np.int64], shares: NDArray[np.float32], characters: Sequence[str]
) -> tuple[Option, ...]:
    """Args: (T, K) of the frames of one character."""
    read = int(classes[0, 0])
    most: dict[int, float] = {}
    for index, share in zip(classes.ravel().tolist(), shares.ravel().tolist(), strict=True):
        if share >= LEAST_SHARE and share > most.get(index, 0.0):
            most[index] = share
    own = most.get(read, LEAST_SHARE)
    found = [
        Option(characters[index], share, math.log(share / own))
        for index, share in most.items()
        if index not in (BLANK, read)
    ]
    return tuple(sorted(found, key=lambda option: -option.probability))
