"""What a form means: the verbatim texts with amounts, normal values, scheme and findings."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractor.document import Provenance, Source
from extractor.verbatim import (
    FieldKey,
    FormType,
    Goal,
    IndicatorRow,
    OtherField,
    Panel,
    Printed,
    TaskLine,
)

SCHEMA_VERSION = "1"


class ValueKind(StrEnum):
    """What a target value is."""

    QUANTITY = "quantity"
    RANGE = "range"
    MULTI = "multi"
    QUALITATIVE = "qualitative"
    DEADLINE = "deadline"
    EMPTY = "empty"


class ValueFlag(StrEnum):
    """What was inferred or is doubtful about a value."""

    NOT_APPLICABLE = "not_applicable"
    PLACEHOLDER = "placeholder"
    TRUNCATED = "truncated"
    UNIT_INFERRED = "unit_inferred"
    OPERATOR_IMPLIED = "operator_implied"
    OCR_SUSPECT = "ocr_suspect"
    RESCALED = "rescaled"


class Scheme(StrEnum):
    """The classification version a form follows."""

    Y2015 = "2015"
    Y2021 = "2021"
    MIXED = "mixed"


class FindingState(StrEnum):
    """What a person said of a finding."""

    OPEN = "open"
    ACCEPTED = "accepted"
    IGNORED = "ignored"


class Severity(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class NormalValue:
    """A target value in normal form; `numbers` as printed. See GOLD conventions in tests/golden.

    `amount` and `base_unit` are the first number rescaled to its base unit (万人 → 人, 万元 → 元),
    `period` 每年/每月…, `per` the units after the slash, `scope` a free word before the number.
    """

    kind: ValueKind
    operator: str | None = None  # >= <= = > < ~
    numbers: tuple[str, ...] = ()
    unit: str | None = None
    flags: tuple[ValueFlag, ...] = ()
    period: str | None = None
    scope: str | None = None
    per: tuple[str, ...] = ()
    amount: Decimal | None = None
    base_unit: str | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """One amount in yuan; `amount_yuan` is None where the text is no amount."""

    panel: Panel
    item: str
    raw: Printed
    unit: str | None
    amount_yuan: Decimal | None
    unit_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One concept a level-3 text may mean; `confidence` 0–1."""

    concept: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Classification:
    """The concept of an indicator; all None where no classifier ran.

    Where it abstained only `confidence` and `candidates` are there. Homes are those of the concept
    in both schemes (产出指标/数量指标); `home_filed_ok` is None where the filed group is not known.
    `reviewed` where a person chose or confirmed the concept.
    """

    concept: str | None = None
    name: str | None = None
    home_2015: str | None = None
    home_2021: str | None = None
    home_filed_ok: bool | None = None
    confidence: float | None = None
    candidates: tuple[Candidate, ...] = ()
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """A verbatim row beside its meaning."""

    row: IndicatorRow
    normalized: NormalValue
    classification: Classification | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cell that a finding points to: its text and its place."""

    text: str
    where: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer should look at. `rule` is stable, dotted and lower case."""

    rule: str
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...] = ()
    state: FindingState = FindingState.OPEN


@dataclass(frozen=True, slots=True)
class Record:
    """One form, understood. Texts are those of the verbatim form, untouched."""

    form_type: FormType
    title: Printed | None
    year: int | None
    pages: tuple[int, ...]
    scheme: Scheme | None
    fields: tuple[tuple[FieldKey, Printed], ...]
    other_fields: tuple[OtherField, ...]
    funding: tuple[Funding, ...]
    tasks: tuple[TaskLine, ...]
    goals: tuple[Goal, ...]
    indicators: tuple[Indicator, ...]
    unassigned: tuple[Printed, ...]
    labels: tuple[Printed, ...] = ()
    skipped_rows: tuple[Printed, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All records of one file. `findings` are about the file as a whole (e.g. no form in it)."""

    source: Source
    pages: int
    records: tuple[Record, ...]
    findings: tuple[Finding, ...] = ()
    engine: tuple[tuple[str, str], ...] = ()
