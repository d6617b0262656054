"""A draft is closed: every cell that found no place in it is unassigned, none is lost."""

from collections.abc import Sequence

from extractor.form.affinity import is_skeleton
from extractor.form.draft import Draft
from extractor.form.header import split_inline
from extractor.form.level_names import level1_label, level2_label
from extractor.form.rows import Token, fold
from extractor.form.text_pool import TextPool
from extractor.form.titles import title_kind
from extractor.verbatim import Form, FormType

_LEVEL_ROLES = {"level1", "level2"}
_LABEL_ROLES = {
    "title",
    "year",
    "field_label",
    "funding_label",
    "goal_label",
    "task_label",
    "column_head",
    "stub",
    "lone_label",
    "repeated",
}


def draft_to_form(draft: Draft) -> Form:
    """What has been read, with every cell that found no place among `unassigned`."""
    tokens = [t for row in draft.rows for t in row.tokens]
    kind = title_kind(fold(draft.title.text)) if draft.title else FormType.UNKNOWN
    pages = sorted({place.page for t in tokens for place in t.where}) or [1]
    unplaced = _unplaced(draft, tokens)
    return Form(
        form_type=kind,
        title=draft.title,
        year=draft.year,
        fields=tuple(draft.fields.items()),
        other_fields=tuple(draft.other_fields),
        funding=tuple(draft.funding),
        tasks=tuple(draft.tasks),
        goals=tuple(draft.goals),
        indicators=tuple(draft.indicators),
        unassigned=tuple(t.printed for t in unplaced_cells(draft)),
        labels=(
            *(t.printed for t in tokens if _is_label(draft, t, unplaced)),
            *draft.inline_labels,
        ),
        skipped_rows=tuple(draft.skipped),
        pages=tuple(pages),
    )


def _is_label(draft: Draft, token: Token, unplaced: set[tuple[int, ...]]) -> bool:
    """Whether a cell is an understood label; a level that no indicator stands under is one too."""
    role = draft.ledger.roles.get(token.key, "")
    if role in _LEVEL_ROLES and token.key in unplaced:
        return level1_label(token.folded) is not None or level2_label(token.folded) is not None
    return role in _LABEL_ROLES


def unplaced_cells(draft: Draft) -> tuple[Token, ...]:
    """Cells of a draft that would be unassigned."""
    tokens = [t for row in draft.rows for t in row.tokens]
    unplaced = _unplaced(draft, tokens)
    return tuple(t for t in tokens if t.key in unplaced and not _is_label(draft, t, unplaced))


def _unplaced(draft: Draft, tokens: Sequence[Token]) -> set[tuple[int, ...]]:
    """Keys of cells that no part took, or that a part took but that stand nowhere in the form,
    such as a level label without any indicator below it."""
    pool = TextPool(draft.texts())
    return {
        t.key
        for t in tokens
        if draft.ledger.free(t) or not (_stands(draft, t, pool) or split_inline(t))
    }


def _stands(draft: Draft, token: Token, pool: TextPool) -> bool:
    pieces = draft.ledger.pieces.get(token.key, (token.folded,))
    return all(pool.holds(piece) or is_skeleton(piece) for piece in pieces)
