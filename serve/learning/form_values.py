"""The values of a form, by where they stand in the machine's reading of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotations.cells import PrintedValue, printed_values
from annotations.labels import Label, Unprinted
from extractor.export.contract_reading import dict_to_record
from extractor.record import Record
from serve.editing.alignment import Pairs, align_rows
from serve.editing.changes import JsonObject
from serve.editing.draft import FormDraft, form_draft
from serve.editing.row_kinds import ROW_KINDS

RowTexts = tuple[tuple[str, str], ...]

_ROW_KEYS = ("level1", "level2", "level3", "value")
_OF_ITS_ROW = (Label.LEVEL3, Label.VALUE)
_OF_FORM = (Unprinted.FORM_TYPE, Unprinted.YEAR)
_OF_ROWS = (Unprinted.PANEL, Unprinted.ITEM, Unprinted.UNIT)


@dataclass(frozen=True, slots=True)
class FormState:
    """A form of the contract: its rows, and the record with all its texts."""

    draft: FormDraft
    record: Record


@dataclass(frozen=True, slots=True)
class Named:
    """A value that is printed, with the texts of the indicator row that it is of; a level is of
    many rows and has none."""

    value: PrintedValue
    row: RowTexts


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that is printed nowhere; `text` is how JSON would write it."""

    label: Unprinted
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a corrected form are which of the machine's, by list and index; rows of the
    machine's own form are themselves."""

    pairs: Mapping[str, Pairs] | None = None
    _none: Pairs = field(default_factory=Pairs)

    def place(self, path: str) -> str:
        """A path below the form as the machine's rows are counted; a row that the machine did not
        read has a plus before its own index, so that no such path is one of the machine's."""
        name, _, rest = path.partition("/")
        if self.pairs is None or name not in ROW_KINDS:
            return path
        index, _, key = rest.partition("/")
        number = self.pairs.get(name, self._none).of_second.get(int(index))
        return f"{name}/+{index}/{key}" if number is None else f"{name}/{number}/{key}"


def form_state(form: JsonObject) -> FormState:
    """The state of a form of the contract, which is not changed."""
    return FormState(form_draft(form), dict_to_record(form))


def rows_beside(machine: FormState | None, corrected: FormState) -> Rows:
    """The rows of a corrected form beside those that the machine read, if it read any."""
    if machine is None:
        return Rows({})
    first, second = machine.draft.rows, corrected.draft.rows
    return Rows({name: align_rows(name, first[name], second[name]) for name in ROW_KINDS})


def named_values(state: FormState, rows: Rows) -> dict[str, Named]:
    """The printed values of a form by their place."""
    found = {}
    texts = [_row_texts(entry) for entry in state.draft.values["indicators"]]
    for value in printed_values(state.record, 0):
        path = below_form(value.path)
        row = texts[int(path.split("/")[1])] if value.label in _OF_ITS_ROW else ()
        found[rows.place(path)] = Named(value, row)
    return found


def chosen_values(state: FormState, rows: Rows) -> dict[str, Chosen]:
    """The values of a form that people choose, by their place."""
    values = state.draft.values
    found = {label.value: (label, values[label]) for label in _OF_FORM}
    for name, kind in ROW_KINDS.items():
        for label in _OF_ROWS:
            if label in kind.cells and not kind.cells[label].has_sight:
                for index, row in enumerate(state.draft.rows[name]):
                    place = rows.place(f"{name}/{index}/{label.value}")
                    found[place] = (label, row.entry[label])
    return {
        path: Chosen(label, str(value))
        for path, (label, value) in found.items()
        if value is not None
    }


def below_form(path: str) -> str:
    """`/forms/0/goals/1/text` → `goals/1/text`."""
    return path.split("/", 3)[3]


def _row_texts(entry: JsonObject) -> RowTexts:
    return tuple((key, entry[key]) for key in _ROW_KEYS if entry[key])
