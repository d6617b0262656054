"""Scores of the recogniser → text: the best class of each frame, repeats and blanks left out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLANK = 0
"""The class of no character."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one crop says. `confidence` is 0–1; an empty text means that nothing was read.

    `unaided` is what the recogniser alone would have said, where a lexicon decided otherwise."""

    text: str
    confidence: float
    unaided: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """The best class (N, T) int64 of each frame of N lines, and its probability (N, T) float32."""

    best: NDArray[np.int64]
    probability: NDArray[np.float32]


def decode_frames(frames: Frames, characters: Sequence[str]) -> list[Reading]:
    """The text of each line; its confidence is the mean of the probabilities of its characters.

    Args:
        characters: the character of each class; class 0 is the blank.
    """
    return [
        _decode_line(best, probability, characters)
        for best, probability in zip(frames.best, frames.probability, strict=True)
    ]


def _decode_line(
    best: NDArray[np.int64], probability: NDArray[np.float32], characters: Sequence[str]
) -> Reading:
    kept = (best != BLANK) & np.concatenate(([True], best[1:] != best[:-1]))
    if not kept.any():
        return Reading("", 0.0)
    text = "".join(characters[index] for index in best[kept])
    return Reading(text, float(probability[kept].mean()))
