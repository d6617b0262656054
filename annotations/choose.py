"""What is labelled first: forms in which many values are expected to be wrong and that are unlike
those already chosen, mixed with a random part for honest estimates.

All chance comes from a hash of seed and form, so that a repeated or resumed choice is alike.
"""

import hashlib
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotations.doubt import BINS, Look

_ALIKE = 0.3
"""What a form still counts that looks exactly like a chosen one."""
_GREEDY = 1000
"""Forms that are chosen one after the other; those after them go by doubt alone."""
_POOL = 4000
"""Forms, the most doubted, among which these are sought."""
_REMEMBERED = 1000
"""Forms chosen before that the new ones are compared with."""


class Reason(StrEnum):
    """Why a form was chosen."""

    UNCERTAIN = "uncertain"
    UNLIKE = "unlike"  # others are doubted more, but look like forms already chosen
    RANDOM = "random"
    SECOND_LOOK = "second look"


@dataclass(frozen=True, slots=True)
class Plan:
    """Shares (0–1) of forms that are chosen at random and that two people label."""

    seed: int = 20240101
    random_share: float = 0.15
    double_share: float = 0.10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form that may be labelled. `doubt` is how many of its values are expected to be wrong."""

    key: str
    doubt: float
    look: Look


@dataclass(frozen=True, slots=True)
class Pick:
    """A form with its place in the queue: the lowest `score` (0–1) is served first. Scores of
    choices made at different times may be compared."""

    key: str
    score: float
    reason: Reason
    doubt: float
    annotators: int = 1


def choose(candidates: Sequence[Candidate], plan: Plan, before: Sequence[Look] = ()) -> list[Pick]:
    """The forms in the order in which they are to be labelled.

    A form that was chosen at random stands where another one drawn by chance does, and so anywhere
    in the queue whatever is thought of it.

    Args:
        candidates: forms with keys of their own; their order does not matter.
        before: looks of forms that are labelled or queued already.
    """
    ordered = sorted(candidates, key=lambda one: (-one.doubt, one.key))
    drawn = [one for one in ordered if chance(plan.seed, "random", one.key) < plan.random_share]
    chosen = {one.key for one in drawn}
    thought = [one for one in ordered if one.key not in chosen]
    picks = _greedy(thought, plan, before)
    scores = [pick.score for pick in picks]
    for one in drawn:
        place = chance(plan.seed, "place", one.key)
        score = scores[int(place * len(scores))] if scores else place
        picks.append(_pick(one, score, Reason.RANDOM, plan))
    return sorted(picks, key=lambda pick: (pick.score, pick.key))


def chance(seed: int, purpose: str, key: str) -> float:
    """A number in [0, 1) that is always the same for the same arguments."""
    digest = hashlib.sha256(f"{seed}:{purpose}:{key}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _greedy(ordered: Sequence[Candidate], plan: Plan, before: Sequence[Look]) -> list[Pick]:
    """The most telling first: doubt times how unlike a form is to all chosen ones. What a form
    counts only falls while others are chosen, so that only those on top are compared anew."""
    pool = ordered[:_POOL]
    chosen = _Chosen(pool, before)
    heap = [(-chosen.gain(place), place) for place in range(len(pool))]
    heapq.heapify(heap)
    left = set(range(len(pool)))
    picks: list[Pick] = []
    gain = float("inf")
    while heap and len(picks) < _GREEDY:
        gain, best = -heap[0][0], heap[0][1]
        now = chosen.gain(best)
        if now < gain:
            heapq.heapreplace(heap, (-now, best))
            continue
        heapq.heappop(heap)
        reason = Reason.UNCERTAIN if best == min(left) else Reason.UNLIKE
        left.discard(best)
        chosen.take(best)
        picks.append(_pick(pool[best], _score(gain), reason, plan))
    for one in (*(pool[place] for place in sorted(left)), *ordered[_POOL:]):
        score = _score(min(one.doubt * _ALIKE, gain))
        picks.append(_pick(one, score, Reason.UNCERTAIN, plan))
    return picks


class _Chosen:
    """What is chosen of a pool, and what each of the others still counts."""

    def __init__(self, pool: Sequence[Candidate], before: Sequence[Look]) -> None:
        self._pool = pool
        self._looks = np.zeros((_REMEMBERED + _GREEDY, BINS), np.float32)
        remembered = before[-_REMEMBERED:]
        self._count = len(remembered)
        for place, look in enumerate(remembered):
            self._looks[place] = look
        self._nearest = [1.0] * len(pool)
        self._compared = [0] * len(pool)

    def gain(self, place: int) -> float:
        """What a form counts now: it is compared with those chosen since it was last asked for."""
        known, count = self._compared[place], self._count
        if known < count:
            apart = np.abs(self._looks[known:count] - self._pool[place].look).sum(axis=1) / 2
            self._nearest[place] = min(self._nearest[place], float(apart.min()))
            self._compared[place] = count
        return self._pool[place].doubt * (_ALIKE + (1 - _ALIKE) * self._nearest[place])

    def take(self, place: int) -> None:
        """Choose a form."""
        self._looks[self._count] = self._pool[place].look
        self._count += 1


def _score(gain: float) -> float:
    return round(1.0 / (1.0 + max(gain, 0.0)), 6)


def _pick(one: Candidate, score: float, reason: Reason, plan: Plan) -> Pick:
    annotators = 2 if chance(plan.seed, "double", one.key) < plan.double_share else 1
    return Pick(one.key, score, reason, one.doubt, annotators)
