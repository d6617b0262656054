"""Sheet → forms, by rules, by a tagger, or by both."""

from collections.abc import Iterator
from enum import StrEnum

from extractor.form.accounting import draft_to_form
from extractor.form.columns import ColumnPlan
from extractor.form.draft import Draft
from extractor.form.loose import tighten
from extractor.form.reader import read_forms, segment_to_draft
from extractor.form.rows import fold, sheet_to_rows
from extractor.form.segment import Segment, rows_to_segments
from extractor.form.tagged.combine import combine, tree_of
from extractor.form.tagged.confidence import with_confidence
from extractor.form.tagged.items import Reading
from extractor.form.tagged.reader import Tagger, segment_to_reading, tagged_draft
from extractor.form.tree import level2_key
from extractor.grid import Sheet
from extractor.verbatim import Form

_LEAST_LEVELS = 2
_MOST_CELLS = 4000  # of a form that is tagged: links of cells are as many as their square


class FormReader(StrEnum):
    """Who says what the cells of a form are."""

    RULES = "rules"
    MODEL = "model"
    BOTH = "both"


def read_forms_by(how: FormReader, sheet: Sheet, tagger: Tagger) -> tuple[Form, ...]:
    """All forms of a sheet, in printed order; () where it holds none. The rules need no tagger,
    and read forms of more than 4,000 cells alone."""
    match how:
        case FormReader.RULES:
            return read_forms(sheet)
        case FormReader.MODEL:
            drafts = [
                segment_to_draft(s, None)[0] if _is_too_long(s) else tagged_draft(s, tagger)
                for s in tagged_segments(sheet)
            ]
            known = bool(rows_to_segments(sheet_to_rows(sheet)))
            return tuple(draft_to_form(d) for d in drafts if known or _stands_under_levels(d))
        case FormReader.BOTH:
            return tuple(draft_to_form(draft) for draft in _both(sheet, tagger))


def read_tags(sheet: Sheet, tagger: Tagger) -> tuple[Reading, ...]:
    """What the tagger says of the cells of each form that it reads, to look at."""
    segments = tagged_segments(sheet)
    return tuple(segment_to_reading(s, tagger) for s in segments if not _is_too_long(s))


def tagged_segments(sheet: Sheet) -> tuple[Segment, ...]:
    """The forms of a sheet as the tagger reads them: rows as they are, even where text lost its
    own; a sheet without the title of any form is one form."""
    rows = sheet_to_rows(sheet)
    segments = rows_to_segments(rows)
    if not segments and any(not row.is_text for row in rows):
        return (Segment((), None, rows),)
    return segments


def paired_drafts(sheet: Sheet, tagger: Tagger) -> Iterator[tuple[Draft | None, Draft | None]]:
    """Each form as the rules read it, None where they find none, and as the tags do, None where
    it has too many cells for the tagger."""
    by_rules = rows_to_segments(tighten(sheet_to_rows(sheet)))
    by_tags = tagged_segments(sheet)
    plan: ColumnPlan | None = None
    if by_rules and len(by_rules) != len(by_tags):
        by_tags = by_rules  # text that only the rules can part into rows
    for number, segment in enumerate(by_tags):
        tagged = None if _is_too_long(segment) else tagged_draft(segment, tagger)
        if not by_rules:
            if tagged is not None and _stands_under_levels(tagged):
                yield None, tagged
            continue
        rules, plan = segment_to_draft(by_rules[number], plan)
        yield rules, tagged


def _is_too_long(segment: Segment) -> bool:
    return sum(len(row.tokens) for row in (*segment.before, *segment.body)) > _MOST_CELLS


def _stands_under_levels(draft: Draft) -> bool:
    """Whether what the tagger read is a form, though the rules found the beginning of none: its
    rows stand under known levels. Otherwise any table would be one."""
    labels = {fold(row.level2.text) for row in draft.indicators if row.level2 is not None}
    return len({key for label in labels if (key := level2_key(label))}) >= _LEAST_LEVELS


def _both(sheet: Sheet, tagger: Tagger) -> Iterator[Draft]:
    for rules, tagged in paired_drafts(sheet, tagger):
        if rules is not None:
            yield rules if tagged is None else combine(rules, tagged)
        elif tagged is not None:
            tree = tree_of(tagged, tagged, None)
            tagged.indicators = with_confidence(tagged.indicators, tree.sure)
            yield tagged
