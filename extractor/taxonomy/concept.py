"""What a standard indicator is: its name and meaning, where it belongs, how it is measured."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which values of an indicator are good."""

    HIGHER_BETTER = "higher_better"
    LOWER_BETTER = "lower_better"
    CEILING = "ceiling"  # must not be passed; less is not better by itself
    FIXED = "fixed"  # a number that is given, e.g. a floor area
    TARGET_BAND = "target_band"  # neither too much nor too little


class ValueType(StrEnum):
    """What the target of an indicator is a number of."""

    COUNT = "count"
    RATE = "rate"
    MONEY = "money"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    QUALITATIVE = "qualitative"


@dataclass(frozen=True, slots=True)
class Home:
    """A level-2 group of one scheme: its code (QTY …) and the printed names of both levels."""

    code: str
    level1: str
    level2: str

    @property
    def path(self) -> str:
        """Level 1 and 2 as one text: 产出指标/数量指标."""
        return f"{self.level1}/{self.level2}"


@dataclass(frozen=True, slots=True)
class Concept:
    """One standard indicator.

    `id` begins with the code of its level-2 group and never changes; `alias_ids` are ids that were
    merged into it. `level2_2015` and `level2_2021` are its homes in the two official schemes, None
    where the scheme has no place for it. `also` are codes of groups under which it may be filed as
    well. `aliases` are wordings that people use. A `vague` concept is too general to be graded.
    `since` is the version of the taxonomy that brought it; `source` names the extension it comes
    from, '' for the taxonomy of the product.
    """

    id: str
    name: str
    definition: str
    level2_2015: Home | None
    level2_2021: Home | None
    units: tuple[str, ...]
    direction: Direction
    value_type: ValueType
    domains: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    alias_ids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    vague: bool = False
    since: str = "1.0"
    source: str = ""

    @property
    def code(self) -> str:
        """The code of its level-2 group: QTY of QTY-001."""
        return self.id.partition("-")[0]
