"""Which corrected forms are not learned from."""

import hashlib
from collections.abc import Sequence

from training.corrections.forms import CorrectedForm


def split_held(
    forms: Sequence[CorrectedForm], every: int
) -> tuple[list[CorrectedForm], list[CorrectedForm]]:
    """The forms to learn from, and about every so many-th of each family, which is held back;
    at least one of five. Always the same ones, whatever order they come in."""
    learned: list[CorrectedForm] = []
    held: list[CorrectedForm] = []
    for family in sorted({form.family for form in forms}):
        own = sorted((form for form in forms if form.family == family), key=_place)
        for number, form in enumerate(own, 1):
            (learned if number % every else held).append(form)
    return learned, held


def _place(form: CorrectedForm) -> tuple[str, int]:
    """An order that has nothing to do with when a form was corrected."""
    return hashlib.sha256(form.identity.encode()).hexdigest(), form.number
