"""How often short pieces of text stand in many phrases: sorted hashes, small and fast to ask."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.ocr.protected import runs_of

SHORTEST, LONGEST = 2, 6
"""Characters of the pieces that are counted."""
_FACTOR = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_Hashes = NDArray[np.uint64]


class SpanCounts:
    """Counts of all pieces of 2 to 6 characters in the Chinese runs of phrases.

    50,000 phrases of ten characters take about 30 MB and a third of a second.

    Args:
        phrases: how often each was printed.
    """

    def __init__(self, phrases: Mapping[str, int]) -> None:
        runs = [
            (phrase[start:end], count)
            for phrase, count in phrases.items()
            for start, end in runs_of(phrase)
        ]
        codes = np.frombuffer("\n".join(run for run, _ in runs).encode("utf-32-le"), np.uint32)
        lengths = [len(run) + 1 for run, _ in runs]
        weights = np.repeat([count for _, count in runs], lengths)[: len(codes)]
        self._orders = {
            size: _counted(codes.astype(np.uint64), weights, size)
            for size in range(SHORTEST, LONGEST + 1)
        }

    def count(self, piece: str) -> int:
        """How often a piece of 2 to 6 characters was printed."""
        hashes, counts = self._orders[len(piece)]
        wanted = np.uint64(_hash(piece))
        place = int(np.searchsorted(hashes, wanted))
        return int(counts[place]) if place < len(hashes) and hashes[place] == wanted else 0


def _counted(
    codes: _Hashes, weights: NDArray[np.int64], size: int
) -> tuple[_Hashes, NDArray[np.int64]]:
    """The hashes of all windows within one run, in order, and their counts."""
    wide = len(codes) - size + 1
    if wide <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    hashes, whole = np.zeros(wide, np.uint64), np.ones(wide, np.bool_)
    for offset in range(size):
        part = codes[offset : offset + wide]
        hashes = hashes * np.uint64(_FACTOR) + part  # wraps round
        whole &= part != ord("\n")
    found, inverse = np.unique(hashes[whole], return_inverse=True)
    return found, np.bincount(inverse, weights[:wide][whole], len(found)).astype(np.int64)


def _hash(piece: str) -> int:
    value = 0
    for character in piece:
        value = (value * _FACTOR + ord(character)) & _MASK
    return value
