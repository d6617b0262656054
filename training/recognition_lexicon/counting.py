"""Lines whose text is known → phrases and confusions with their counts."""

from collections import Counter
from collections.abc import Iterable

from models.ocr.alignment import aligned
from models.ocr.lexicon import Confusion, Lexicon, Weights
from models.ocr.protected import LEAST_RUN, runs_of
from training.recognition_lexicon.lines import TaughtLine


def counted_lexicon(lines: Iterable[TaughtLine], weights: Weights) -> Lexicon:
    """What the lines print, and what was read of it."""
    phrases: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    read: Counter[str] = Counter()
    for line in lines:
        if _may_be_learned(line.phrase):
            phrases[line.phrase] += 1
        for was, printed in aligned(line.choices.reading.text, line.printed):
            read[was] += 1
            if was != printed:
                confused[was, printed] += 1
    confusions = tuple(Confusion(*pair, count) for pair, count in sorted(confused.items()))
    mistaken = {entry.read for entry in confusions}
    # The others are as good as never mistaken, whatever their count.
    counts = {character: count for character, count in read.items() if character in mistaken}
    return Lexicon(dict(sorted(phrases.items())), confusions, counts, weights)


def _may_be_learned(phrase: str) -> bool:
    return any(end - start >= LEAST_RUN for start, end in runs_of(phrase))
