"""The level-2 groups of both official schemes, and which group a printed label names."""

from dataclasses import dataclass

from extractor.form.level_names import Level2, level2_label
from extractor.taxonomy.concept import Home
from extractor.values.text import fold


@dataclass(frozen=True, slots=True)
class Level2Group:
    """A group of concepts; a home is None where that scheme does not have it."""

    code: str
    name: str
    definition: str
    home_2015: Home | None
    home_2021: Home | None


# A merged benefits column holds any of the four.
_CODES: dict[Level2, tuple[str, ...]] = {
    Level2.QUANTITY: ("QTY",),
    Level2.QUALITY: ("QLT",),
    Level2.TIMELINESS: ("TIM",),
    Level2.COST: ("CST",),
    Level2.ECONOMIC_COST: ("CST",),
    Level2.SOCIAL_COST: ("CSO",),
    Level2.ECOLOGICAL_COST: ("CEN",),
    Level2.ECONOMIC: ("BEC",),
    Level2.SOCIAL: ("BSO",),
    Level2.ECOLOGICAL: ("BEN",),
    Level2.BENEFITS: ("BEC", "BSO", "BEN", "SUS"),
    Level2.SUSTAINED: ("SUS",),
    Level2.SATISFACTION: ("SAT",),
}


def filed_codes(label: str) -> tuple[str, ...]:
    """Codes of the groups that a printed level-2 label names, e.g. 时效指标 → ("TIM",); () where
    the label is not known."""
    found = level2_label(fold(label))
    return _CODES[Level2(found.key)] if found and isinstance(found.key, Level2) else ()
