"""A corrected record and the cells it was read from → what each cell is, where that is sure."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from extractor.form.column_heads import Column, column_head
from extractor.form.labels import field_label, funding_item, goal_label
from extractor.form.tagged.cells import FormCells
from extractor.form.tagged.levels import FIRSTS, SECONDS
from extractor.form.tree import level1_key, level2_key
from models.form_tagger.encode import Whole
from models.form_tagger.keys import ITEM_KEYS, KEYS
from models.form_tagger.roles import ROLES, Role, TaggedPanel
from training.corrections.anchors import FoundRow, find_rows
from training.corrections.cell_truth import ROLE, UNKNOWN, CellTruth
from training.corrections.levels import FoundLevels, find_levels
from training.corrections.places import FormView, Run
from training.corrections.wanted import JsonObject, WantedText, wanted_rows, wanted_texts
from training.form_tagger.batches import NO_LINK
from training.form_tagger.meanings import item_key

_LONGEST_LABEL = 24
_LEAST_COLUMN = 3
_SAME_COLUMN = 0.9
_HEAD_ROWS = 3
_FIRSTS = {group: key for key, group in FIRSTS.items()}
_SECONDS = {group: key for key, group in SECONDS.items()}
_LABEL_OF = {
    Role.FIELD_VALUE: Role.FIELD_LABEL,
    Role.MONEY_VALUE: Role.MONEY_LABEL,
    Role.GOAL_VALUE: Role.GOAL_LABEL,
}
_HEADED = {Role.NUMBER: "number", Role.SIGN: "sign"}
_COLUMN_KEYS = {Column.OPERATOR: "sign", Column.EXTRA: "explanation"}
"""Heads whose keys the rules call otherwise than the tagger."""


def derive_targets(cells: FormCells, form: JsonObject) -> Whole:
    """(N, 5) targets of the cells of one form: role, panel, key, parent, continues, as of
    `batches.Example`; UNKNOWN where the record does not tell for sure.

    Args:
        cells: as `segment_to_cells` gives them.
        form: an entry of `forms` of the contract, as a person corrected it.
    """
    view = FormView(cells)
    truth = CellTruth(view, np.full((len(view), 5), UNKNOWN, np.int64))
    if not len(view):
        return truth.targets
    rows = find_rows(view, wanted_rows(form))
    levels = find_levels(view, rows)
    for row, above in zip(rows, levels, strict=True):
        _put_row(truth, row, above)
    body = [pair for pair in zip(rows, levels, strict=True) if pair[0].anchor]
    first = min((view.row(row.anchor[0]) for row, _ in body), default=view.end(len(view) - 1))
    _put_heads(truth, body, first)
    _put_texts(truth, wanted_texts(form), first)
    return truth.targets


def derived_share(targets: Whole) -> float:
    """Share of the cells whose role is known, 0–1."""
    return float((targets[:, ROLE] != UNKNOWN).mean()) if len(targets) else 0.0


def _put_row(truth: CellTruth, row: FoundRow, above: FoundLevels) -> None:
    if not row.anchor:
        return
    wanted = row.wanted
    if above.level1:
        truth.put(above.level1, Role.LEVEL1, TaggedPanel.NONE, _key1(wanted.level1))
        truth.link(above.level1, NO_LINK)
    if above.level2:
        truth.put(above.level2, Role.LEVEL2, wanted.panel, _key2(wanted.level2))
        if above.level1:
            truth.link(above.level2, above.level1[0])
        elif not wanted.level1:
            truth.link(above.level2, NO_LINK)
    anchor_role = wanted.anchor.role
    assert anchor_role is not None
    truth.put(row.anchor, anchor_role, wanted.panel, "")
    upper = _upper(row, above)
    truth.link(row.anchor, upper)
    own = row.anchor[0] if anchor_role is Role.LEVEL3 else upper
    for cell, run in row.beside.items():
        if cell.role is not None:
            truth.put(run, cell.role, cell.panel, "")
            truth.link(run, own)


def _upper(row: FoundRow, above: FoundLevels) -> int:
    """The label that an indicator belongs to."""
    wanted = row.wanted
    if wanted.level2:
        return above.level2[0] if above.level2 else UNKNOWN
    if wanted.level1:
        return above.level1[0] if above.level1 else UNKNOWN
    return NO_LINK


def _key1(text: str) -> str | None:
    known = level1_key(text)
    return None if known is None else _FIRSTS[known]


def _key2(text: str) -> str | None:
    known = level2_key(text)
    return None if known is None else _SECONDS[known]


def _put_heads(truth: CellTruth, body: Sequence[tuple[FoundRow, FoundLevels]], first: int) -> None:
    """Heads of the columns in which nearly all cells are of one kind."""
    view = truth.view
    columns: dict[int, Counter[tuple[Role, TaggedPanel]]] = defaultdict(Counter)
    for row, above in body:
        for index in (*above.level1, *above.level2, *row.cells()):
            if view.knows_columns(index) and truth.targets[index, ROLE] != UNKNOWN:
                role = ROLES[truth.targets[index, ROLE]]
                columns[view.column(index)][role, row.wanted.panel] += 1
    panels = {row.wanted.panel for row, _ in body}
    for column, counted in columns.items():
        (role, _), count = counted.most_common(1)[0]
        if count < _LEAST_COLUMN or count < _SAME_COLUMN * counted.total():
            continue
        head = _head(view, column, first)
        key = _HEADED.get(role, role.value)
        if head is not None and key in KEYS and truth.free((head,)) and _may_head(view, head, key):
            truth.put(
                (head,), Role.COLUMN_HEAD, TaggedPanel.NONE if len(panels) == 1 else None, key
            )
            truth.link((head,), NO_LINK)


def _head(view: FormView, column: int, first: int) -> int | None:
    """The cell over a column, in the rows before the first indicator."""
    for row in range(first - 1, max(-1, first - 1 - _HEAD_ROWS), -1):
        for index in view.by_row.get(row, ()):
            if view.column(index) == column and view.knows_columns(index):
                token = view.cells.seen[index]
                return (
                    index if token.column_span == 1 and len(token.text) <= _LONGEST_LABEL else None
                )
    return None


def _may_head(view: FormView, head: int, key: str) -> bool:
    """Whether the rules know a head by this key."""
    known = column_head(view.text(head))
    if known is None:
        return False
    is_number = known is Column.VALUE and key == "number"
    return is_number or _COLUMN_KEYS.get(known, known.value) == key


def _put_texts(truth: CellTruth, texts: Sequence[WantedText], first: int) -> None:
    """What stands outside of the indicators. Texts that read alike are told apart by their labels,
    or not at all."""
    groups: dict[str, list[WantedText]] = defaultdict(list)
    for text in texts:
        groups[text.text].append(text)
    placed: list[tuple[WantedText, Run]] = []
    for alike in groups.values():
        placed += _placed(truth, alike)
    used = Counter(index for _, run in placed for index in run)
    placed = [(text, run) for text, run in placed if all(used[n] == 1 for n in run)]
    for text, run in placed:
        if text.role is not None:
            truth.put(run, text.role, text.panel, text.key)
    for text, run in placed:
        if text.role is Role.TITLE or text.role is Role.FIELD_LABEL:
            truth.link(run, NO_LINK)
        elif text.role in _LABEL_OF:
            _put_label(truth, text, run, first)


def _placed(truth: CellTruth, alike: Sequence[WantedText]) -> list[tuple[WantedText, Run]]:
    view = truth.view
    found: list[tuple[WantedText, Run]] = []
    runs = {run for text in alike for run in view.runs(text) if truth.free(run)}
    meanings = {(text.role, text.panel, text.key) for text in alike}
    if len(meanings) == 1 and len(runs) == len(alike):
        return list(zip(alike, sorted(runs), strict=True))
    for text in alike:
        own = [r for r in runs if view.stands_there(r, text.seen) and _is_labelled(view, text, r)]
        beside = {view.row(run[0]) for run in runs - set(own)}
        own = [run for run in own if view.row(run[0]) not in beside]
        rivals = [t for t in alike if t is not text and (t.role, t.key) == (text.role, text.key)]
        if len(own) == 1 and not rivals:
            found.append((text, own[0]))
    return found


def _is_labelled(view: FormView, text: WantedText, run: Run) -> bool:
    """Whether a text stands behind a label that the rules know for it."""
    left = _left(view, run)
    return left is not None and _names(view.text(left), text)


def _left(view: FormView, run: Run) -> int | None:
    """The cell left of a text; of copies that a merged cell left, the first."""
    left = view.left_of(run[0])
    while left is not None:
        before = view.left_of(left)
        if before is None or view.text(before) != view.text(left):
            return left
        left = before
    return None


def _names(label: str, text: WantedText) -> bool:
    match text.role:
        case Role.FIELD_VALUE:
            known = field_label(label)
            return known is not None and known.value == text.key
        case Role.MONEY_VALUE:
            item = funding_item(label)
            return item is not None and item_key(item) == text.key
        case Role.GOAL_VALUE:
            return goal_label(label)
        case _:
            return False


def _put_label(truth: CellTruth, text: WantedText, run: Run, first: int) -> None:
    """The label of a value: left of it where the rules know it or it can be nothing else, else the
    head of its column."""
    view = truth.view
    assert text.role is not None
    if text.role is Role.GOAL_VALUE and _has_two_labels(view, run):
        return
    left = _left(view, run)
    if left is not None and _is_label(truth, text, (left, run[0]), first):
        key = text.key if text.role is Role.FIELD_VALUE else None
        panel = TaggedPanel.NONE if text.role is Role.FIELD_VALUE else None
        if text.role is Role.MONEY_VALUE and text.key in ITEM_KEYS:
            key, panel = text.key, text.panel
        truth.put((left,), _LABEL_OF[text.role], panel, key)
        truth.link((left,), NO_LINK)
        truth.link(run, left)
        return
    above = _head(view, view.column(run[0]), view.row(run[0]))
    if view.row(run[0]) != first or above is None or not view.knows_columns(run[0]):
        return
    names = _names(view.text(above), text) and truth.free((above,))
    if names:
        key = "goal" if text.role is Role.GOAL_VALUE else text.key
        truth.put((above,), Role.COLUMN_HEAD, None, key)
        truth.link((above,), NO_LINK)
    if names or truth.targets[above, ROLE] == ROLES.index(Role.COLUMN_HEAD):
        truth.link(run, above)


def _has_two_labels(view: FormView, run: Run) -> bool:
    """Whether a short text stands over a goal as well as left of it: which one is its label is not
    said."""
    row, column = view.row(run[0]) - 1, view.column(run[0])
    over = [n for n in view.by_row.get(row, ()) if view.column(n) == column]
    short = any(len(view.text(n)) <= _LONGEST_LABEL for n in over)
    return short and _left(view, run) is not None


def _is_label(truth: CellTruth, text: WantedText, at: tuple[int, int], first: int) -> bool:
    view = truth.view
    left, value = at
    label = view.text(left)
    if truth.targets[left, ROLE] in (ROLES.index(Role.FIELD_LABEL), ROLES.index(Role.MONEY_LABEL)):
        return _names(label, text) or text.key == "other_field"
    if not truth.free((left,)) or view.row(value) >= first:
        return False
    return _names(label, text)
