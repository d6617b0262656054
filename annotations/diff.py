"""What an annotation changed of what was shown: joined by region id, told cell by cell."""

from dataclasses import replace

from annotations.cells import Cell
from annotations.corrections import TRUSTED, Aspect, Correction, Reading, Verdict
from annotations.places import same_place
from annotations.plain_texts import plain_text
from annotations.results import Annotated
from annotations.row_texts import row_texts
from annotations.runs import Sheet


def diff_sheet(sheet: Sheet, annotated: Annotated) -> tuple[Correction, ...]:
    """One correction a cell that is believed; see `Verdict`.

    Cells on pages that were not opened, and those of a form that was sent back, are said nothing
    of where they are as shown.
    """
    shown = {cell.id: cell for cell in sheet.cells}
    rows = row_texts(sheet.cells, annotated.cells)
    found: list[Correction] = []
    for identity, cell in shown.items():
        if identity in annotated.refused:
            continue
        correction = _shown_cell(cell, annotated.cells.get(identity))
        if correction.verdict is Verdict.UNTOUCHED and not _counts(identity, annotated):
            continue
        found.append(replace(correction, row=rows.get(identity, ())))
    for identity, reading in annotated.cells.items():
        if identity not in shown:
            row = rows.get(identity, ())
            found.append(Correction(identity, (), Verdict.ADDED, None, reading, row=row))
    return tuple(found)


def changed_aspects(shown: Reading, became: Reading) -> tuple[Aspect, ...]:
    """What differs between two readings of a cell. White space is no difference: line breaks are
    lost in the browser. A key that goes with its label is one change."""
    changed = []
    if plain_text(shown.text) != plain_text(became.text):
        changed.append(Aspect.TEXT)
    if (shown.label, shown.key) != (became.label, became.key):
        changed.append(Aspect.LABEL)
    if not same_place(shown.spot, became.spot):
        changed.append(Aspect.BOX)
    if shown.concept != became.concept:
        changed.append(Aspect.CONCEPT)
    if sorted(shown.flags) != sorted(became.flags):
        changed.append(Aspect.FLAGS)
    if shown.parent != became.parent:
        changed.append(Aspect.PARENT)
    return tuple(changed)


def _shown_cell(cell: Cell, became: Reading | None) -> Correction:
    scores = [cell.score] if cell.concept_score is None else [cell.score, cell.concept_score]
    sureness = min(scores)
    if became is None:
        return Correction(
            cell.id, cell.paths, Verdict.REMOVED, cell.reading, None, confidence=sureness
        )
    changed = changed_aspects(cell.reading, became)
    if not changed:
        return Correction(
            cell.id,
            cell.paths,
            Verdict.UNTOUCHED,
            cell.reading,
            cell.reading,
            confidence=sureness,
        )
    kept = _as_shown_but(cell.reading, became, changed)
    return Correction(cell.id, cell.paths, Verdict.CORRECTED, cell.reading, kept, changed, sureness)


def _as_shown_but(shown: Reading, became: Reading, changed: tuple[Aspect, ...]) -> Reading:
    """What became of a cell, exact where it did not change."""
    text = became.text if Aspect.TEXT in changed else shown.text
    spot = became.spot if Aspect.BOX in changed else shown.spot
    return replace(became, text=text, spot=spot)


def _counts(identity: str, annotated: Annotated) -> bool:
    return annotated.outcome in TRUSTED and identity not in annotated.unseen
