"""One form from its cells and what a tagger says of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from extractor.form.affinity import is_skeleton
from extractor.form.draft import Draft
from extractor.form.header import read_head_row
from extractor.form.reader import read_year_line
from extractor.form.rows import Row
from extractor.form.segment import Segment
from extractor.form.tagged.beliefs import Beliefs, decide
from extractor.form.tagged.cells import segment_to_cells
from extractor.form.tagged.ellipses import without_ellipses
from extractor.form.tagged.head import (
    book_labels,
    read_fields,
    read_goals,
    read_tasks,
    read_titles,
)
from extractor.form.tagged.indicators import read_tree
from extractor.form.tagged.items import Reading, beliefs_to_reading
from extractor.form.tagged.money import read_money
from models.form_tagger.roles import Role
from models.form_tagger.session import FormTags
from models.form_tagger.tokens import FormToken


class Tagger(Protocol):
    """Says of each cell of a form what it is and where it belongs."""

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        """The cells are those of one form, in reading order."""
        ...


def tagged_draft(segment: Segment, tagger: Tagger) -> Draft:
    """A form as the tagger understands it. Texts that find no place are left free."""
    reading = segment_to_reading(segment, tagger)
    rows = tuple(r for r in (segment.title, *segment.body) if r is not None)
    draft = Draft((*segment.before, *rows))
    reading = without_ellipses(draft, reading)
    read_titles(draft, reading, segment.title)
    _read_notes(draft, reading)
    read_fields(draft, reading)
    read_money(draft, reading)
    read_tasks(draft, reading)
    read_goals(draft, reading)
    read_tree(draft, reading)
    book_labels(draft, reading)
    _skip_fillers(draft, reading)
    return draft


def segment_to_reading(segment: Segment, tagger: Tagger) -> Reading:
    """The texts of a form and what each is."""
    cells = segment_to_cells(segment)
    beliefs = Beliefs(cells, tagger.tag(cells.seen))
    reading = beliefs_to_reading(beliefs, decide(beliefs))
    if segment.title is None:
        return reading
    return replace(reading, title=cells.tokens.index(segment.title.tokens[0]))


def _read_notes(draft: Draft, reading: Reading) -> None:
    """Lines with the year, the unit of all amounts, who filled the form in."""
    for item in reading.of(Role.UNIT_NOTE):
        token = item.tokens[0]
        row = Row(token.key[0], None, (token,))
        if draft.ledger.free(token) and not read_year_line(draft, row):
            read_head_row(draft, row)


def _skip_fillers(draft: Draft, reading: Reading) -> None:
    for item in reading.of(Role.FILLER):
        if is_skeleton(item.folded):
            draft.skipped.extend(draft.ledger.use(token, "skeleton") for token in item.tokens)
