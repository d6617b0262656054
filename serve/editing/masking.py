"""A record and its history without personal data, for callers who may not see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from extractor.export.contract import extraction_to_dict
from extractor.export.contract_reading import dict_to_extraction
from extractor.export.mask import (
    MASKED_NAME,
    mask_personal_data,
    mask_text,
    named_people,
    names_person,
)
from serve.editing.changes import Change, JsonObject, Op

_LEADER = "/fields/project_leader"
_FREE = frozenset((Op.MOVE, Op.ADD, Op.ACCEPT, Op.IGNORE, Op.REOPEN, Op.RESTORE))


def mask_record(record: JsonObject) -> JsonObject:
    """The record with 某某 for named people and *** for their numbers; see `extractor.export.mask`.

    What a person did (`reviewed`, `state`) stays.
    """
    return extraction_to_dict(mask_personal_data(dict_to_extraction(record)))


def people_in(record: JsonObject) -> tuple[str, ...]:
    """The people whom a record names."""
    return named_people(dict_to_extraction(record))


def mask_file_name(name: str, people: tuple[str, ...]) -> str:
    """The name of a file without the people whom its record names."""
    return mask_text(name, people)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What some records hold of people: whole texts that are masked, and names within others, the
    longest first."""

    texts: Mapping[str, str]
    names: tuple[str, ...]

    def masked(self, value: Any) -> Any:  # noqa: ANN401
        """A value of a change with every text in it masked."""
        match value:
            case str():
                return self.texts.get(value) or mask_text(value, self.names)
            case list():
                return [self.masked(item) for item in value]
            case dict():
                return {key: self._masked_cell(value, key) for key in value}
        return value

    def holds(self, value: object) -> bool:
        """Whether a text in a value is shown masked."""
        return bool(self.masked(value) != value)

    def __or__(self, other: "Hidden") -> "Hidden":
        """What either of two records holds."""
        names = sorted({*self.names, *other.names}, key=lambda name: (-len(name), name))
        return Hidden({**self.texts, **other.texts}, tuple(names))

    def _masked_cell(self, cells: JsonObject, key: str) -> Any:  # noqa: ANN401
        cell = cells[key]
        personal = key == "value" and names_person(str(cells.get("label", "")))
        return MASKED_NAME if personal and cell else self.masked(cell)


@dataclass(frozen=True, slots=True)
class Masked:
    """A record as `mask_record` shows it, and what it hides."""

    record: JsonObject
    hidden: Hidden


def masked(record: JsonObject) -> Masked:
    """The record without personal data, and what it holds of people."""
    extraction = dict_to_extraction(record)
    shown = extraction_to_dict(mask_personal_data(extraction))
    return Masked(shown, Hidden(dict(_differing(record, shown)), named_people(extraction)))


def mask_changes(changes: Sequence[Change], hidden: Hidden) -> tuple[Change, ...]:
    """The changes as somebody sees them who may not see personal data."""
    return tuple(
        replace(
            change,
            before=_masked_side(change, change.before, hidden),
            after=_masked_side(change, change.after, hidden),
        )
        for change in changes
    )


def touches_hidden(change: Change, hidden: Hidden) -> bool:
    """Whether a change is of a text that is shown masked, or would unmask one: who does not see a
    text can neither correct nor confirm it, nor take away the label that keeps it hidden."""
    if change.op in _FREE or change.before is None:
        return False
    label = change.path.endswith("/label") and names_person(str(change.before))
    return label or hidden.holds(change.before)


def _masked_side(change: Change, value: Any, hidden: Hidden) -> Any:  # noqa: ANN401
    if isinstance(value, str) and value.strip() and change.path.endswith(_LEADER):
        return MASKED_NAME
    return hidden.masked(value)


def _differing(plain: Any, masked: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Texts at the same place in both that are not the same."""
    if isinstance(plain, str):
        if plain != masked:
            yield plain, masked
    elif isinstance(plain, list):
        for one, other in zip(plain, masked, strict=True):
            yield from _differing(one, other)
    elif isinstance(plain, dict):
        for key in plain:
            yield from _differing(plain[key], masked[key])
