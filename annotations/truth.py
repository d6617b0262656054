"""A run and what people made of it → the record that is right, in the form of the contract."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotations.cells import Cell
from annotations.corrections import Reading, Submission
from annotations.labels import Flag, Label
from annotations.runs import JsonObject, Run
from annotations.truth_rows import TrueRow, true_rows
from extractor.document import Provenance
from extractor.export.contract import record_to_dict
from extractor.export.contract_reading import dict_to_record
from extractor.export.places import CELLS
from extractor.geometry import BBox
from extractor.pipeline import form_to_record
from extractor.record import Classification, Funding, Indicator, Record
from extractor.taxonomy import Taxonomy
from extractor.taxonomy.matcher import classification_of
from extractor.verbatim import (
    FieldKey,
    Form,
    FundingLine,
    Goal,
    IndicatorRow,
    OtherField,
    Panel,
    Printed,
    TaskLine,
)

_AMOUNT_ITEMS = ("total", "fiscal", "other")


def true_form(run: Run, submission: Submission, taxonomy: Taxonomy) -> JsonObject:
    """The form of the record after a judgement of it; what was not shown stays as it was read.

    Its texts, concepts, rows and levels are those of the cells as they were left; meaning and
    findings are worked out anew.
    """
    sheet = run.sheet(submission.form)
    record = dict_to_record(run.record["forms"][submission.form])
    if sheet is None:
        return record_to_dict(record)
    after = {c.cell: c.became for c in submission.corrections if c.became is not None}
    said = {c.cell for c in submission.corrections}
    unsaid = {c.id: c.reading for c in sheet.cells if c.id not in said}
    return record_to_dict(
        _true_record(record, submission.form, sheet.cells, {**unsaid, **after}, taxonomy)
    )


def _true_record(
    record: Record,
    form: int,
    cells: Sequence[Cell],
    after: Mapping[str, Reading],
    taxonomy: Taxonomy,
) -> Record:
    texts = _Texts(form, cells, after)
    rows = true_rows(form, len(record.indicators), cells, after)
    indicators = [_row(row, record, texts) for row in rows]
    verbatim = Form(
        form_type=record.form_type,
        title=texts.at("title", record.title),
        year=None,
        fields=_fields(record, texts),
        other_fields=_other_fields(record, texts),
        funding=_funding(record, texts),
        tasks=_tasks(record, texts),
        goals=_goals(record, texts),
        indicators=tuple(indicators),
        unassigned=_list("unassigned", record.unassigned, texts),
        labels=record.labels,
        skipped_rows=_list("skipped_rows", record.skipped_rows, texts),
        pages=record.pages,
    )
    made = replace(form_to_record(verbatim), year=record.year)
    known = {line.raw.text: line for line in record.funding}
    return replace(
        made,
        funding=tuple(_as_read(line, known.get(line.raw.text)) for line in made.funding),
        indicators=tuple(
            replace(indicator, classification=_classification(row, indicator, record, taxonomy))
            for row, indicator in zip(rows, made.indicators, strict=True)
        ),
    )


def _as_read(line: Funding, read: Funding | None) -> Funding:
    """A line of the funding; what was worked out of a text that is the same stays."""
    if read is None or (read.panel, read.item) != (line.panel, line.item):
        return line
    return replace(read, raw=line.raw)


class _Texts:
    """What the paths of a form print now."""

    def __init__(self, form: int, cells: Sequence[Cell], after: Mapping[str, Reading]) -> None:
        self._form = form
        self._now: dict[str, Reading | None] = {}
        self._taken: set[str] = set()
        for cell in cells:
            reading = after.get(cell.id)
            stays = reading is not None and _is_alike(cell.reading, reading)
            for path in cell.paths:
                if Flag.CONTINUED.value not in cell.reading.flags:
                    self._now[path] = reading if stays else None
            if stays:
                self._taken.add(cell.id)
        self.loose = [r for identity, r in after.items() if identity not in self._taken]

    def at(self, path: str, read: Printed | None) -> Printed | None:
        """The text of a path below the form; what was read where the path was not shown."""
        whole = f"/forms/{self._form}/{path}"
        if whole not in self._now:
            return read
        reading = self._now[whole]
        return None if reading is None else seen_to(reading, read)

    def was_shown(self, path: str) -> bool:
        """Whether a path below the form was on a picture."""
        return f"/forms/{self._form}/{path}" in self._now


def seen_to(reading: Reading, read: Printed | None) -> Printed:
    """A reading as a text that a person saw to, with all places of the text that was read where it
    is the same."""
    if read is not None and read.text == reading.text:
        return replace(read, confidence=1.0, reviewed=True)
    return printed(reading)


def printed(reading: Reading) -> Printed:
    """A reading as a text that a person wrote."""
    spot = reading.spot
    where = () if spot is None else (Provenance(spot.page, BBox(*spot.box)),)
    return Printed(reading.text, where, 1.0, reviewed=True)


def _is_alike(shown: Reading, became: Reading) -> bool:
    return (shown.label, shown.key) == (became.label, became.key)


def _loose(texts: _Texts, label: Label) -> list[Reading]:
    return [reading for reading in texts.loose if reading.label == label]


def _fields(record: Record, texts: _Texts) -> tuple[tuple[FieldKey, Printed], ...]:
    found = {key: texts.at(f"fields/{key.value}", read) for key, read in record.fields}
    for reading in _loose(texts, Label.FIELD):
        if reading.key in tuple(FieldKey):
            found[FieldKey(reading.key)] = printed(reading)
    return tuple((key, text) for key, text in found.items() if text is not None)


def _other_fields(record: Record, texts: _Texts) -> tuple[OtherField, ...]:
    found = []
    for index, field in enumerate(record.other_fields):
        value = texts.at(f"other_fields/{index}/value", field.value)
        label = texts.at(f"other_fields/{index}/label", field.label)
        if value is not None:
            found.append(OtherField(label or Printed(""), value))
    for reading in _loose(texts, Label.FIELD):
        if reading.key not in tuple(FieldKey):
            found.append(OtherField(Printed(""), printed(reading)))
    return tuple(found)


def _funding(record: Record, texts: _Texts) -> tuple[FundingLine, ...]:
    found = []
    for index, line in enumerate(record.funding):
        raw = texts.at(f"funding/{index}/raw", line.raw)
        if raw is not None:
            unit = None if line.unit_inferred else line.unit
            found.append(FundingLine(line.panel, line.item, None, raw, unit))
    unit = next((line.unit for line in record.funding if line.unit), None)
    for reading in _loose(texts, Label.FUNDING):
        item = reading.key if reading.key in _AMOUNT_ITEMS else reading.text
        found.append(FundingLine(Panel.ANNUAL, item or "", None, printed(reading), unit))
    return tuple(found)


def _tasks(record: Record, texts: _Texts) -> tuple[TaskLine, ...]:
    found = []
    for index, task in enumerate(record.tasks):
        name = texts.at(f"tasks/{index}/name", task.name)
        amounts = (texts.at(f"tasks/{index}/{key}", getattr(task, key)) for key in _AMOUNT_ITEMS)
        if name is not None:
            found.append(TaskLine(name, *amounts))
    return tuple(found)


def _goals(record: Record, texts: _Texts) -> tuple[Goal, ...]:
    found = []
    for index, goal in enumerate(record.goals):
        text = texts.at(f"goals/{index}/text", goal.text)
        if text is not None:
            found.append(Goal(goal.panel, text))
    found += [Goal(Panel.ANNUAL, printed(reading)) for reading in _loose(texts, Label.GOAL)]
    return tuple(found)


def _list(name: str, read: Sequence[Printed], texts: _Texts) -> tuple[Printed, ...]:
    now = (texts.at(f"{name}/{index}", text) for index, text in enumerate(read))
    return tuple(text for text in now if text is not None)


def _row(row: TrueRow, record: Record, texts: _Texts) -> IndicatorRow:
    """A row as it is now; cells of a known row that had no box stay as they were read."""
    old = None if row.index is None else record.indicators[row.index].row
    cells: dict[str, Printed | None] = {}
    for key in CELLS:
        read: Printed | None = None if old is None else getattr(old, key)
        reading = row.cells.get(key)
        if reading is not None:
            cells[key] = seen_to(reading, read)
        elif row.index is not None and not texts.was_shown(f"indicators/{row.index}/{key}"):
            cells[key] = read
        else:
            cells[key] = None
    panel = Panel.ANNUAL if old is None else old.panel
    extra = () if old is None else old.extra
    inferred = () if old is None else tuple(k for k in old.inferred if k not in row.cells)
    return IndicatorRow(panel, extra=extra, inferred=inferred, **cells)  # type: ignore[arg-type]


def _classification(
    row: TrueRow, indicator: Indicator, record: Record, taxonomy: Taxonomy
) -> Classification | None:
    level3 = row.cells.get(Label.LEVEL3.value)
    if level3 is None:
        return None if row.index is None else record.indicators[row.index].classification
    concept = taxonomy.concept(level3.concept) if level3.concept else None
    if concept is None:
        return Classification(reviewed=True)
    return replace(classification_of(concept, indicator), confidence=1.0, reviewed=True)
