"""The published JSON Schema (draft 2020-12) of the contract. The only pydantic of the extractor."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from extractor.record import SCHEMA_VERSION, FindingState, Scheme, Severity, ValueFlag, ValueKind
from extractor.verbatim import FieldKey, FormType, Panel

Confidence = Annotated[float, Field(ge=0, le=1)]
PlainNumber = Annotated[str, StringConstraints(pattern=r"^-?\d+(\.\d+)?$")]
PageNumber = Annotated[int, Field(ge=1)]


class _Strict(BaseModel):
    """An object that holds no other key."""

    model_config = ConfigDict(extra="forbid")


class Place(_Strict):
    """A place on the paper; `box` is x0, top, x1, bottom in points, origin top left."""

    page: PageNumber
    box: Annotated[list[float], Field(min_length=4, max_length=4)] | None
    line: int = Field(default=1, ge=1, description="1-based line; only for text files")


class PlacedText(_Strict):
    """A printed text and where it stands."""

    text: str
    where: list[Place]


class Sight(_Strict):
    """Where a value stands and how surely it was read."""

    where: list[Place]
    confidence: Confidence
    reviewed: bool = Field(default=False, description="a person corrected or confirmed it")


class LabelledText(_Strict):
    """A label that is not known, and its value."""

    label: str
    value: str


class LabelledSight(_Strict):
    """Where an unknown label and its value stand."""

    label: Sight
    value: Sight


class Fields(_Strict):
    """Header fields; null = no such label is printed, "" = printed with an empty cell."""

    project_name: str | None
    department: str | None
    implementing_unit: str | None
    project_attribute: str | None
    project_period: str | None
    project_leader: str | None


class FundingEntry(_Strict):
    """One amount; `item` is total, fiscal, other or the printed label."""

    panel: Panel
    item: str
    raw: str
    unit: str | None
    amount_yuan: PlainNumber | None
    unit_inferred: bool = False


class TaskEntry(_Strict):
    """One row of a department's task list; null = empty cell."""

    name: str
    total: str | None
    fiscal: str | None
    other: str | None


class GoalEntry(_Strict):
    """The overall goal of one panel; `items` are its numbered items, each a part of `text`."""

    panel: Panel
    text: str
    items: list[str]


class NormalizedValue(_Strict):
    """A target value in normal form; `numbers` as printed, `amount` in `base_unit`."""

    kind: ValueKind
    operator: Literal[">=", "<=", "=", ">", "<", "~"] | None
    numbers: list[str]
    unit: str | None
    flags: list[ValueFlag]
    period: str = ""
    scope: str = ""
    per: list[str] = []
    amount: PlainNumber = ""
    base_unit: str = ""


class CandidateEntry(_Strict):
    """One concept that the indicator may mean."""

    concept: str
    confidence: Confidence


class ClassificationEntry(_Strict):
    """The concept of an indicator; all null where no classifier ran, and no concept but its
    candidates where it abstained."""

    concept: str | None
    name: str | None
    home_2015: str | None
    home_2021: str | None
    home_filed_ok: bool | None
    confidence: Confidence | None
    candidates: list[CandidateEntry]


class IndicatorEntry(_Strict):
    """One indicator of one panel; a column that is not printed or empty is null."""

    panel: Panel
    level1: str | None
    level2: str | None
    level3: str
    value: str
    standard: str | None
    basis: str | None
    last_year_value: str | None
    weight: str | None
    scoring_rule: str | None
    evidence: str | None
    actual_value: str | None
    score: str | None
    deviation: str | None
    operator_column: str = Field(default="", description="指标性质 of split-value tables")
    unit_column: str = Field(default="", description="度量单位 of split-value tables")
    direction: str = Field(default="", description="指标方向性 of split-value tables")
    extra: list[LabelledText] = []
    normalized: NormalizedValue
    classification: ClassificationEntry
    confidence: Confidence
    where: list[Place]
    inferred: list[str] = Field(description="keys not printed here that follow from neighbours")


class FindingEntry(_Strict):
    """Something a reviewer should look at."""

    rule: str
    severity: Severity
    message: str
    evidence: list[PlacedText]
    state: FindingState = Field(default=FindingState.OPEN, description="what a person said of it")


class TaskPlaces(_Strict):
    """Where the cells of a task row stand."""

    name: Sight
    total: Sight | None
    fiscal: Sight | None
    other: Sight | None


class FormPlaces(_Strict):
    """Where each value stands, in the shape and order of the form; indicators by key."""

    title: Sight | None
    fields: dict[FieldKey, Sight]
    other_fields: list[LabelledSight]
    funding: list[Sight]
    tasks: list[TaskPlaces]
    goals: list[Sight]
    indicators: list[dict[str, Sight]]


class FormEntry(_Strict):
    """One form."""

    form_type: FormType
    title: str | None
    year: int | None
    pages: list[PageNumber]
    scheme: Scheme | None
    fields: Fields
    other_fields: list[LabelledText]
    funding: list[FundingEntry]
    tasks: list[TaskEntry]
    goals: list[GoalEntry]
    indicators: list[IndicatorEntry]
    unassigned: list[PlacedText] = Field(description="printed cells that found no place")
    findings: list[FindingEntry]
    labels: list[str] = Field(description="printed labels and headers that were understood")
    skipped_rows: list[str] = Field(description="empty skeleton rows and '……'")
    places: FormPlaces


class SourceEntry(_Strict):
    """The file; `media_type` follows its bytes, never its name."""

    name: str
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    media_type: str
    pages: Annotated[int, Field(ge=0)]


class Models(_Strict):
    """The model that did each learned step; null where none took part."""

    model_config = ConfigDict(extra="allow")

    table_structure: str | None
    form_tagger: str | None
    indicator_classifier: str | None
    ocr: str | None


class Engine(_Strict):
    """What read the file."""

    version: str
    models: Models


class ExtractionObject(_Strict):
    """All forms of one file."""

    schema_version: Literal["1"]
    source: SourceEntry
    forms: list[FormEntry]
    findings: list[FindingEntry] = Field(description="about the file as a whole")
    engine: Engine


def contract_schema() -> dict[str, Any]:
    """The JSON Schema of what `jixiao extract --format json` prints for one file."""
    schema = ExtractionObject.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jixiao:extraction:{SCHEMA_VERSION}",
        **schema,
    }
