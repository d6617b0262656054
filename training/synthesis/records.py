"""The record of one form as JSON holds it: the input of every layout."""

from typing import Literal, TypedDict

PanelName = Literal["annual", "medium_term"]
PANELS: tuple[PanelName, PanelName] = ("medium_term", "annual")


class FundingEntry(TypedDict):
    """One amount; `raw` is the text of its cell."""

    panel: PanelName
    item: str
    raw: str
    unit: str
    amount_yuan: str


class TaskEntry(TypedDict):
    """One row of a department's task list; None where the cell is empty."""

    name: str
    total: str | None
    fiscal: str | None
    other: str | None


class GoalEntry(TypedDict):
    """The goal text of one panel."""

    panel: PanelName
    text: str


class IndicatorEntry(TypedDict, total=False):
    """One indicator row. The five first keys are always there. `sign`, `number` and `unit` are
    the parts of the value where a form prints them in columns of their own."""

    panel: PanelName
    level1: str
    level2: str
    level3: str
    value: str
    standard: str | None
    basis: str | None
    last_year_value: str | None
    weight: str | None
    scoring_rule: str | None
    evidence: str | None
    explanation: str
    sign: str
    number: str
    unit: str
    actual_value: str
    score: str
    deviation: str


class FormRecord(TypedDict):
    """One form. In `fields`, None is a label that is not printed, '' an empty cell beside it."""

    form_type: str
    title: str
    year: int | None
    fields: dict[str, str | None]
    funding: list[FundingEntry]
    tasks: list[TaskEntry]
    goals: list[GoalEntry]
    indicators: list[IndicatorEntry]
