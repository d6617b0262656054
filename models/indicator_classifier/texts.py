"""What goes into the classifier of indicators and what comes out of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """One indicator as printed: its level-3 text, the level-2 group it is filed under, its value
    with sign and unit, and the name of the project. A part that is not printed is ''."""

    level3: str
    level2: str = ""
    value: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """The concept of an indicator.

    `concept` is an id of the taxonomy, None where the classifier abstains. `confidence` (0–1) is
    the calibrated probability that the first candidate is right. `candidates` are (id,
    probability), at most five, best first.
    """

    concept: str | None
    confidence: float
    candidates: tuple[tuple[str, float], ...] = ()
