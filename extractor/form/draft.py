"""A form while it is being read."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass

from extractor.form.rows import Ledger, Row, Token
from extractor.verbatim import (
    FieldKey,
    FundingLine,
    Goal,
    IndicatorRow,
    OtherField,
    Panel,
    Printed,
    TaskLine,
)


@dataclass(slots=True)
class Draft:
    """What has been read of one form so far. Parts append to it; the reader freezes it."""

    rows: tuple[Row, ...]
    ledger: Ledger = field(default_factory=Ledger)
    title: Printed | None = None
    year: Printed | None = None
    money_unit: str | None = None
    fields: dict[FieldKey, Printed] = field(default_factory=dict)
    other_fields: list[OtherField] = field(default_factory=list)
    funding: list[FundingLine] = field(default_factory=list)
    tasks: list[TaskLine] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    goal_panels: list[Panel] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    skipped: list[Printed] = field(default_factory=list)
    inline_labels: list[Printed] = field(default_factory=list)

    def texts(self) -> Iterator[str]:
        """Every text that stands in the draft outside `labels` and `unassigned`."""
        yield from _printed_texts((self.title, self.year, tuple(self.fields.values())))
        yield from _printed_texts((self.other_fields, self.funding, self.tasks, self.goals))
        yield from _printed_texts((self.indicators, self.skipped))

    def keep_field(self, key: FieldKey, label: Token, value: Printed) -> None:
        """Store a field under its key; a second value of the same key is kept beside it."""
        if not self.fields.get(key, Printed("")).text:
            self.fields[key] = value
        elif value.text:
            self.other_fields.append(OtherField(label.printed, value))


def _printed_texts(value: object) -> Iterator[str]:
    """Texts of all Printed inside nested records, however deep."""
    if isinstance(value, Printed):
        yield value.text
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _printed_texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for entry in fields(value):
            yield from _printed_texts(getattr(value, entry.name))
