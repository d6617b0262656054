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
BINS = 20
"""Of equal width, of the probability of the likeliest role."""


@dataclass(slots=True)
class FamilyAccuracy:
    """Tokens counted and right of each of PARTS; `pairs` (ROLES, ROLES) counts true, given roles;
    `reliability` (3, BINS) sums how many roles were given with about that probability, the
    probabilities and how many were right."""

    forms: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    pairs: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((len(ROLES), len(ROLES)), np.int64)
    )
    reliability: NDArray[np.float64] = field(default_factory=lambda: np.zeros((3, BINS)))

    def share(self, part: str) -> float:
        """Share that is right, 0–1; 1 where nothing counts."""
        counted = self.counted[part]
        return self.right[part] / counted if counted else 1.0

    def calibration_error(self) -> float:
        """Mean distance, 0–1, between the probability of a role and how often it is right."""
        count, probability, right = self.reliability
        return float(np.abs(probability - right).sum() / max(1.0, count.sum()))


def measure_families(tagger: FormTagger, forms: Iterable[TaggedForm]) -> dict[str, FamilyAccuracy]:
    """The likeliest role, panel, key and links of every token against the truth."""
    measured: dict[str, FamilyAccuracy] = {}
    for form in forms:
        if form.tokens:
            _add(measured.setdefault(form.family, FamilyAccuracy()), tagger, form)
    return measured


def table_of(measured: dict[str, FamilyAccuracy]) -> str:
    """The shares as a Markdown table, the families in order."""
    heads = ("family", "forms", *PARTS, "calibration")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for family in sorted(measured):
        found = measured[family]
        shares = (*(found.share(part) for part in PARTS), found.calibration_error())
        figures = " | ".join(f"{share:.3f}" for share in shares)
        lines.append(f"| {family} | {found.forms} | {figures} |")
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
    chances = tags.roles.max(axis=1)
    for place, weight in enumerate((None, chances, (given == targets[:, 0]).astype(np.float64))):
        bins = np.minimum((chances * BINS).astype(np.intp), BINS - 1)
        found.reliability[place] += np.bincount(bins, weight, BINS)
    np.add.at(found.pairs, (targets[:, 0], given), 1)


def _count(found: FamilyAccuracy, part: str, right: NDArray[np.bool_]) -> None:
    found.counted[part] += right.size
    found.right[part] += int(right.sum())
