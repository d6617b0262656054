"""What a region expects in a year. Nothing here is law: the finance bureau decides."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Profile:
    """Expected weights and shares.

    `target_totals` and `evaluation_totals` are the sums of weights that are accepted in a target
    form and in a self-evaluation (90 where the 10 points of budget execution stand apart).
    `level1_totals` holds (产出指标 …, points) where the region prescribes them; empty: not checked.
    `heavy_share` of its level-1 total is the most that one of `heavy_from` or more indicators may
    have. `far_above` is the ratio actual / target from which a target was too low.
    """

    region: str | None = None
    year: int | None = None
    target_totals: tuple[Decimal, ...] = (Decimal(90), Decimal(100))
    evaluation_totals: tuple[Decimal, ...] = (Decimal(90), Decimal(100))
    execution_points: Decimal = Decimal(10)
    level1_totals: tuple[tuple[str, Decimal], ...] = ()
    heavy_share: Decimal = Decimal(1) / Decimal(3)
    heavy_from: int = 4
    far_above: Decimal = Decimal("1.5")
