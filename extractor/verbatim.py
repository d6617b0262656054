"""What a form says: its texts exactly as printed, each with its place."""

from dataclasses import dataclass
from enum import StrEnum

from extractor.document import Provenance


class FormType(StrEnum):
    """The kind of form, by its title."""

    PROJECT_TARGET = "project_target"
    PROJECT_APPROVAL = "project_approval"
    DEPARTMENT_TARGET = "department_target"
    REGIONAL_TARGET = "regional_target"
    SELF_EVALUATION = "self_evaluation"
    UNKNOWN = "unknown"


class Panel(StrEnum):
    """Side-by-side or stacked halves of a form."""

    ANNUAL = "annual"
    MEDIUM_TERM = "medium_term"


class FieldKey(StrEnum):
    """The header fields of a record."""

    PROJECT_NAME = "project_name"
    DEPARTMENT = "department"
    IMPLEMENTING_UNIT = "implementing_unit"
    PROJECT_ATTRIBUTE = "project_attribute"
    PROJECT_PERIOD = "project_period"
    PROJECT_LEADER = "project_leader"


@dataclass(frozen=True, slots=True)
class Printed:
    """A text as printed, its places and its confidence (0–1); `reviewed` where a person corrected
    or confirmed it."""

    text: str
    where: tuple[Provenance, ...] = ()
    confidence: float = 1.0
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class OtherField:
    """A label that is not known, and its value."""

    label: Printed
    value: Printed


@dataclass(frozen=True, slots=True)
class FundingLine:
    """One amount. `item` is total, fiscal, other or the printed label; `unit` the declared unit
    (万元, 元 …) from the cell, its label or the block's head, None where none is printed."""

    panel: Panel
    item: str
    label: Printed | None
    raw: Printed
    unit: str | None


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of a department's task list; an amount is None where its cell is empty."""

    name: Printed
    total: Printed | None = None
    fiscal: Printed | None = None
    other: Printed | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """The text of one panel's overall goal."""

    panel: Panel
    text: Printed


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator of one panel. None means: no such column, or an empty cell in it.

    `value` is None where the row has no value. `inferred` names the keys that were not printed
    in the row's own place but follow from its neighbours. `extra` holds columns without a key.
    `confidence` is that all of the row is right, `reading` that its texts are as printed (0–1).
    """

    panel: Panel
    level1: Printed | None
    level2: Printed | None
    level3: Printed | None
    value: Printed | None
    standard: Printed | None = None
    basis: Printed | None = None
    last_year_value: Printed | None = None
    weight: Printed | None = None
    scoring_rule: Printed | None = None
    evidence: Printed | None = None
    actual_value: Printed | None = None
    score: Printed | None = None
    deviation: Printed | None = None
    operator: Printed | None = None  # 指标性质 column of split-value tables
    unit: Printed | None = None  # 度量单位 column of split-value tables
    direction: Printed | None = None  # 指标方向性 column
    extra: tuple[OtherField, ...] = ()
    inferred: tuple[str, ...] = ()
    confidence: float = 1.0
    reading: float = 1.0


@dataclass(frozen=True, slots=True)
class Form:
    """One form, verbatim. A field missing from `fields` has no label on the form."""

    form_type: FormType
    title: Printed | None
    year: Printed | None
    fields: tuple[tuple[FieldKey, Printed], ...] = ()
    other_fields: tuple[OtherField, ...] = ()
    funding: tuple[FundingLine, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    goals: tuple[Goal, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    unassigned: tuple[Printed, ...] = ()
    labels: tuple[Printed, ...] = ()  # labels and headers that the form stage understood
    skipped_rows: tuple[Printed, ...] = ()  # empty skeleton rows and '……'
    pages: tuple[int, ...] = (1,)
