"""The weights of a lexicon, fitted on lines that it was not made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from models.ocr.lexicon import Lexicon, Weights
from models.ocr.rescoring import Hints, changes_of
from training.recognition_lexicon.counting import counted_lexicon
from training.recognition_lexicon.lines import TaughtLine, fold_of

_FOLDS = 4
_CONFUSION = (0.0, 0.25, 0.5)
_KNOWN = (0.25, 0.5, 1.0)
_SPAN = (0.25, 0.5, 0.75, 1.0)
_LEAST_SPAN = 2.0
"""Known characters that the margin asks for even where no wrong change was ever seen."""
_APART = 0.25
"""By how much the margin stays above the best change that would have been wrong."""
_TOLERATED = 0.02
"""Share of near misses that may be changed: nearly all of them are words that nobody prints."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A change that a lexicon could make in a line, and whether it would be right. `is_near`: the
    line is a near miss."""

    line: int
    hints: Hints
    is_right: bool
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """The weights that were chosen, how many lines they mend of those with a right change, how many
    wrong changes were looked at (none of these is made), and of how many near misses some are."""

    weights: Weights
    mended: int
    mendable: int
    wrong: int
    near: int
    near_changed: int


def fitted(
    lines: Sequence[TaughtLine],
    strangers: Sequence[TaughtLine] = (),
    near: Sequence[TaughtLine] = (),
) -> Fit:
    """The weights that mend the most lines and make no wrong change, each line looked at with a
    lexicon made of other documents.

    Args:
        strangers: lines of wordings that the lexicon does not hold.
        near: lines that differ from its phrases by one character.
    """
    trials = list(_trials(lines, strangers, near))
    mendable = len({trial.line for trial in trials if trial.is_right})
    wrong = sum(not (trial.is_right or trial.is_near) for trial in trials)
    best: Fit | None = None
    for confusion, known, span in product(_CONFUSION, _KNOWN, _SPAN):
        weights = _with_margin(Weights(confusion, known, span, 0.0), trials, len(near))
        made = [trial for trial in trials if _is_made(trial, weights)]
        mended = len({trial.line for trial in made if trial.is_right})
        changed = len({trial.line for trial in made if trial.is_near})
        if best is None or (mended, -changed) > (best.mended, -best.near_changed):
            best = Fit(weights, mended, mendable, wrong, len(near), changed)
    assert best is not None
    return best


def _with_margin(weights: Weights, trials: Sequence[Trial], near: int) -> Weights:
    """The weights with the least margin at which no wrong change is made, and hardly any of a near
    miss."""
    worst: dict[int, float] = {}
    bounds = [_LEAST_SPAN * weights.span]
    for trial in trials:
        score = trial.hints.score(weights)
        if trial.is_near:
            worst[trial.line] = max(score, worst.get(trial.line, score))
        elif not trial.is_right:
            bounds.append(score + _APART)
    spared = sorted(worst.values(), reverse=True)[int(_TOLERATED * near) :]
    bounds += spared[:1]
    margin = round(max(bounds), 3)
    return Weights(weights.confusion, weights.known, weights.span, margin)


def _is_made(trial: Trial, weights: Weights) -> bool:
    return trial.hints.score(weights) > weights.margin


def _trials(
    lines: Sequence[TaughtLine], strangers: Sequence[TaughtLine], near: Sequence[TaughtLine]
) -> Iterator[Trial]:
    for fold in range(_FOLDS):
        rest = [line for line in lines if fold_of(line.document, _FOLDS) != fold]
        lexicon = counted_lexicon(rest, Weights())
        for number, line in enumerate(lines):
            if fold_of(line.document, _FOLDS) == fold:
                yield from _trials_of(number, line, lexicon)
    whole = counted_lexicon(lines, Weights())
    for number, line in enumerate(strangers, len(lines)):
        yield from _trials_of(number, line, whole)
    for number, line in enumerate(near, len(lines) + len(strangers)):
        for trial in _trials_of(number, line, whole):
            yield replace(trial, is_near=not trial.is_right)


def _trials_of(number: int, line: TaughtLine, lexicon: Lexicon) -> Iterator[Trial]:
    read = line.choices.reading.text
    if line.choices.is_sure or len(read) != len(line.printed):
        return
    for change in changes_of(read, line.choices, lexicon, {}):
        end = change.place + len(change.options)
        new = "".join(option.character for option in change.options)
        yield Trial(number, change.hints, new == line.printed[change.place : end])
