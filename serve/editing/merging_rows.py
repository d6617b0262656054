"""The rows of one list in three states, and one list of them."""

import copy
from collections.abc import Sequence
from itertools import pairwise

from extractor.export.contract_reading import dict_to_where
from serve.editing.alignment import Pairs, align_rows
from serve.editing.merging_values import Conflict, Seen, keep
from serve.editing.row_kinds import (
    CONCEPT,
    ROW_KINDS,
    Row,
    all_sights,
    get_cell,
    get_sight,
    put_cell,
    put_sight,
)

_CARRY = ("normalized", "classification", "amount_yuan", "unit_inferred")  # follow from texts


def merge_rows(
    rows: str, base: Sequence[Row], corrected: Sequence[Row], fresh: Sequence[Row]
) -> tuple[list[Row], list[Conflict]]:
    """The rows as they are read now, with what people did to them: rows that they added stay,
    rows that they removed stay away, and where they moved rows their order stays."""
    if list(corrected) == list(base):
        return list(fresh), []
    if list(fresh) == list(base):
        return list(corrected), []
    by_person, by_machine = align_rows(rows, base, corrected), align_rows(rows, base, fresh)
    conflicts: list[Conflict] = []
    merged: dict[int, Row] = {}  # by index in `corrected`
    added: dict[int, Row] = {}  # by index in `fresh`
    for index, row in enumerate(corrected):
        old = by_person.of_second.get(index)
        now = None if old is None else by_machine.of_first.get(old)
        if old is None:
            merged[index] = row
        elif now is not None:
            merged[index], found = _merge_row(rows, base[old], row, fresh[now])
            conflicts += found
        elif row != base[old]:
            merged[index] = row
            if any(sight.get("reviewed") for sight in all_sights(ROW_KINDS[rows], row)):
                conflicts.append(_lost(rows, row))
    for index, row in enumerate(fresh):
        if index not in by_machine.of_second:
            added[index] = row
    return _in_order(merged, added, by_person, by_machine), conflicts


def _merge_row(rows: str, base: Row, corrected: Row, fresh: Row) -> tuple[Row, list[Conflict]]:
    if corrected == base:
        return fresh, []
    if fresh == base:
        return corrected, []
    kind = ROW_KINDS[rows]
    row = Row(copy.deepcopy(fresh.entry), copy.deepcopy(fresh.sights))
    conflicts: list[Conflict] = []
    states = (base, corrected, fresh)
    for key in kind.cells:
        if key == CONCEPT:
            continue
        kept, conflict = keep(
            *(Seen(get_cell(state, key), get_sight(kind, state, key)) for state in states)
        )
        conflicts += [conflict] if conflict else []
        put_cell(row, key, kept.text)
        if kind.cells[key].has_sight:
            put_sight(kind, row, key, kept.sight)
    _carry_meaning(rows, row, corrected, fresh)
    if rows == "indicators":
        _carry_confidence(row, corrected, fresh)
    return row, conflicts


def _carry_meaning(rows: str, row: Row, corrected: Row, fresh: Row) -> None:
    """Meaning goes with its texts; where they are of both, it is worked out anew."""
    kind = ROW_KINDS[rows]
    if rows == "indicators" and CONCEPT in corrected.sights:
        row.sights[CONCEPT] = corrected.sights[CONCEPT]
        row.entry["classification"] = copy.deepcopy(corrected.entry["classification"])
        row.stale = True
        return
    for source in (fresh, corrected):
        if all(get_cell(row, k) == get_cell(source, k) for k in kind.cells if k != CONCEPT):
            for key in _CARRY:
                row.entry.pop(key, None)
                if key in source.entry:
                    row.entry[key] = copy.deepcopy(source.entry[key])
            return
    row.stale = True


def _carry_confidence(row: Row, corrected: Row, fresh: Row) -> None:
    sights = all_sights(ROW_KINDS["indicators"], row)
    row.entry["confidence"] = max(fresh.entry["confidence"], corrected.entry["confidence"])
    if all(sight.get("reviewed") for sight in sights):
        row.entry["confidence"] = 1.0
    row.entry["inferred"] = [
        key
        for key in row.entry["inferred"]
        if key in row.sights and not row.sights[key].get("reviewed")
    ]


def _lost(rows: str, row: Row) -> Conflict:
    """A row that a person looked at and that is not read any more."""
    kind = ROW_KINDS[rows]
    texts = [get_cell(row, key) for key, cell in kind.cells.items() if cell.has_sight]
    where = [place for sight in all_sights(kind, row) for place in sight["where"]]
    return Conflict(" ".join(text for text in texts if text), None, dict_to_where(where))


def _in_order(
    merged: dict[int, Row], added: dict[int, Row], by_person: Pairs, by_machine: Pairs
) -> list[Row]:
    """All rows in the machine's order, or in a person's where one moved rows; each row that only
    the other has stands behind the one that it follows there."""
    now_of = {
        index: by_machine.of_first[old]
        for index in merged
        if (old := by_person.of_second.get(index)) is not None and old in by_machine.of_first
    }
    old_order = [by_person.of_second[i] for i in sorted(merged) if i in by_person.of_second]
    was_moved = any(before > after for before, after in pairwise(old_order))
    corrected_of = {now: index for index, now in now_of.items()}
    machine = [("now", now) for now in sorted({*added, *corrected_of})]
    person = [
        ("now", now_of[index]) if index in now_of else ("own", index) for index in sorted(merged)
    ]
    spine, guests = (person, machine) if was_moved else (machine, person)
    order = list(spine)
    known, before = set(spine), None
    for entry in guests:
        if entry not in known:
            order.insert(0 if before is None else order.index(before) + 1, entry)
        before = entry
    return [
        merged[number] if kind == "own" else _row_now(number, merged, added, corrected_of)
        for kind, number in order
    ]


def _row_now(
    now: int, merged: dict[int, Row], added: dict[int, Row], corrected_of: dict[int, int]
) -> Row:
    return added[now] if now in added else merged[corrected_of[now]]
