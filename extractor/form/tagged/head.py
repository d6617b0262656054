"""The parts of a form above its indicators: title, fields, money, tasks, goals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.form.draft import Draft
from extractor.form.rows import Row, fold, joined
from extractor.form.tagged.items import Item, Reading
from extractor.form.tagged.matching import NOWHERE, assign
from extractor.form.titles import YEAR
from extractor.verbatim import FieldKey, Goal, OtherField, Panel, Printed, TaskLine
from models.form_tagger.keys import FIELD_KEYS
from models.form_tagger.roles import Role

_INLINE = re.compile(r"\s*(?P<label>[^:：]{2,24}?)\s*[:：]\s*(?P<value>\S(?:.*\S)?)\s*$", re.DOTALL)
_TASK_COLUMNS = ("task_total", "task_fiscal", "task_other")
_LABELS = {
    Role.FIELD_LABEL: "field_label",
    Role.TASK_LABEL: "task_label",
    Role.TASK_HEAD: "task_label",
    Role.GOAL_LABEL: "goal_label",
    Role.STUB: "stub",
    Role.PANEL_LABEL: "stub",
    Role.COLUMN_HEAD: "column_head",
    Role.MONEY_LABEL: "funding_label",
    Role.MONEY_HEAD: "funding_label",
    Role.TOTAL_LABEL: "field_label",
    Role.APPROVAL_LABEL: "field_label",
}


@dataclass(frozen=True, slots=True)
class _Pair:
    label: Item | None
    value: Item | None


def read_titles(draft: Draft, reading: Reading, title: Row | None) -> None:
    """The title: the row that starts the form, else the cell most like one."""
    if title is not None:
        draft.title = draft.ledger.use(title.tokens[0], "title")
    else:
        titles = reading.of(Role.TITLE)
        best = max(titles, key=lambda item: item.printed.confidence, default=None)
        if best is not None:
            draft.ledger.use_all(best.tokens, "title")
            draft.title = best.printed
    if draft.title is not None and YEAR.search(fold(draft.title.text)):
        draft.year = draft.title


def book_labels(draft: Draft, reading: Reading) -> None:
    """All labels and heads: understood, whatever stands beside them."""
    for item in reading.items:
        role = _LABELS.get(item.role)
        if role is not None and draft.ledger.free(item.tokens[0]):
            draft.ledger.use_all(item.tokens, role)


def read_fields(draft: Draft, reading: Reading) -> None:
    """Fields, each value with at most one label: the pairs of the highest sum."""
    labels, values = reading.of(Role.FIELD_LABEL), reading.of(Role.FIELD_VALUE)
    for pair in _pairs(reading, labels, values):
        _book_field(draft, reading, pair)
    for label, value in (
        (Role.TOTAL_LABEL, Role.TOTAL_SCORE),
        (Role.APPROVAL_LABEL, Role.APPROVAL_VALUE),
    ):
        for pair in _pairs(reading, reading.of(label), reading.of(value)):
            if pair.label is not None and pair.value is not None:
                draft.ledger.use_all(pair.value.tokens, "field_value")
                draft.other_fields.append(OtherField(pair.label.printed, pair.value.printed))


def _pairs(reading: Reading, labels: Sequence[Item], values: Sequence[Item]) -> list[_Pair]:
    """Labels and values in reading order, alone where nothing belongs to them."""
    if not values:
        return [_Pair(label, None) for label in labels]
    links = np.stack([reading.links(value, labels) for value in values])
    alone = np.where(np.eye(len(values)) == 1, links[:, -1:], -1e6)
    found = assign(np.concatenate([links[:, :-1], alone], axis=1))
    by_label = {place: v for v, place in enumerate(found) if NOWHERE < place < len(labels)}
    pairs = [
        _Pair(label, values[by_label[n]] if n in by_label else None)
        for n, label in enumerate(labels)
    ]
    unlabelled = set(range(len(values))) - set(by_label.values())
    return [*pairs, *(_Pair(None, values[v]) for v in sorted(unlabelled))]


def _book_field(draft: Draft, reading: Reading, pair: _Pair) -> None:
    """Keep a pair under its key, which label and value agree on."""
    parts = [item for item in (pair.label, pair.value) if item is not None]
    votes = [reading.beliefs.key_scores(item.index, FIELD_KEYS) for item in parts]
    total = np.sum(votes, axis=0)
    name = FIELD_KEYS[int(total.argmax())]
    key = FieldKey(name) if name in list(FieldKey) else None
    label = pair.label.printed if pair.label else None
    value = pair.value.printed if pair.value else Printed("", parts[0].printed.where)
    for item, role in ((pair.label, "field_label"), (pair.value, "field_value")):
        if item is not None:
            draft.ledger.use_all(item.tokens, role)
    is_whole = label is None and len(parts[0].tokens) == 1
    inline = _INLINE.match(value.text) if is_whole else None
    if inline is not None:
        label = Printed(inline.group("label"), value.where, value.confidence)
        value = Printed(inline.group("value"), value.where, value.confidence)
        draft.inline_labels.append(label)
    if key is not None and (pair.label is None or not draft.fields.get(key, Printed("")).text):
        draft.fields.setdefault(key, value)
        if not draft.fields[key].text:
            draft.fields[key] = value
        elif draft.fields[key] != value:
            draft.other_fields.append(OtherField(label or Printed(""), value))
    else:
        draft.other_fields.append(OtherField(label or Printed(""), value))


def read_goals(draft: Draft, reading: Reading) -> None:
    """One goal a panel, from all its texts; what was achieved stands beside it."""
    for panel in (Panel.MEDIUM_TERM, Panel.ANNUAL):
        texts = [i for i in reading.of(Role.GOAL_VALUE) if (i.panel or Panel.ANNUAL) is panel]
        for item in texts:
            draft.ledger.use_all(item.tokens, "goal")
        text = joined(item.printed for item in texts)
        if text is not None:
            draft.goals.append(Goal(panel, text))
    labels = reading.of(Role.GOAL_LABEL)
    for item in reading.of(Role.GOAL_RESULT):
        draft.ledger.use_all(item.tokens, "goal_actual")
        links = reading.links(item, labels)
        best = int(links[:-1].argmax()) if labels else NOWHERE
        label = labels[best].printed if best != NOWHERE else Printed("")
        draft.other_fields.append(OtherField(label, item.printed))


def read_tasks(draft: Draft, reading: Reading) -> None:
    """Tasks with at most one amount of a kind."""
    names = reading.of(Role.TASK_NAME)
    amounts = reading.of(Role.TASK_MONEY)
    kinds = [
        _TASK_COLUMNS[int(reading.beliefs.key_scores(a.index, _TASK_COLUMNS).argmax())]
        for a in amounts
    ]
    found: dict[tuple[int, str], Item] = {}
    for kind in _TASK_COLUMNS:
        own = [a for a, k in zip(amounts, kinds, strict=True) if k == kind]
        for number, pair in enumerate(_pairs(reading, names, own)[: len(names)]):
            if pair.value is not None:
                found[number, kind] = pair.value
    for number, name in enumerate(names):
        draft.ledger.use_all(name.tokens, "task")
        cells = [found.get((number, kind)) for kind in _TASK_COLUMNS]
        for cell in cells:
            if cell is not None:
                draft.ledger.use_all(cell.tokens, "task_amount")
        draft.tasks.append(TaskLine(name.printed, *(c.printed if c else None for c in cells)))
