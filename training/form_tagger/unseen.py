"""Layouts that no family has: other columns in other orders, other places of money and stubs."""

from dataclasses import replace

import numpy as np

from training.synthesis.contents.draw import chance, pick, pick_some, pick_weighted
from training.synthesis.families.plan import (
    FamilyPlan,
    Merging,
    MoneyBlock,
    Panels,
    Skeleton,
    Stub,
)

_EXTRA = (
    "explanation",
    "standard",
    "basis",
    "last_year_value",
    "weight",
    "scoring_rule",
    "evidence",
    "actual_value",
    "score",
    "deviation",
)
_SPLIT = (("sign", "number", "unit"), ("number", "unit"), ("sign", "number", "unit", "direction"))
_MONEY = {
    MoneyBlock.ROWS: 4.0,
    MoneyBlock.PLAIN_ROWS: 1.0,
    MoneyBlock.ONE_LINE: 1.5,
    MoneyBlock.ONE_CELL: 1.0,
    MoneyBlock.EXECUTION: 1.5,
    MoneyBlock.NONE: 0.7,
}


def unseen_plan(plan: FamilyPlan, rng: np.random.Generator) -> FamilyPlan:
    """The plan with columns, heads, stub, merging and money of its own; panels and fields stay."""
    return replace(
        plan,
        columns=_columns(plan, rng),
        heads=plan.heads if plan.panels in (Panels.BESIDE, Panels.TRIPLE) else pick(rng, (1, 1, 2)),
        stub=pick(rng, tuple(Stub)),
        merging=pick_weighted(rng, {Merging.BOTH: 5, Merging.LEVEL1: 2, Merging.NEITHER: 1.5}),
        skeleton=pick(rng, (plan.skeleton, *Skeleton)),
        money=pick_weighted(rng, _MONEY),
    )


def _columns(plan: FamilyPlan, rng: np.random.Generator) -> tuple[str, ...]:
    if plan.panels in (Panels.BESIDE, Panels.TRIPLE):
        return pick(rng, (plan.columns, ("value", "weight"), ("explanation", "value")))
    extra = pick_some(rng, _EXTRA, int(rng.integers(0, 6)))
    if chance(rng, 0.6):
        extra.sort(key=_EXTRA.index)
    value = pick(rng, _SPLIT) if chance(rng, 0.15) else ("value",)
    at = int(rng.integers(0, len(extra) + 1)) if chance(rng, 0.5) else 0
    return (*extra[:at], *value, *extra[at:])
