"""Choosing among what the recogniser thought of, by what a lexicon knows."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.ocr.choices import LineChoices, Option
from models.ocr.decode import Reading
from models.ocr.lexicon import Lexicon, Weights
from models.ocr.protected import free_places, may_become, runs_of
from models.ocr.spans import LONGEST

_LEAST_SPAN = 3
"""Characters of known text around a place without which nothing changes."""
_MOST_CHANGES = 4
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Hints:
    """What speaks for a change, as sums over its characters: `picture` the logarithm of the
    recogniser's own probabilities (new over old), `confusion`, `known` and `span` as in Weights."""

    picture: float
    confusion: float
    known: float
    span: int
    size: int

    def score(self, weights: Weights) -> float:
        """For each character what all hints say together."""
        hints = weights.confusion * self.confusion + self.picture
        return hints / self.size + weights.known * self.known + weights.span * self.span


@dataclass(frozen=True, slots=True)
class Change:
    """One or two neighbouring characters, from `place` on, that may be others."""

    place: int
    options: tuple[Option, ...]
    hints: Hints


def rescored(choices: LineChoices, lexicon: Lexicon) -> Reading:
    """The reading that picture and lexicon agree on most: the recogniser's own where nothing else
    is better by the lexicon's margin.

    Of a changed reading `unaided` is what the recogniser read, and the confidence still the mean of
    the recogniser's own probabilities, which are low for characters that it ranked second.
    """
    if choices.is_sure or lexicon.is_empty:
        return choices.reading
    text, taken = choices.reading.text, dict[int, Option]()
    for _ in range(_MOST_CHANGES):
        best = max(
            changes_of(text, choices, lexicon, taken),
            key=lambda change: change.hints.score(lexicon.weights),
            default=None,
        )
        if best is None or best.hints.score(lexicon.weights) <= lexicon.weights.margin:
            break
        text = _changed(text, best.place, best.options)
        taken |= {best.place + offset: option for offset, option in enumerate(best.options)}
    if not taken:
        return choices.reading
    return Reading(text, _confidence(choices, taken), choices.reading.text)


def changes_of(
    text: str, choices: LineChoices, lexicon: Lexicon, taken: Mapping[int, Option]
) -> Iterator[Change]:
    """All changes of a text that the lexicon may have a say in, but for places already changed."""
    free = free_places(text)
    thought = [
        tuple(o for o in options if free[place] and may_become(text[place], o.character))
        if place not in taken
        else ()
        for place, options in enumerate(choices.options)
    ]
    for start, end in runs_of(text):
        for place in range(start, end):
            for option in thought[place]:
                yield from _change(text, (start, end), place, (option,), lexicon)
                for second in thought[place + 1] if place + 1 < end else ():
                    yield from _change(text, (start, end), place, (option, second), lexicon)


def _change(
    text: str,
    run: tuple[int, int],
    place: int,
    options: tuple[Option, ...],
    lexicon: Lexicon,
) -> Iterator[Change]:
    """The change, if what it makes is known."""
    old = text[run[0] : run[1]]
    new = _changed(old, place - run[0], options)
    found = _known(old, new, (place - run[0], len(options)), lexicon)
    if found is None:
        return
    pairs = zip(text[place:], options, strict=False)
    confusion = sum(lexicon.confusion(read, option.character) for read, option in pairs)
    picture = sum(option.evidence for option in options)
    yield Change(place, options, Hints(picture, confusion, *found, size=len(options)))


def _changed(text: str, place: int, options: tuple[Option, ...]) -> str:
    """The text with the options from a place on; as long as before."""
    new = "".join(option.character for option in options)
    return text[:place] + new + text[place + len(new) :]


def _known(
    old: str, new: str, where: tuple[int, int], lexicon: Lexicon
) -> tuple[float, int] | None:
    """How much oftener the longest known piece around a place is printed than what was read there,
    as a logarithm, and its length; None where the old text is known as well as the new one."""
    place, size = where
    for length in range(min(LONGEST, len(new)), _LEAST_SPAN - 1, -1):
        starts = range(max(0, place + size - length), min(place, len(new) - length) + 1)
        mine = max((lexicon.spans.count(new[s : s + length]) for s in starts), default=0)
        theirs = max((lexicon.spans.count(old[s : s + length]) for s in starts), default=0)
        if theirs >= max(mine, 1):
            return None
        if mine:
            return math.log((mine + _HALF) / (theirs + _HALF)), length
    return None


def _confidence(choices: LineChoices, taken: Mapping[int, Option]) -> float:
    """The mean of the probabilities of the characters as they are now."""
    size = len(choices.reading.text)
    lost = sum(option.probability * (math.exp(-option.evidence) - 1) for option in taken.values())
    return max(0.0, choices.reading.confidence - lost / size)
