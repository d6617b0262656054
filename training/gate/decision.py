"""Whether a challenger may take the champion's place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from training.gate.strictness import Count, f1_of

GOLD = "gold"
"""The slice of the frozen gold: there a fall is none of chance."""
ROUNDS = 2000
_SEED = 20261122
_SURE = 0.975
"""Share of the draws in which the challenger must be better over all forms."""
_NOISE = 0.995
"""Share of the draws in which a slice must be worse to be worse beyond noise: there are many."""
_TOLERATED = 0.002
"""F1 by which a slice may be worse whatever the draws say."""
_TOLERATED_GOLD = 0.01
"""F1 by which gold may be worse: about one form in a hundred."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One form read by both. `slices` name what it stands for: its source, family, damage."""

    slices: tuple[str, ...]
    champion: Count
    challenger: Count


@dataclass(frozen=True, slots=True)
class Gain:
    """F1 of both over some forms, and how sure a difference is: the 95 % interval of challenger
    less champion, and the shares of draws in which it is better and worse."""

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


def decide(pairs: Sequence[Pair], objections: Sequence[str] = ()) -> Verdict:
    """Better over all forms, and in no slice worse beyond noise, on gold not at all.

    Args:
        pairs: at least one.
        objections: other reasons to refuse, as of what was learned from.
    """
    overall = gain_of(pairs)
    names = dict.fromkeys(name for pair in pairs for name in pair.slices)
    slices = {name: gain_of([pair for pair in pairs if name in pair.slices]) for name in names}
    refused = list(objections)
    if overall.better < _SURE:
        refused.append(
            f"总体没有更好。 Not better over all: {overall.champion:.4f} → {overall.challenger:.4f}"
            f" (95 %: {overall.low:+.4f} … {overall.high:+.4f})"
        )
    for name, gain in slices.items():
        fall = gain.champion - gain.challenger
        beyond = gain.worse >= _NOISE and fall > _TOLERATED
        if beyond or (name == GOLD and fall > _TOLERATED_GOLD):
            refused.append(
                f"“{name}”变差。 Worse in “{name}”: {gain.champion:.4f} → {gain.challenger:.4f}"
            )
    return Verdict(overall, slices, tuple(refused))


def gain_of(pairs: Sequence[Pair]) -> Gain:
    """F1 of both, and the bootstrap over forms, both drawn alike."""
    champion = _array([pair.champion for pair in pairs])
    challenger = _array([pair.challenger for pair in pairs])
    rng = np.random.default_rng(_SEED)
    drawn = rng.multinomial(len(pairs), np.full(len(pairs), 1 / len(pairs)), ROUNDS)
    steps = _f1(drawn @ challenger) - _f1(drawn @ champion)
    low, high = np.quantile(steps, (0.025, 0.975))
    return Gain(
        len(pairs),
        f1_of(pair.champion for pair in pairs),
        f1_of(pair.challenger for pair in pairs),
        float(low),
        float(high),
        float((steps > 0).mean()),
        float((steps < 0).mean()),
    )


def _array(counts: Sequence[Count]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([(one.right, one.wanted + one.read) for one in counts], np.float64)


def _f1(
    sums: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    both = sums[:, 1]
    return np.where(both > 0, 2 * sums[:, 0] / np.maximum(both, 1), 1.0)


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
