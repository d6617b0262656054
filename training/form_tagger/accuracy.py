"""How often the form tagger is right, a family at a time."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.form_tagger.roles import ROLES
from models.form_tagger.session import FormTagger
from training.form_tagger.batches import NO_LINK, example_of
from training.form_tagger.tagged import TaggedForm

PARTS = ("role", "panel", "key", "parent", "no_parent", "continues", "no_continues")
"""Links count apart from tokens that have none, which are many and easy."""


@dataclass(slots=True)
class FamilyAccuracy:
    """Tokens counted and right of each of PARTS; `confused` counts (true role, given role)."""

    forms: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def share(self, part: str) -> float:
        """Share that is right, 0–1; 1 where nothing counts."""
        counted = self.counted[part]
        return self.right[part] / counted if counted else 1.0


def measure_families(tagger: FormTagger, forms: Iterable[TaggedForm]) -> dict[str, FamilyAccuracy]:
    """The likeliest role, panel, key and links of every token against the truth."""
    measured: dict[str, FamilyAccuracy] = {}
    for form in forms:
        if form.tokens:
            _add(measured.setdefault(form.family, FamilyAccuracy()), tagger, form)
    return measured


def table_of(measured: dict[str, FamilyAccuracy]) -> str:
    """The shares as a Markdown table, the families in order."""
    lines = [f"| family | forms | {' | '.join(PARTS)} |", "|---|---|" + "---|" * len(PARTS)]
    for family in sorted(measured):
        shares = " | ".join(f"{measured[family].share(part):.3f}" for part in PARTS)
        lines.append(f"| {family} | {measured[family].forms} | {shares} |")
    return "\n".join(lines)


def _add(found: FamilyAccuracy, tagger: FormTagger, form: TaggedForm) -> None:
    tags, targets = tagger.tag(form.tokens), example_of(form).targets
    found.forms += 1
    given = tags.roles.argmax(axis=1)
    _count(found, "role", given == targets[:, 0])
    _count(found, "panel", tags.panels.argmax(axis=1) == targets[:, 1])
    _count(found, "key", tags.keys.argmax(axis=1) == targets[:, 2])
    for name, scores, wanted in (
        ("parent", tags.parent, targets[:, 3]),
        ("continues", tags.continues, targets[:, 4]),
    ):
        pointed = scores.argmax(axis=1)
        linked = wanted != NO_LINK
        _count(found, name, (pointed == wanted)[linked])
        _count(found, f"no_{name}", (pointed == len(form.tokens))[~linked])
    wrong = np.flatnonzero(given != targets[:, 0])
    found.confused.update((ROLES[targets[i, 0]], ROLES[given[i]]) for i in wrong)


def _count(found: FamilyAccuracy, part: str, right: NDArray[np.bool_]) -> None:
    found.counted[part] += right.size
    found.right[part] += int(right.sum())
