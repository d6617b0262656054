"""Cells of a form as a corrected record is looked for in them: by text and by place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from extractor.document import Provenance
from extractor.form.rows import Token
from extractor.form.tagged.cells import FormCells
from models.form_tagger.tokens import TokenLayout
from training.corrections.wanted import Seen, WantedText

Run = tuple[int, ...]
"""Cells that together print one text, in reading order."""

_LEAST_PIECE = 2
_MOST_PIECES = 4
_PIECE_ROWS = 4
_PIECE_CELLS = 60
_ALIKE = 0.6
_INSIDE = 0.5


@dataclass(frozen=True)
class FormView:
    """The cells of one form in reading order."""

    cells: FormCells

    def __len__(self) -> int:
        return len(self.cells.seen)

    @cached_property
    def by_text(self) -> dict[str, list[int]]:
        """The cells that print a text."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(self.cells.seen):
            found[token.text].append(index)
        return found

    @cached_property
    def by_row(self) -> dict[int, list[int]]:
        """The cells over each row, those that begin above it too, left to right."""
        found: dict[int, list[int]] = defaultdict(list)
        for index, token in enumerate(self.cells.seen):
            for row in range(token.row, self.cells.ends[index]):
                found[row].append(index)
        for members in found.values():
            members.sort(key=lambda index: (self.column(index), index))
        return found

    def text(self, index: int) -> str:
        """Folded text of a cell."""
        return self.cells.seen[index].text

    def row(self, index: int) -> int:
        """First row of a cell."""
        return self.cells.seen[index].row

    def end(self, index: int) -> int:
        """The row below a cell."""
        return self.cells.ends[index]

    def column(self, index: int) -> int:
        """First column of a cell."""
        return self.cells.seen[index].column

    def knows_columns(self, index: int) -> bool:
        """Whether the column of a cell means something."""
        return self.cells.seen[index].layout in (TokenLayout.EXACT, TokenLayout.FLATTENED)

    def is_exact(self, index: int) -> bool:
        """Whether the cell's spans are known."""
        return self.cells.seen[index].layout is TokenLayout.EXACT

    def left_of(self, index: int) -> int | None:
        """The cell before it in its row."""
        row = self.by_row[self.row(index)]
        at = row.index(index)
        if at and (self.knows_columns(index) or row[at - 1] < index):
            return row[at - 1]
        return None

    def runs(self, wanted: WantedText) -> list[Run]:
        """Where a text may be printed: in one cell, else cut over several, else, misread, in the
        place that the record names."""
        whole: list[Run] = [(index,) for index in self.by_text.get(wanted.text, ())]
        found = self._standing(whole, wanted.seen)
        if not found and len(wanted.text) > _LEAST_PIECE:
            found = self._standing(list(self._cut(wanted.text)), wanted.seen)
        if not found and wanted.seen:
            found = self._misread(wanted)
        return found

    def stands_there(self, run: Run, seen: Seen) -> bool:
        """Whether all cells of a run stand where the record says; yes where it says nothing."""
        return not seen or all(_meets(self.cells.tokens[n], seen) for n in run)

    def _standing(self, runs: Sequence[Run], seen: Seen) -> list[Run]:
        return [run for run in runs if self.stands_there(run, seen)]

    def _cut(self, text: str) -> Iterable[Run]:
        for index, token in enumerate(self.cells.seen):
            piece = token.text
            if len(piece) >= _LEAST_PIECE and len(piece) < len(text) and text.startswith(piece):
                rest = self._rest((index,), text[len(piece) :])
                if rest is not None:
                    yield rest

    def _rest(self, run: Run, text: str) -> Run | None:
        """The run with the cells that print the rest of its text; the nearest in its column, else
        the nearest behind."""
        if not text:
            return run
        if len(run) >= _MOST_PIECES:
            return None
        last = run[-1]
        behind = range(last + 1, min(len(self), last + _PIECE_CELLS))
        fitting = [
            n
            for n in behind
            if self.row(n) <= self.end(last) + _PIECE_ROWS and text.startswith(self.text(n))
        ]
        fitting.sort(key=lambda n: (not self._below(last, n), n))
        for index in fitting:
            found = self._rest((*run, index), text[len(self.text(index)) :])
            if found is not None:
                return found
        return None

    def _below(self, upper: int, lower: int) -> bool:
        return self.knows_columns(lower) and self.column(upper) == self.column(lower)

    def _misread(self, wanted: WantedText) -> list[Run]:
        """The cells in the place of a text that a person corrected."""
        near = [n for n, token in enumerate(self.cells.tokens) if _meets(token, wanted.seen)]
        if any(place.bbox is not None for place in wanted.seen):
            printed = "".join(self.text(n) for n in near)
            return [tuple(near)] if near and _alike(printed, wanted.text) else []
        like = [n for n in near if _alike(self.text(n), wanted.text)]
        return [(like[0],)] if len(like) == 1 else []


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _meets(token: Token, seen: Seen) -> bool:
    """Whether a cell stands in one of the places; yes where either does not say."""
    if not token.where or not seen:
        return True
    return any(_lies_in(place, other) for place in token.where for other in seen)


def _lies_in(place: Provenance, other: Provenance) -> bool:
    """Whether a place is in another one as far as both say, a box with half of it."""
    if place.page != other.page:
        return False
    if place.bbox is None or other.bbox is None:
        return place.line is None or other.line is None or place.line == other.line
    shared = place.bbox.intersection(other.bbox)
    return shared > 0 and shared >= _INSIDE * place.bbox.area
