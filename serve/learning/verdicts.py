"""What people made of a form that the machine read: a verdict for every value."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from annotations.cells import PrintedValue, record_cells
from annotations.corrections import Aspect, Correction, Reading, Spot, Verdict
from annotations.labels import Flag, Unprinted
from extractor.document import Provenance
from extractor.geometry import BBox, union
from extractor.record import Record
from serve.learning.form_values import (
    Chosen,
    FormState,
    Named,
    Rows,
    RowTexts,
    below_form,
    chosen_values,
    named_values,
    rows_beside,
)

_TEXTS = (Unprinted.YEAR, Unprinted.UNIT)
"""Chosen values that are a text of the form; the others say what a part of it is."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Where a value was shown: its cell, and how sure the machine was of all in it."""

    cell: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a value. Those of one cell of which the same was said are one."""

    verdict: Verdict
    became: Reading | None
    changed: tuple[Aspect, ...] = ()
    confirmed: tuple[Aspect, ...] = ()
    row: RowTexts = ()


def form_corrections(
    machine: FormState | None, corrected: FormState, number: int, run: str
) -> tuple[Correction, ...]:
    """A correction for every value of either state, each value in exactly one.

    Values in one cell of the paper (a level of many rows) are one correction where the same was
    said of them.

    Args:
        machine: the form as it was read; None where the machine does not read it any more, so that
            all of it was added.
        number: the index of the form in the machine's record.
        run: the id of the machine's reading.
    """
    rows = rows_beside(machine, corrected)
    after = named_values(corrected, rows)
    before = {} if machine is None else named_values(machine, Rows())
    shown = {} if machine is None else _shown(machine.record, number, run)
    cells: dict[str, dict[_Said, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path, was in before.items():
        known = shown.get(path) or _Shown(_no_cell(run, number, path), was.value.score)
        cells[known.cell][_said(was.value, after.get(path))].append(path)
        shown[path] = known
    found = [
        replace(
            _correction(said, before[paths[0]].value, shown[paths[0]]),
            cell=cell if not place else f"{cell}+{place}",
            paths=tuple(f"/forms/{number}/{path}" for path in paths),
        )
        for cell, parts in cells.items()
        for place, (said, paths) in enumerate(parts.items())
    ]
    for path, now in after.items():
        if path not in before:
            cell = _no_cell(run, number, path)
            found.append(Correction(cell, (), Verdict.ADDED, None, _added(now.value), row=now.row))
    base = {} if machine is None else chosen_values(machine, Rows())
    return (*found, *_choices(base, chosen_values(corrected, rows), number, run))


def _shown(record: Record, number: int, run: str) -> dict[str, _Shown]:
    found = {}
    for cell in record_cells(record, number, run):
        if Flag.CONTINUED.value not in cell.reading.flags:
            scores = [s for s in (cell.score, cell.concept_score) if s is not None]
            for path in cell.paths:
                found[below_form(path)] = _Shown(cell.id, min(scores))
    return found


def _said(was: PrintedValue, now: Named | None) -> _Said:
    if now is None:
        return _Said(Verdict.REMOVED, None)
    before, value = _reading(was), now.value
    has_text = value.printed.text != was.printed.text
    changed = [Aspect.TEXT] if has_text else []
    confirmed = [Aspect.TEXT] if value.printed.reviewed and not has_text else []
    concept = value.concept if has_text else before.concept
    flags: tuple[str, ...] = ()
    if value.concept_reviewed:
        concept = value.concept
        flags = (Flag.NO_CONCEPT.value,) if concept is None else ()
        (confirmed if concept == before.concept and concept else changed).append(Aspect.CONCEPT)
    if not changed:
        verdict = Verdict.CONFIRMED if confirmed else Verdict.UNTOUCHED
        return _Said(verdict, before, (), tuple(confirmed), now.row)
    became = Reading(
        before.label,
        value.printed.text,
        before.key,
        _spot(value.printed.where) if has_text else before.spot,
        concept,
        flags,
    )
    return _Said(Verdict.CORRECTED, became, tuple(changed), tuple(confirmed), now.row)


def _reading(value: PrintedValue) -> Reading:
    return Reading(
        value.label.value,
        value.printed.text,
        value.key,
        _spot(value.printed.where),
        value.concept,
    )


def _added(value: PrintedValue) -> Reading:
    """A value that a person brought; its concept counts only where a person chose it, too."""
    concept = value.concept if value.concept_reviewed else None
    has_none = value.concept_reviewed and concept is None
    flags = (Flag.NO_CONCEPT.value,) if has_none else ()
    spot = _spot(value.printed.where)
    return Reading(value.label.value, value.printed.text, value.key, spot, concept, flags)


def _correction(said: _Said, was: PrintedValue, known: _Shown) -> Correction:
    sureness = round(known.confidence, 4)
    return Correction(
        known.cell,
        (),
        said.verdict,
        _reading(was),
        said.became,
        said.changed,
        sureness,
        said.row,
        said.confirmed,
    )


def _choices(
    before: Mapping[str, Chosen], after: Mapping[str, Chosen], number: int, run: str
) -> Iterator[Correction]:
    """What people chose otherwise; what they left as it was says nothing."""
    for path in dict.fromkeys((*before, *after)):
        was, now = before.get(path), after.get(path)
        if was == now:
            continue
        cell, label = _no_cell(run, number, path), (was or now or Chosen(Unprinted.YEAR, "")).label
        shown, became = (None if v is None else Reading(v.label, v.text) for v in (was, now))
        pointers = () if was is None else (f"/forms/{number}/{path}",)
        if shown is None or became is None:
            verdict = Verdict.ADDED if shown is None else Verdict.REMOVED
            yield Correction(cell, pointers, verdict, shown, became)
        else:
            aspect = Aspect.TEXT if label in _TEXTS else Aspect.LABEL
            yield Correction(cell, pointers, Verdict.CORRECTED, shown, became, (aspect,))


def _no_cell(run: str, number: int, path: str) -> str:
    """The id of a value that no cell shows."""
    return f"{run}.f{number}.{path.replace('/', '.')}"


def _spot(where: tuple[Provenance, ...]) -> Spot | None:
    """The box around all of a text on the first page that has some of it."""
    boxes = [(place.page, place.bbox) for place in where if place.bbox is not None]
    if not boxes:
        return None
    page = boxes[0][0]
    own = [box for other, box in boxes if other == page]
    return Spot(page, _edges(own[0] if len(own) == 1 else union(own)))


def _edges(box: BBox) -> tuple[float, float, float, float]:
    return (round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1))
