"""A bureau that corrects its forms, simulated: what a lexicon learned of them reads better, and
what the simplest way would have done."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from models.ocr.alignment import edits_between
from models.ocr.recogniser import ChoiceReader
from training.recognition_lexicon.lines import TaughtLine, read_printed
from training.recognition_lexicon.printed import Bureau, form_texts, printed_lines
from training.synthesis.degradations import PageLevel

DAMAGES = (PageLevel.FAX, PageLevel.PHOTO, PageLevel.WORN)

Way = Callable[[TaughtLine], str]
"""How a line is read in the end."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of some lines: how many were wrong before and after, mended and made wrong; characters that
    differ, of all; lines whose digits are others than the recogniser read."""

    lines: int
    wrong: int
    still_wrong: int
    mended: int
    harmed: int
    characters: int
    edits: int
    edits_left: int
    digits_altered: int


def corrected_forms(
    bureau: Bureau, count: int, seed: int, reader: ChoiceReader
) -> list[list[TaughtLine]]:
    """Forms of a bureau as somebody corrected them: faxes, photos and worn copies by turns."""
    forms = []
    for number in range(seed, seed + count):
        damage = DAMAGES[number % len(DAMAGES)]
        printed = printed_lines(form_texts(bureau, random.Random(number)), damage, number)
        lines = read_printed(printed, reader, f"form {number}", damage.value)
        forms.append([replace(line, corrected=not line.is_read_right) for line in lines])
    return forms


def with_wrong_ones(lines: Sequence[TaughtLine], share: float, seed: int) -> list[TaughtLine]:
    """The lines with so many wrong corrections that they are this share of all: names that were
    read right become another name of the forms, or get a character that is not printed."""
    rng = random.Random(seed)
    corrected = sum(line.corrected for line in lines)
    names = sorted({line.phrase for line in lines if line.phrase})
    right = [n for n, line in enumerate(lines) if line.phrase and not line.corrected]
    spoilt = list(lines)
    for turn, number in enumerate(rng.sample(right, round(corrected * share / (1 - share)))):
        text = lines[number].printed
        wrong = rng.choice([name for name in names if name != text])
        if turn % 2:
            place, other = rng.randrange(len(text)), rng.choice(wrong)
            wrong = text[:place] + other + text[place + 1 :]
        spoilt[number] = replace(spoilt[number], printed=wrong, phrase=wrong, corrected=True)
    return spoilt


def nearest_phrase(phrases: Mapping[str, int]) -> Way:
    """The simplest way: the known text one edit away from what was read, the commonest one."""

    def read(line: TaughtLine) -> str:
        text = line.choices.reading.text
        if text in phrases:
            return text
        near = [
            known
            for known in phrases
            if abs(len(known) - len(text)) <= 1 and edits_between(text, known) == 1
        ]
        return max(near, key=lambda known: (phrases[known], known), default=text)

    return read


def printed_texts(lines: Sequence[TaughtLine]) -> Counter[str]:
    """All that lines print, values too."""
    return Counter(line.printed for line in lines)


def score(lines: Sequence[TaughtLine], way: Way) -> Score:
    """How a way reads lines, beside the recogniser alone."""
    read = [(line.choices.reading.text, way(line), line.printed) for line in lines]
    return Score(
        len(read),
        sum(before != printed for before, _, printed in read),
        sum(after != printed for _, after, printed in read),
        sum(before != printed == after for before, after, printed in read),
        sum(before == printed != after for before, after, printed in read),
        sum(len(printed) for *_, printed in read),
        sum(edits_between(before, printed) for before, _, printed in read),
        sum(edits_between(after, printed) for _, after, printed in read),
        sum(_digits(before) != _digits(after) for before, after, _ in read),
    )


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
