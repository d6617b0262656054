"""A seed → a tagged form: composed, relabelled, flattened and damaged."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from extractor.grid import Sheet
from training.form_tagger.flatten import flatten
from training.form_tagger.grids import draw_form
from training.form_tagger.labels import relabel
from training.form_tagger.pieces import Drawn
from training.form_tagger.printed import drawn_to_sheet, drawn_to_tagged
from training.form_tagger.tagged import TaggedForm
from training.synthesis.contents.draw import pick
from training.synthesis.families.compose import Composition, compose_form
from training.synthesis.families.plan import Family
from training.synthesis.records import FormRecord


class Damage(StrEnum):
    """What happened to a form on its way."""

    NONE = "none"  # an exact grid, as ruled pages and office files give it
    LIGHT = "light"  # flattened, little damage
    HEAVY = "heavy"  # flattened, shifted, cut, misread


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Which forms are wanted."""

    families: tuple[Family, ...] = tuple(Family)
    damage: Damage = Damage.HEAVY


@dataclass(frozen=True, slots=True)
class DamagedForm:
    """A tagged form, and the sheet that its tokens were read from, with its blanks and breaks."""

    tagged: TaggedForm
    sheet: Sheet


def tagged_form(seed: int, request: FormRequest) -> TaggedForm:
    """The form of a seed; the same seed and request give the same form."""
    return drawn_to_tagged(_drawn(seed, request))


def damaged_form(seed: int, request: FormRequest) -> DamagedForm:
    """The same form as `tagged_form` gives, and its sheet for the rules."""
    drawn = _drawn(seed, request)
    return DamagedForm(drawn_to_tagged(drawn), drawn_to_sheet(drawn))


def _drawn(seed: int, request: FormRequest) -> Drawn:
    rng = np.random.default_rng([seed, 4])
    family = pick(rng, request.families)
    composition = compose_form(rng, family)
    drawn = draw_form(composition.blocks, _one_record(composition), family.value)
    relabel(drawn, rng)
    if request.damage is not Damage.NONE:
        flatten(drawn, rng, 0.35 if request.damage is Damage.LIGHT else 1.0)
    return drawn


def _one_record(composition: Composition) -> FormRecord:
    """The record of the first project; a table of several projects is one form with the
    indicators of all."""
    return composition.records[0]
