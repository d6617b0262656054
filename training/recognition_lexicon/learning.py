"""Lines whose text is known → a lexicon with its weights, and what speaks against it."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from models.ocr.lexicon import Lexicon, Weights
from models.ocr.protected import free_places, may_become
from models.ocr.recogniser import ChoiceReader
from training.recognition_lexicon.counting import counted_lexicon
from training.recognition_lexicon.doubt import is_contradicted, objections_to
from training.recognition_lexicon.fitting import Fit, fitted
from training.recognition_lexicon.lines import TaughtLine, read_printed
from training.recognition_lexicon.printed import bureaus, form_texts, printed_lines
from training.synthesis.degradations import PageLevel

DAMAGES = (PageLevel.SCAN, PageLevel.FAX, PageLevel.PHOTO)
_NEAR_MISSES = 60
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Learned:
    """A lexicon, how its weights were fitted, and why what it learned from is doubted."""

    lexicon: Lexicon
    fit: Fit
    objections: tuple[str, ...]


def learned_lexicon(
    lines: Sequence[TaughtLine], reader: ChoiceReader, seed: int, pages: int = 2
) -> Learned:
    """What the lines teach.

    Lines that contradict their picture teach nothing. The weights are fitted on the others, on
    invented lines of other bureaus and on near misses of what the lexicon knows: so many pages of
    each for each kind of damage.

    Raises:
        InferenceError: the runtime refused a batch.
        FileNotFoundError: no font with Chinese characters is on this machine.
    """
    sound = [line for line in lines if not is_contradicted(line)]
    draft = counted_lexicon(sound, Weights())
    near = near_misses(draft, sound, reader, seed, pages)
    fit = fitted(sound, strangers(reader, seed, pages), near)
    lexicon = counted_lexicon(sound, fit.weights)
    return Learned(lexicon, fit, objections_to(lines, lexicon))


def strangers(reader: ChoiceReader, seed: int, pages: int) -> list[TaughtLine]:
    """Damaged lines of invented forms: names and values of all kinds of bureaus."""
    kinds = bureaus()
    found: list[TaughtLine] = []
    for number in range(pages):
        for damage in DAMAGES:
            rng = random.Random(f"{seed} {damage} {number}")
            texts = form_texts(rng.choice(kinds), rng)
            lines = printed_lines(texts, damage, rng.randrange(2**31))
            name = f"stranger {damage} {number}"
            found += read_printed(lines, reader, name, damage.value)
    return found


def near_misses(
    lexicon: Lexicon, lines: Sequence[TaughtLine], reader: ChoiceReader, seed: int, pages: int
) -> list[TaughtLine]:
    """Damaged lines that differ from known phrases by one character for which the recogniser would
    take it: what is printed otherwise than it usually is must be read as it is printed."""
    texts = _missed(lexicon, lines, random.Random(seed))
    found: list[TaughtLine] = []
    for number in range(pages):
        for damage in DAMAGES:
            own, texts = texts[:_NEAR_MISSES], texts[_NEAR_MISSES:]
            printed = printed_lines(own, damage, random.Random(f"{seed} {number}").randrange(2**31))
            found += read_printed(printed, reader, f"near {damage} {number}", damage.value)
    return found


def _missed(lexicon: Lexicon, lines: Sequence[TaughtLine], rng: random.Random) -> list[str]:
    """Phrases with one character that is confused with theirs."""
    confused: defaultdict[str, set[str]] = defaultdict(set)
    for entry in lexicon.confusions:
        confused[entry.printed].add(entry.read)
    for line in lines:
        for character, options in zip(line.choices.reading.text, line.choices.options, strict=True):
            confused[character] |= {option.character for option in options}
    found = set()
    for phrase in lexicon.phrases:
        if len(phrase) <= _LONGEST:
            for place, is_free in enumerate(free_places(phrase)):
                for other in confused[phrase[place]] if is_free else ():
                    if may_become(phrase[place], other):
                        found.add(phrase[:place] + other + phrase[place + 1 :])
    missed = sorted(found - set(lexicon.phrases))
    rng.shuffle(missed)
    return missed
