"""Indicators that mean no known concept → groups of like ones, which may be new concepts."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.indicator_classifier.likeness import Likeness, Wording
from models.indicator_classifier.reading import level2_groups, plain_name, same_wording
from models.indicator_classifier.texts import Classification, IndicatorText

ALIKE = 0.35
"""Least likeness, 0–1, of a text to the one that leads its group."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Texts that may name one new concept.

    `count` is how often they stand in the input, `wordings` each with its count, the most frequent
    first; `groups` are the codes of the level-2 groups they are filed under, the most frequent
    first; `nearest` are ids of known concepts that come closest.
    """

    count: int
    wordings: tuple[tuple[str, int], ...]
    groups: tuple[str, ...]
    nearest: tuple[str, ...]


def propose(
    texts: Sequence[IndicatorText], answers: Sequence[Classification], least: int
) -> list[Proposal]:
    """Groups that stand at least `least` times in the input, the most frequent first.

    Args:
        texts: indicators.
        answers: of a classifier, one a text. Only texts without a concept are looked at, and of
            those only such as are filed under a known level-2 label.
    """
    unmapped = [
        (text, answer)
        for text, answer in zip(texts, answers, strict=True)
        if answer.concept is None and level2_groups(text.level2) and same_wording(text.level3)
    ]
    places: dict[str, list[int]] = defaultdict(list)
    for place, (text, _) in enumerate(unmapped):
        places[plain_name(text.level3)].append(place)
    counts = Counter({name: len(found) for name, found in places.items()})
    proposals = []
    for names in _alike(counts):
        if sum(counts[name] for name in names) >= least:
            found = sorted(place for name in names for place in places[name])
            proposals.append(_proposal([unmapped[place] for place in found], names, counts))
    return sorted(proposals, key=lambda found: (-found.count, found.wordings))


def _alike(counts: Counter[str]) -> list[set[str]]:
    """Names around those that are most frequent, each name in one group."""
    names = [name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    likeness = Likeness([Wording(name, column) for column, name in enumerate(names)], len(names))
    groups: list[set[str]] = []
    taken: set[str] = set()
    for name in names:
        if name in taken:
            continue
        near = {names[column] for column in np.flatnonzero(likeness.scores(name) >= ALIKE)}
        groups.append((near | {name}) - taken)
        taken |= near | {name}
    return groups


def _proposal(
    members: Sequence[tuple[IndicatorText, Classification]], names: set[str], counts: Counter[str]
) -> Proposal:
    wordings = sorted(
        ((name, counts[name]) for name in names), key=lambda item: (-item[1], item[0])
    )
    groups = Counter(code for text, _ in members for code in level2_groups(text.level2))
    nearest: Counter[str] = Counter()
    for _, answer in members:
        for identity, confidence in answer.candidates:
            nearest[identity] += confidence  # type: ignore[assignment]
    return Proposal(
        len(members),
        tuple(wordings),
        tuple(code for code, _ in groups.most_common()),
        tuple(identity for identity, _ in nearest.most_common(3)),
    )
