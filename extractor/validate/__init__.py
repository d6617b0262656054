"""What a reviewer should look at: pure rules over a record, each with its evidence cells.

Rules advise; only the finance bureau decides. docs/findings.md lists them all.
"""

from collections.abc import Sequence

from extractor.record import Finding, Record
from extractor.taxonomy import Taxonomy
from extractor.validate import (
    concepts,
    consistency,
    costs,
    dates,
    direction,
    execution,
    money,
    self_evaluation,
    structure,
    value,
    weights,
)
from extractor.validate.profile import Profile
from extractor.validate.rule import Rule

__all__ = ["RULES", "Profile", "Rule", "check", "check_forms"]

RULES: tuple[Rule, ...] = (
    *money.RULES,
    *costs.RULES,
    *structure.RULES,
    *weights.RULES,
    *direction.RULES,
    *concepts.RULES,
    *value.RULES,
    *consistency.RULES,
    *dates.RULES,
    *execution.RULES,
    *self_evaluation.RULES,
)
_DEFAULT = Profile()


def check(
    record: Record, profile: Profile = _DEFAULT, taxonomy: Taxonomy | None = None
) -> tuple[Finding, ...]:
    """All findings about one form, by theme, in the order of the form. Never raises.

    `profile` holds what the region expects of weights; the default accepts totals of 90 and 100.
    `taxonomy` is the one that the record was classified by, None where it was not.
    """
    return (
        *money.check_money(record),
        *costs.check_costs(record),
        *structure.check_structure(record),
        *weights.check_weights(record, profile),
        *direction.check_direction(record),
        *concepts.check_concepts(record, taxonomy),
        *value.check_value(record),
        *consistency.check_consistency(record),
        *dates.check_dates(record),
        *execution.check_execution(record),
        *self_evaluation.check_self_evaluation(record, profile),
    )


def check_forms(records: Sequence[Record]) -> tuple[Finding, ...]:
    """Findings between the forms of one file or archive: shared goals and indicator lists."""
    return tuple(consistency.check_between_forms(records))
