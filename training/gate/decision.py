"""Whether a challenger may take the champion's place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.gate.strictness import Count, f1_of

GOLD = "gold"
"""The slice of the frozen gold: there a fall is none of chance."""
ROUNDS = 2_000
_SWAPS = 10_000
_SEED = 20261122
_CHANCE = 0.025
"""That a challenger which is no better is taken for one, all challengers of a champion together."""
_NOISE = 0.995
"""How sure it must be that a slice is worse: there are many. Of twenty slices one challenger in ten
that is nowhere worse is refused for one; a slice needs eight forms that changed to be this sure."""
_LIKELY = 0.95
"""How sure it must be where the fall is as deep as _DEEP: five forms that changed will do."""
_DEEP = 0.1
_SAME = 1e-12
_TOLERATED = 0.002
"""F1 by which a slice may be worse whatever the draws say."""
_TOLERATED_GOLD = 0.01
"""F1 by which gold may be worse: about one form in a hundred."""


_Sums = NDArray[np.float64]
"""(…, 2): indicators read right, and those wanted and read together."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One form read by both. `slices` name what it stands for: its source, family, damage. `parts`
    are further counts of it, of champion and challenger, each a slice of its own: a level."""

    slices: tuple[str, ...]
    champion: Count
    challenger: Count
    parts: Mapping[str, tuple[Count, Count]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gain:
    """F1 of both over some forms, and how sure a difference is: the 95 % interval of challenger
    less champion (bootstrap over forms), and how sure it is that it is better and that it is worse:
    the share of swaps that would make less of a difference, if each form could as well have been
    read by the other."""

    forms: int
    champion: float
    challenger: float
    low: float
    high: float
    better: float
    worse: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says. `refused` are the reasons, none where the challenger may pass."""

    overall: Gain
    slices: Mapping[str, Gain]
    refused: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the challenger may be promoted."""
        return not self.refused


def decide(pairs: Sequence[Pair], objections: Sequence[str] = (), tries: int = 1) -> Verdict:
    """Better over all forms, and in no slice worse beyond noise, on gold not at all.

    Args:
        pairs: at least one.
        objections: other reasons to refuse, as of what was learned from.
        tries: how many challengers of this champion were tried, this one included, and how often
            this one was on other forms. Each makes it likelier that one passes by chance: the surer
            this one must be.
    """
    overall = gain_of(pairs)
    slices = {name: gain_of(own) for name, own in _sliced(pairs).items()}
    refused = list(objections)
    if overall.better < 1 - _CHANCE / max(1, tries):
        refused.append(
            f"总体没有更好。 Not better over all: {overall.champion:.4f} → {overall.challenger:.4f}"
            f" (95 %: {overall.low:+.4f} … {overall.high:+.4f}){_tried(tries)}"
        )
    for name, gain in slices.items():
        if _is_beyond_noise(gain) or (name == GOLD and _fall(gain) > _TOLERATED_GOLD):
            refused.append(
                f"“{name}”变差。 Worse in “{name}”: {gain.champion:.4f} → {gain.challenger:.4f}"
            )
    return Verdict(overall, slices, tuple(refused))


def _is_beyond_noise(gain: Gain) -> bool:
    if _fall(gain) > _DEEP and gain.worse >= _LIKELY:
        return True
    return gain.worse >= _NOISE and _fall(gain) > _TOLERATED


def _fall(gain: Gain) -> float:
    return gain.champion - gain.challenger


def _sliced(pairs: Sequence[Pair]) -> Mapping[str, list[Pair]]:
    """The pairs of each slice, then the parts of all pairs by their names."""
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        for name in pair.slices:
            found.setdefault(name, []).append(pair)
    for pair in pairs:
        for name, (champion, challenger) in pair.parts.items():
            found.setdefault(name, []).append(Pair((), champion, challenger))
    return found


def _tried(tries: int) -> str:
    return f"，第 {tries} 次尝试 (try {tries} of this champion)" if tries > 1 else ""


def gain_of(pairs: Sequence[Pair]) -> Gain:
    """F1 of both, the bootstrap over forms, both drawn alike, and the swaps of both."""
    champion = _array([pair.champion for pair in pairs])
    challenger = _array([pair.challenger for pair in pairs])
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), ROUNDS)
    low, high = np.quantile(_f1(drawn @ challenger) - _f1(drawn @ champion), (0.025, 0.975))
    better, worse = _sureness(champion, challenger)
    return Gain(
        len(pairs),
        f1_of(pair.champion for pair in pairs),
        f1_of(pair.challenger for pair in pairs),
        float(low),
        float(high),
        better,
        worse,
    )


def _sureness(champion: _Sums, challenger: _Sums) -> tuple[float, float]:
    """How sure it is that the challenger is better, and worse: exact for any number of forms, where
    draws from few forms are too sure."""
    changed = (champion != challenger).any(axis=1)
    steps = (champion - challenger)[changed]
    rng = np.random.default_rng(_SEED)
    swapped = rng.integers(0, 2, (_SWAPS, len(steps))).astype(np.float64) @ steps
    chance = _f1(challenger.sum(axis=0) + swapped) - _f1(champion.sum(axis=0) - swapped)
    seen = _f1(challenger.sum(axis=0)) - _f1(champion.sum(axis=0))
    as_good = (np.count_nonzero(chance >= seen - _SAME) + 1) / (_SWAPS + 1)
    as_bad = (np.count_nonzero(chance <= seen + _SAME) + 1) / (_SWAPS + 1)
    return 1 - float(as_good), 1 - float(as_bad)


def _array(counts: Sequence[Count]) -> _Sums:
    return np.array([(one.right, one.wanted + one.read) for one in counts], np.float64)


def _f1(sums: _Sums) -> _Sums:
    both = sums[..., 1]
    return np.where(both > 0, 2 * sums[..., 0] / np.maximum(both, 1), 1.0)


def table_of(verdict: Verdict) -> str:
    """The figures as a Markdown table."""
    lines = ["| | forms | champion | challenger | difference (95 %) |", "|---|---|---|---|---|"]
    for name, gain in {"all": verdict.overall, **verdict.slices}.items():
        step = gain.challenger - gain.champion
        lines.append(
            f"| {name} | {gain.forms} | {gain.champion:.4f} | {gain.challenger:.4f} "
            f"| {step:+.4f} ({gain.low:+.4f} … {gain.high:+.4f}) |"
        )
    return "\n".join(lines)


def verdict_to_dict(verdict: Verdict) -> dict[str, Any]:
    """The verdict as it is written as JSON."""
    return {
        "passed": verdict.passed,
        "refused": list(verdict.refused),
        "overall": _gain_to_dict(verdict.overall),
        "slices": {name: _gain_to_dict(gain) for name, gain in verdict.slices.items()},
    }


def _gain_to_dict(gain: Gain) -> dict[str, Any]:
    return {
        "forms": gain.forms,
        "champion": round(gain.champion, 6),
        "challenger": round(gain.challenger, 6),
        "low": round(gain.low, 6),
        "high": round(gain.high, 6),
    }
