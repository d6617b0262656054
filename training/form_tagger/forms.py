"""A seed → a tagged form: composed, relabelled, flattened and damaged."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from extractor.grid import Sheet
from training.form_tagger.flatten import flatten, flatten_listed
from training.form_tagger.grids import draw_form
from training.form_tagger.labels import relabel
from training.form_tagger.noise import add_noise
from training.form_tagger.pieces import Drawn
from training.form_tagger.printed import drawn_to_sheet, drawn_to_tagged
from training.form_tagger.tagged import TaggedForm
from training.form_tagger.unseen import unseen_plan
from training.synthesis.contents.draw import chance, pick
from training.synthesis.families.compose import Composition, compose_plan
from training.synthesis.families.plan import Family, Lists, sample_plan
from training.synthesis.records import FormRecord


class Damage(StrEnum):
    """What happened to a form on its way."""

    NONE = "none"  # an exact grid, as ruled pages and office files give it
    LIGHT = "light"  # little damage: flattened, or an exact grid misread
    HEAVY = "heavy"  # flattened, shifted, cut, misread


_STRENGTHS = {Damage.NONE: 0.0, Damage.LIGHT: 0.35, Damage.HEAVY: 1.0}
_UNSEEN = 0.3
"""Share of forms in varied wording whose layout is of no family."""
_LONG = 0.25
"""Share of forms in varied wording with long lists."""
_LIGHT_EXACT = 0.3
"""Share of lightly damaged forms that keep their grid and are only misread, as scans are."""


class Wording(StrEnum):
    """How the labels of a form read, and how its columns stand."""

    COMMON = "common"  # as most forms of the family
    VARIED = "varied"  # some or all labels in rare wordings, some layouts of no family


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Which forms are wanted."""

    families: tuple[Family, ...] = tuple(Family)
    damage: Damage = Damage.HEAVY
    wording: Wording = Wording.VARIED


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
    plan = sample_plan(rng, family)
    if request.wording is Wording.VARIED and family is not Family.WIDE and chance(rng, _UNSEEN):
        plan = unseen_plan(plan, rng)
    if request.wording is Wording.VARIED and chance(rng, _LONG):
        plan = replace(plan, lists=Lists.LONG)
    composition = compose_plan(rng, plan)
    drawn = draw_form(composition.blocks, _one_record(composition), family.value)
    if request.wording is Wording.VARIED:
        relabel(drawn, rng)
    strength = _STRENGTHS[request.damage]
    if family is Family.LISTED:
        flatten_listed(drawn, rng, strength)
    elif request.damage is Damage.LIGHT and chance(rng, _LIGHT_EXACT):
        add_noise(drawn, rng, strength)
    elif strength:
        flatten(drawn, rng, strength)
    return drawn


def _one_record(composition: Composition) -> FormRecord:
    """The record of the first project; a table of several projects is one form with the
    indicators of all."""
    return composition.records[0]
