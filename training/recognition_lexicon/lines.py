"""Lines whose text is known: what the recogniser makes of them, and what is printed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.ocr.choices import LineChoices
from models.ocr.recogniser import ChoiceReader
from training.recognition_lexicon.printed import PrintedLine

HELD_EVERY = 5
"""About every so many-th document is held back for the gate."""


@dataclass(frozen=True, slots=True)
class TaughtLine:
    """A line of a document as the recogniser reads it now, and its printed text.

    `phrase` is what a lexicon may learn of it: the whole text of its cell on the first line of the
    cell; '' on others, and where it may be a person's. `corrected` where a person changed it.
    `slices` name what it stands for in the gate: its source, damage.
    """

    document: str
    choices: LineChoices
    printed: str
    phrase: str = ""
    corrected: bool = False
    slices: tuple[str, ...] = ()

    @property
    def is_read_right(self) -> bool:
        """Whether the recogniser reads it right without help."""
        return self.choices.reading.text == self.printed


def read_printed(
    lines: Sequence[PrintedLine], reader: ChoiceReader, document: str, damage: str
) -> list[TaughtLine]:
    """Printed lines as taught ones; names may be learned, values not."""
    found = reader.read([line.pixels for line in lines])
    slices = ("synthetic", f"damage {damage}")
    return [
        TaughtLine(document, choices, line.text, _name(line.text), slices=slices)
        for line, choices in zip(lines, found, strict=True)
    ]


def _name(text: str) -> str:
    return "" if any(character.isdecimal() for character in text) else text


def split_held(lines: Iterable[TaughtLine]) -> tuple[list[TaughtLine], list[TaughtLine]]:
    """The lines to learn from, and those of the documents that are held back: about every fifth,
    at least one of two. Always the same ones, whatever else there is by then."""
    lines = list(lines)
    documents = sorted({line.document for line in lines}, key=_order)
    held = {document for document in documents if _number(document) % HELD_EVERY == 0}
    if not held and len(documents) > 1:
        held = {documents[0]}
    if len(held) == len(documents):
        held -= {documents[-1]}
    learned = [line for line in lines if line.document not in held]
    return learned, [line for line in lines if line.document in held]


def fold_of(document: str, folds: int) -> int:
    """Which of so many parts a document belongs to, whatever else there is."""
    return _number(f"fold {document}") % folds


def _order(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _number(document: str) -> int:
    return int(_order(document)[:8], 16)
