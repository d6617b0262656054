"""A form while it is being read."""

from dataclasses import dataclass, field

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
    fields: dict[FieldKey, Printed] = field(default_factory=dict)
    other_fields: list[OtherField] = field(default_factory=list)
    funding: list[FundingLine] = field(default_factory=list)
    tasks: list[TaskLine] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    goal_panels: list[Panel] = field(default_factory=list)
    indicators: list[IndicatorRow] = field(default_factory=list)
    skipped: list[Printed] = field(default_factory=list)

    def keep_field(self, key: FieldKey, label: Token, value: Printed) -> None:
        """Store a field under its key; a second value of the same key is kept beside it."""
        if not self.fields.get(key, Printed("")).text:
            self.fields[key] = value
        elif value.text:
            self.other_fields.append(OtherField(label.printed, value))
