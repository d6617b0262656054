"""Texts of a form with what they are: cells, put together where a text goes on in the next one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from extractor.form.rows import Token, joined
from extractor.form.tagged.beliefs import Beliefs, Decided, Scores
from extractor.form.tagged.matching import NOWHERE
from extractor.verbatim import Panel, Printed
from models.form_tagger.roles import Role

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Item:
    """A text: its cells, the place of each among the form's cells, and what it is.

    `row` and `end` are its first row and the first one below it. The confidence of `printed` is
    that of its reading times the sureness of role and panel.
    """

    indices: tuple[int, ...]
    tokens: tuple[Token, ...]
    role: Role
    panel: Panel | None
    printed: Printed
    row: int
    end: int
    repeated: bool = False

    @property
    def index(self) -> int:
        """The place of its first cell."""
        return self.indices[0]

    @property
    def reading(self) -> float:
        """The lowest reading confidence of its cells, 0–1."""
        return min(token.confidence for token in self.tokens)

    @property
    def folded(self) -> str:
        """The text for comparing."""
        return "".join(token.folded for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Reading:
    """All texts of a form in reading order, and the beliefs they come from. `title` is the place of
    the cell that starts the form, NOWHERE for none."""

    beliefs: Beliefs
    items: tuple[Item, ...]
    title: int = NOWHERE

    def of(self, *roles: Role) -> list[Item]:
        """The texts of some roles that do not repeat another one, in reading order. The form's own
        title is nothing else."""
        return [
            i for i in self.items if i.role in roles and not i.repeated and i.index != self.title
        ]

    def links(self, child: Item, parents: Iterable[Item]) -> Scores:
        """Logarithms of the probabilities that a text belongs to each of others, or to nothing
        (last), if it belongs to nothing else."""
        rows = np.exp(self.beliefs.parents[list(child.indices)])
        cells = [p.indices for p in parents]
        starts = np.cumsum([0, *map(len, cells)])[:-1]
        columns = rows[:, list(chain.from_iterable(cells))]
        to_each = np.add.reduceat(columns, starts, axis=1).max(axis=0) if cells else np.zeros(0)
        shares = np.append(to_each, rows[:, -1].min()) + _LEAST
        return np.asarray(np.log(shares / shares.sum()), np.float64)


def beliefs_to_reading(beliefs: Beliefs, decided: Decided) -> Reading:
    """Put the cells of one text together."""
    first = list(range(beliefs.count))
    for index, before in enumerate(decided.follows):
        if before != NOWHERE:
            first[index] = first[before]
    members: dict[int, list[int]] = {}
    for index, head in enumerate(first):
        members.setdefault(head, []).append(index)
    return Reading(beliefs, tuple(_item(beliefs, decided, m) for m in members.values()))


def _item(beliefs: Beliefs, decided: Decided, members: list[int]) -> Item:
    head = members[0]
    tokens = tuple(beliefs.cells.tokens[index] for index in members)
    printed = joined(token.printed for token in tokens) or tokens[0].printed
    sure = min(decided.sureness[index] for index in members)
    seen = beliefs.cells.seen[head]
    return Item(
        tuple(members),
        tokens,
        decided.roles[head],
        decided.panels[head],
        replace(printed, confidence=printed.confidence * sure),
        seen.row,
        beliefs.cells.ends[head],
        head in decided.repeated,
    )
