"""How people write the concepts: phrases with alternatives, and drawing from them.

A phrase is `{制定|修订}{制度|办法}{数量|}`: of each pair of braces one alternative is drawn, and
`$name` stands for a list of words.txt.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.synthesis.contents.draw import pick

FOLDER = Path(__file__).parent / "phrases"
_WORDS = "words.txt"
_NAMED = re.compile(r"\$([a-z]+)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern: each slot holds its alternatives, a fixed text being the only one."""

    slots: tuple[tuple[str, ...], ...]

    def draw(self, rng: np.random.Generator) -> str:
        """One wording."""
        return "".join(pick(rng, slot) for slot in self.slots)

    def count(self) -> int:
        """How many wordings there are."""
        total = 1
        for slot in self.slots:
            total *= len(slot)
        return total


def read_phrases(folder: Path = FOLDER) -> dict[str, tuple[Phrase, ...]]:
    """The phrases of each concept id.

    Raises:
        ValueError: a line is no `ID: phrases`, an id stands twice or a list is not there.
    """
    words = dict(_lines(folder / _WORDS))
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for path in sorted(folder.glob("*.txt")):
        if path.name == _WORDS:
            continue
        for identity, text in _lines(path):
            if identity in phrases:
                raise ValueError(f"{path.name}: {identity} stands twice")
            phrases[identity] = tuple(parse_phrase(part, words) for part in text.split())
    return phrases


def parse_phrase(text: str, words: dict[str, str]) -> Phrase:
    """A pattern → its slots.

    Args:
        words: list name → its alternatives, separated by |.
    Raises:
        ValueError: a list is not there.
    """

    def listed(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise ValueError(f"no list of words is called {match[1]}")
        return words[match[1]]

    braced = re.sub(r"\{[^{}]*\}|\$[a-z]+", _in_braces, text)
    parts = re.split(r"\{([^{}]*)\}", _NAMED.sub(listed, braced))
    slots = [tuple(part.split("|")) if place % 2 else (part,) for place, part in enumerate(parts)]
    return Phrase(tuple(slot for slot in slots if slot != ("",)))


def _in_braces(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("{") else "{" + match[0] + "}"


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, text = line.partition(": ")
        if not colon:
            raise ValueError(f"{path.name}, line {number}: no name before a colon")
        yield name, text
