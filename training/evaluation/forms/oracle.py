"""A tagger that knows the truth, and errs as often as it is told to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES
from models.form_tagger.session import FormTags
from models.form_tagger.tokens import FormToken
from training.form_tagger.tagged import TaggedForm

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Oracle:
    """Says of the cells of one form what they are.

    `noise` is the standard deviation of what is added to the logarithms of all probabilities;
    `certainty` the logarithm by which the truth stands above the rest.
    """

    form: TaggedForm
    noise: float = 0.0
    certainty: float = 6.0
    seed: int = 0

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        """The truth of the form's own cells, found by row and text."""
        rng = np.random.default_rng(self.seed)
        truths = self.form.truths
        places = _found(tokens, self.form.tokens)
        back = {place: number for number, place in enumerate(places) if place is not None}
        count = len(tokens)
        known = [truths[p] if p is not None else None for p in places]
        roles = [ROLES.index(t.role) if t else len(ROLES) - 1 for t in known]
        panels = [PANELS.index(t.panel) if t else 0 for t in known]
        keys = [KEYS.index(t.key) if t else 0 for t in known]
        parent = [back.get(t.parent, count) if t and t.parent is not None else count for t in known]
        goes_on = [
            back.get(t.continues, count) if t and t.continues is not None else count for t in known
        ]
        return FormTags(
            np.exp(self._logarithms(rng, roles, len(ROLES))),
            np.exp(self._logarithms(rng, panels, len(PANELS))),
            np.exp(self._logarithms(rng, keys, len(KEYS))),
            self._logarithms(rng, parent, count + 1),
            self._logarithms(rng, goes_on, count + 1),
        )

    def _logarithms(self, rng: np.random.Generator, right: Sequence[int], width: int) -> Floats:
        scores = rng.normal(0.0, 1.0, (len(right), width)) * self.noise
        scores[range(len(right)), list(right)] += self.certainty
        scores -= np.logaddexp.reduce(scores, axis=1, keepdims=True) if len(right) else 0.0
        return scores.astype(np.float32)


def _found(tokens: Sequence[FormToken], printed: Sequence[FormToken]) -> list[int | None]:
    """The place of each token among those of the form, in order; None for one it lacks."""
    places: list[int | None] = []
    begin = 0
    for token in tokens:
        found = next((n for n in range(begin, len(printed)) if printed[n].text == token.text), None)
        places.append(found)
        begin = begin if found is None else found + 1
    return places
