"""Corrections that their own picture contradicts, and lexicons that change what was right."""

import math
from collections.abc import Iterable, Sequence

from models.ocr.alignment import aligned_places, are_alike
from models.ocr.choices import Option
from models.ocr.lexicon import Lexicon
from models.ocr.rescoring import rescored
from training.recognition_lexicon.lines import TaughtLine

MOST_CONTRADICTED = 0.1
"""Share of corrected lines that the picture may contradict."""
_LEAST_CONTRADICTED = 2
"""One may be a line that damage made unreadable."""
MOST_CHANGED = 0.005
"""Share of lines read right, and confirmed as read, that a lexicon may change."""
_SURE = 0.9
"""Confidence from which a line or a character that reads otherwise is hardly a misreading."""


def is_contradicted(line: TaughtLine) -> bool:
    """Whether a character or figure is said to be printed of which the recogniser did not think at
    all, surely seeing another one there; or the whole line is another one, though it reads surely.
    """
    read = line.choices.reading.text
    if read == line.printed:
        return False
    if not are_alike(read, line.printed):
        return line.choices.reading.confidence >= _SURE
    return any(
        _is_telling(read[i], line.printed[j])
        and _rules_out(line.choices.options[i], line.printed[j])
        for i, j in aligned_places(read, line.printed)
    )


def _rules_out(options: Sequence[Option], printed: str) -> bool:
    if any(option.character == printed for option in options):
        return False
    return all(option.probability / math.exp(option.evidence) >= _SURE for option in options)


def _is_telling(read: str, printed: str) -> bool:
    """Whether one is seen for the other only where it is printed: not so with signs."""
    return read != printed and (
        (read.isalpha() and printed.isalpha()) or (read.isdecimal() and printed.isdecimal())
    )


def objections_to(lines: Sequence[TaughtLine], lexicon: Lexicon) -> tuple[str, ...]:
    """Why a lexicon that was made of these lines is refused; () where they are sound."""
    corrected = [line for line in lines if line.corrected]
    contradicted = sum(map(is_contradicted, corrected))
    confirmed = [line for line in lines if not line.corrected and line.is_read_right]
    changed = sum(_is_changed(confirmed, lexicon))
    found = []
    if contradicted >= max(_LEAST_CONTRADICTED, MOST_CONTRADICTED * len(corrected)):
        found.append(
            f"修正数据可疑：{contradicted}/{len(corrected)} 行修正与图像不符。"
            f" Doubtful corrections: {contradicted} of {len(corrected)} corrected lines contradict"
            " their picture."
        )
    if changed > MOST_CHANGED * len(confirmed):
        found.append(
            f"词典会改动 {changed}/{len(confirmed)} 行已确认的文字。 The lexicon would change "
            f"{changed} of {len(confirmed)} lines that were confirmed as read."
        )
    return tuple(found)


def _is_changed(lines: Iterable[TaughtLine], lexicon: Lexicon) -> Iterable[bool]:
    return (rescored(line.choices, lexicon).text != line.printed for line in lines)
