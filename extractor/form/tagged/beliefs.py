"""What the tagger thinks of the cells, and what each is once a row and a column agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from extractor.form.tagged.cells import FormCells
from extractor.form.tagged.matching import NOWHERE, assign
from extractor.verbatim import Panel
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import LEAF_COLUMNS, PANELS, ROLES, Role, TaggedPanel
from models.form_tagger.session import FormTags
from models.form_tagger.tokens import TokenLayout

Scores = NDArray[np.float64]

_SLOTS = (Role.LEVEL1, Role.LEVEL2, Role.LEVEL3, *LEAF_COLUMNS)
_SIDES = (TaggedPanel.ANNUAL, TaggedPanel.MEDIUM_TERM)
_PANEL = {TaggedPanel.MEDIUM_TERM: Panel.MEDIUM_TERM, TaggedPanel.ANNUAL: Panel.ANNUAL}
_FLOOR = 1e-6
_LEAST_VOTE = -4.0  # logarithm: one odd cell does not turn a column
_REPEATED = -6.0  # logarithm of the price of a cell whose place in the row is taken
_AGREEMENT = 0.5  # what counts as the same text going on

_MEASURED = (Role.LEVEL3, Role.VALUE, Role.NUMBER)
_ONE_PANEL = 20.0  # what all cells of the only panel say counts as so many of them

_WHOLE = (Role.TITLE, Role.UNIT_NOTE, Role.NOISE)
"""Texts that do not go on in another cell."""

_ROLE_AT = {role: number for number, role in enumerate(ROLES)}
_KEY_AT = {key: number for number, key in enumerate(KEYS)}
_SIDE_AT = [PANELS.index(side) for side in _SIDES]
_SLOT_AT = [_ROLE_AT[role] for role in _SLOTS]


@dataclass(frozen=True)
class Beliefs:
    """The cells of a form, and the tagger's numbers of them."""

    cells: FormCells
    tags: FormTags

    @property
    def count(self) -> int:
        """Number of cells."""
        return len(self.cells.tokens)

    @cached_property
    def roles(self) -> Scores:
        """(cells, roles) logarithms; in exact tables the cells of a column agree."""
        own: Scores = _log(self.tags.roles)
        for members in self._columns().values():
            own[members] += self._vote(members)
        return own

    @cached_property
    def sides(self) -> Scores:
        """(cells, 2) logarithms of annual and medium-term; what names no panel is annual."""
        chosen = self.tags.panels[:, _SIDE_AT].astype(np.float64) + _FLOOR
        chosen[:, 0] += self.tags.panels[:, PANELS.index(TaggedPanel.NONE)]
        own: Scores = np.log(chosen / chosen.sum(axis=1, keepdims=True))
        measured = self._likeliest(_MEASURED)
        if measured and self._has_one_panel():
            own = own + own[measured].mean(axis=0) * _ONE_PANEL
            own = own - np.logaddexp(own[:, :1], own[:, 1:])
        return np.asarray(own, np.float64)

    @cached_property
    def keys(self) -> Scores:
        """(cells, keys) logarithms."""
        return _log(self.tags.keys)

    @cached_property
    def parents(self) -> Scores:
        """(cells, cells + 1) logarithms; the last column is none."""
        lowest = float(np.log(_FLOOR))
        return np.asarray(np.maximum(self.tags.parent.astype(np.float64), lowest), np.float64)

    def key_scores(self, index: int, keys: Sequence[str]) -> Scores:
        """Logarithms of some keys of a cell."""
        chosen: Scores = self.keys[index, [_KEY_AT[key] for key in keys]]
        return chosen

    def _has_one_panel(self) -> bool:
        """Whether the form shows one panel only: one head of values, no label of a panel."""
        heads = self._likeliest((Role.COLUMN_HEAD,))
        keys = {_KEY_AT[key] for key in ("value", "number")}
        values = sum(int(self.tags.keys[index].argmax()) in keys for index in heads)
        return values == 1 and not self._likeliest((Role.PANEL_LABEL,))

    @cached_property
    def _own_roles(self) -> list[int]:
        """The likeliest role of each cell, before a column is asked."""
        return [int(role) for role in self.tags.roles.argmax(axis=1)]

    def _likeliest(self, roles: Sequence[Role]) -> list[int]:
        """Cells that are most likely of one of these roles."""
        at = {_ROLE_AT[role] for role in roles}
        return [n for n, role in enumerate(self._own_roles) if role in at]

    def _columns(self) -> dict[tuple[int, int], list[int]]:
        """Cells of indicators in exact tables, by block and column."""
        found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index in self._likeliest(_SLOTS):
            if self.cells.seen[index].layout is TokenLayout.EXACT:
                token = self.cells.tokens[index]
                found[token.key[0], token.column].append(index)
        return found

    def _vote(self, members: Sequence[int]) -> Scores:
        votes = np.maximum(_log(self.tags.roles[members]), _LEAST_VOTE)
        return np.asarray(votes.mean(axis=0), np.float64)


@dataclass(frozen=True, slots=True)
class Decided:
    """What each cell is. `repeated` are cells whose place in their row is taken; `follows` says of
    whose text a cell is the next piece, NOWHERE for none; `sureness` is that of role and panel."""

    roles: tuple[Role, ...]
    panels: tuple[Panel | None, ...]
    repeated: frozenset[int]
    follows: tuple[int, ...]
    sureness: tuple[float, ...]


def decide(beliefs: Beliefs) -> Decided:
    """The likeliest role and panel of every cell, where no place of a row is taken twice."""
    likeliest = beliefs.roles.argmax(axis=1) if beliefs.count else np.zeros(0, np.int64)
    roles = [ROLES[role] for role in likeliest]
    panels = [_panel(beliefs, index, role) for index, role in enumerate(roles)]
    follows = _follows(beliefs, roles)
    repeated: set[int] = set()
    for members in _rows(beliefs, roles, follows):
        places = [(roles[index], panels[index]) for index in members]
        if len(set(places)) < len(places):
            repeated |= _part(beliefs, members, roles, panels)
    sureness = tuple(_sureness(beliefs, i, roles[i], panels[i]) for i in range(beliefs.count))
    return Decided(tuple(roles), tuple(panels), frozenset(repeated), tuple(follows), sureness)


def _panel(beliefs: Beliefs, index: int, role: Role) -> Panel | None:
    likeliest = PANELS[int(beliefs.tags.panels[index].argmax())]
    if role in _SLOTS and role not in (Role.LEVEL1, Role.LEVEL2):
        likeliest = _SIDES[int(beliefs.sides[index].argmax())]
    return _PANEL.get(likeliest)


def _follows(beliefs: Beliefs, roles: list[Role]) -> list[int]:
    """The cell above whose text goes on in each; such a cell has the role of that one."""
    found = [NOWHERE] * beliefs.count
    for index in range(1, beliefs.count):
        before = np.exp(beliefs.tags.continues[index, :index])
        best = int(before.argmax())
        if before[best] > _AGREEMENT and roles[best] not in _WHOLE:
            found[index], roles[index] = best, roles[best]
    return found


def _rows(beliefs: Beliefs, roles: Sequence[Role], follows: Sequence[int]) -> list[list[int]]:
    """Cells of indicators by row, where rows are rows."""
    rows: dict[int, list[int]] = defaultdict(list)
    for index, seen in enumerate(beliefs.cells.seen):
        in_table = seen.layout in (TokenLayout.EXACT, TokenLayout.FLATTENED)
        if in_table and roles[index] in _SLOTS and follows[index] == NOWHERE:
            rows[seen.row].append(index)
    return list(rows.values())


def _part(
    beliefs: Beliefs, members: Sequence[int], roles: list[Role], panels: list[Panel | None]
) -> set[int]:
    """Give the cells of a row different places, and return those that find none."""
    of_role = beliefs.roles[members][:, _SLOT_AT]
    of_side = beliefs.sides[members]
    slots = (of_role[:, :, None] + of_side[:, None, :]).reshape(len(members), -1)
    best = np.eye(len(members)) - 1  # a cell that finds no place keeps what it is
    own = np.where(best == 0, _REPEATED + slots.max(axis=1)[:, None], -np.inf)
    places = assign(np.concatenate([slots, np.maximum(own, -1e6)], axis=1))
    lost: set[int] = set()
    for index, place in zip(members, places, strict=True):
        if place >= slots.shape[1]:
            lost.add(index)
            continue
        roles[index] = _SLOTS[place // len(_SIDES)]
        panels[index] = _PANEL[_SIDES[place % len(_SIDES)]]
    return lost


def _sureness(beliefs: Beliefs, index: int, role: Role, panel: Panel | None) -> float:
    sure = float(beliefs.tags.roles[index, _ROLE_AT[role]])
    if role in _SLOTS and panel is not None and role not in (Role.LEVEL1, Role.LEVEL2):
        side = 0 if panel is Panel.ANNUAL else 1
        sure *= float(np.exp(beliefs.sides[index, side]))
    return sure


def _log(probabilities: NDArray[np.float32]) -> Scores:
    return np.asarray(np.log(probabilities.astype(np.float64) + _FLOOR), np.float64)
