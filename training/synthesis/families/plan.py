"""What distinguishes one invented layout from another, drawn at random within a family."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_some, pick_weighted
from training.synthesis.contents.indicators import Scheme
from training.synthesis.contents.records import FormKind
from training.synthesis.records import PanelName


class Family(StrEnum):
    """The layout families of performance-target forms."""

    ONE_PANEL = "A"
    APPROVAL = "B"
    TWO_PANELS = "C"
    WEIGHTED = "D"
    DEPARTMENT = "E"
    REGION = "F"
    SELF_EVALUATION = "G"
    WIDE = "H"
    LISTED = "I"  # indicators run together in a text
    FRAMEWORK = "J"  # other schemes than the three groups of targets


class Panels(StrEnum):
    """How the medium-term and the annual indicators stand."""

    ONE = "one"
    STACKED = "stacked"
    BESIDE = "beside"
    TRIPLE = "triple"


class Stub(StrEnum):
    """The narrow column left of level 1."""

    NONE = "none"
    OVER_HEADS = "over_heads"  # merged over the column heads too
    BELOW_HEADS = "below_heads"  # has a head of its own


class Merging(StrEnum):
    """Which level labels are merged over their rows."""

    BOTH = "both"
    LEVEL1 = "level1"  # level 2 is repeated in every row
    NEITHER = "neither"


class Skeleton(StrEnum):
    """Rows without content that a template left behind."""

    NONE = "none"
    DOTS = "dots"
    NUMBERED = "numbered"
    BLANK = "blank"


class MoneyBlock(StrEnum):
    """How amounts are set."""

    ROWS = "rows"
    PLAIN_ROWS = "plain_rows"  # without a merged label
    ONE_LINE = "one_line"
    ONE_CELL = "one_cell"
    EXECUTION = "execution"
    NONE = "none"


class GoalBlock(StrEnum):
    """How goals are set."""

    BESIDE_LABEL = "beside_label"
    BELOW_LABEL = "below_label"
    HALVES = "halves"
    WITH_RESULT = "with_result"
    NONE = "none"


class Lists(StrEnum):
    """How many tasks and indicators a form has."""

    USUAL = "usual"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """One layout. `columns` are the keys right of level 3; `heads` is 1 or 2 header rows."""

    family: Family
    kind: FormKind
    scheme: Scheme
    panels: Panels
    stub: Stub
    merging: Merging
    skeleton: Skeleton
    columns: tuple[str, ...]
    heads: int
    money: MoneyBlock
    items: tuple[str, ...]
    money_unit: str
    goals: GoalBlock
    fields: tuple[str, ...]
    lists: Lists = Lists.USUAL

    @property
    def record_panels(self) -> tuple[PanelName, ...]:
        """The panels that the record needs."""
        return ("annual",) if self.panels is Panels.ONE else ("medium_term", "annual")


_KINDS = {
    Family.APPROVAL: FormKind.APPROVAL,
    Family.DEPARTMENT: FormKind.DEPARTMENT,
    Family.REGION: FormKind.REGION,
    Family.SELF_EVALUATION: FormKind.SELF_EVALUATION,
    Family.FRAMEWORK: FormKind.SELF_EVALUATION,
}
_WEIGHTED = ("basis", "last_year_value", "weight", "scoring_rule", "evidence")
_ITEMS = (
    ("total", "fiscal", "other"),
    ("total", "fiscal", "other"),
    ("total", "fiscal", "carried_over", "other"),
    ("total", "fiscal", "fund", "own"),
    ("total",),
    ("total", "fiscal"),
)
_FRAMEWORK_COLUMNS = (
    ("weight", "explanation", "scoring_rule", "score"),
    ("explanation", "value", "weight"),
    ("weight", "value", "actual_value", "score"),
    ("weight", "explanation", "value", "actual_value", "score", "deviation"),
    ("value", "actual_value", "weight", "score"),
    ("explanation", "scoring_rule", "weight", "score", "evidence"),
)
_TIERS = ("central", "provincial", "city", "county")


def sample_plan(rng: np.random.Generator, family: Family) -> FamilyPlan:
    """A layout of the family; the same generator state gives the same layout."""
    panels = _panels(rng, family)
    return FamilyPlan(
        family=family,
        kind=_KINDS.get(family, FormKind.PROJECT),
        scheme=_scheme(rng, family),
        panels=panels,
        stub=pick_weighted(rng, _stubs(family)),
        merging=pick_weighted(rng, {Merging.BOTH: 9, Merging.LEVEL1: 1, Merging.NEITHER: 0.7}),
        skeleton=pick_weighted(
            rng,
            {Skeleton.NONE: 7, Skeleton.DOTS: 1, Skeleton.NUMBERED: 1, Skeleton.BLANK: 1},
        ),
        columns=_columns(rng, family, panels),
        heads=2 if chance(rng, 0.25) else 1,
        money=_money(rng, family),
        items=_items(rng, family),
        money_unit="元" if chance(rng, 0.15) else "万元",
        goals=_goals(rng, family, panels),
        fields=_fields(rng, family),
    )


def _scheme(rng: np.random.Generator, family: Family) -> Scheme:
    if family is Family.FRAMEWORK:
        return Scheme.FRAMEWORK
    return Scheme.NEW if chance(rng, 0.8 if family is Family.WEIGHTED else 0.3) else Scheme.OLD


def _panels(rng: np.random.Generator, family: Family) -> Panels:
    if family is Family.TWO_PANELS:
        return pick_weighted(rng, {Panels.BESIDE: 6, Panels.STACKED: 3, Panels.TRIPLE: 1})
    if family is Family.REGION and chance(rng, 0.25):
        return Panels.STACKED
    return Panels.ONE


def _stubs(family: Family) -> dict[Stub, float]:
    if family is Family.WEIGHTED:
        return {Stub.NONE: 6, Stub.OVER_HEADS: 2, Stub.BELOW_HEADS: 1}
    return {Stub.NONE: 2, Stub.OVER_HEADS: 5, Stub.BELOW_HEADS: 2}


def _columns(rng: np.random.Generator, family: Family, panels: Panels) -> tuple[str, ...]:
    if panels is Panels.TRIPLE:
        return ("value",)
    if panels is Panels.BESIDE:
        return ("value", "standard") if chance(rng, 0.3) else ("value",)
    match family:
        case Family.APPROVAL:
            extra = pick(
                rng, (("last_year_value", "value"), ("value", "last_year_value"), ("value",))
            )
        case Family.WEIGHTED:
            chosen = pick_some(rng, _WEIGHTED, int(rng.integers(2, 6)))
            extra = ("value", *(key for key in _WEIGHTED if key in chosen))
        case Family.SELF_EVALUATION:
            tail = pick(
                rng,
                (
                    ("weight", "score", "deviation"),
                    ("weight", "score"),
                    ("deviation",),
                    ("weight",),
                ),
            )
            extra = ("value", "actual_value", *tail)
        case Family.LISTED:
            extra = ("value",)
        case Family.FRAMEWORK:
            extra = pick(rng, _FRAMEWORK_COLUMNS)
        case _:
            choices = (
                ("value",),
                ("value",),
                ("value", "standard"),
                ("value", "evidence"),
                ("value", "weight"),
                ("sign", "number", "unit"),
                ("explanation", "value"),
                ("value", "scoring_rule"),
                ("value", "unit"),
            )
            extra = pick(rng, choices)
    return extra


def _money(rng: np.random.Generator, family: Family) -> MoneyBlock:
    if family in (Family.SELF_EVALUATION, Family.FRAMEWORK):
        return pick_weighted(rng, {MoneyBlock.EXECUTION: 9, MoneyBlock.ROWS: 1})
    if family is Family.DEPARTMENT:
        return pick_weighted(rng, {MoneyBlock.NONE: 4, MoneyBlock.ROWS: 3, MoneyBlock.ONE_LINE: 2})
    if family is Family.REGION:
        return pick_weighted(rng, {MoneyBlock.ROWS: 7, MoneyBlock.PLAIN_ROWS: 2})
    return pick_weighted(
        rng,
        {
            MoneyBlock.ROWS: 7,
            MoneyBlock.PLAIN_ROWS: 2,
            MoneyBlock.ONE_LINE: 3,
            MoneyBlock.ONE_CELL: 1.5,
        },
    )


def _items(rng: np.random.Generator, family: Family) -> tuple[str, ...]:
    if family is Family.REGION:
        return ("total", *_TIERS[: int(rng.integers(2, 5))])
    return pick(rng, _ITEMS)


def _goals(rng: np.random.Generator, family: Family, panels: Panels) -> GoalBlock:
    if family is Family.SELF_EVALUATION:
        return pick_weighted(rng, {GoalBlock.WITH_RESULT: 8, GoalBlock.BESIDE_LABEL: 2})
    if panels is not Panels.ONE and chance(rng, 0.7):
        return GoalBlock.HALVES
    return pick_weighted(
        rng, {GoalBlock.BESIDE_LABEL: 8, GoalBlock.BELOW_LABEL: 1.2, GoalBlock.NONE: 0.5}
    )


def _fields(rng: np.random.Generator, family: Family) -> tuple[str, ...]:
    if family is Family.DEPARTMENT:
        return (
            "implementing_unit",
            *pick_some(rng, ("project_leader", "telephone", "filled_on"), int(rng.integers(0, 3))),
        )
    first = ["project_name"] if chance(rng, 0.97) else []
    rest = pick_some(
        rng,
        (
            "department",
            "implementing_unit",
            "project_attribute",
            "project_period",
            "project_leader",
        ),
        int(rng.integers(1, 6)),
    )
    others = pick_some(
        rng,
        ("telephone", "function", "reason", "purpose", "code", "address", "filled_on"),
        pick_weighted(rng, {0: 6, 1: 2, 2: 1, 3: 0.5}),
    )
    return (*first, *rest, *others)
