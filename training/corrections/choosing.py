"""Which forms to correct next: those that the tagger doubts most, of layouts unlike each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.form.tagged.cells import FormCells
from extractor.form.tagged.reader import Tagger
from models.form_tagger.roles import ROLES
from models.form_tagger.session import FormTags
from models.form_tagger.tokens import TokenLayout

Floats = NDArray[np.float64]

_COLUMNS = 16
_KINDS = tuple(TokenLayout)
_ALIKE = 0.3
"""What a form still counts that looks exactly like a chosen one."""


def doubt_of(tags: FormTags) -> float:
    """How many cells of a form are expected to be read wrongly: by role or by what they belong
    to."""
    if not len(tags.roles):
        return 0.0
    sure = tags.roles.max(axis=1) * np.exp(tags.parent.max(axis=1))
    return float((1.0 - sure).sum())


def look_of(cells: FormCells, tags: FormTags) -> Floats:
    """(KINDS × COLUMNS × ROLES,) shares of a form's cells by kind of layout, column and likeliest
    role; sums to 1."""
    counts = np.zeros((len(_KINDS), _COLUMNS, len(ROLES)))
    for token, role in zip(cells.seen, tags.roles.argmax(axis=1), strict=True):
        counts[_KINDS.index(token.layout), min(token.column, _COLUMNS - 1), role] += 1
    return np.asarray(counts.reshape(-1) / max(1.0, counts.sum()), np.float64)


def choose(
    forms: Sequence[FormCells], tagger: Tagger, chosen: Sequence[int], count: int
) -> list[int]:
    """`count` more places of forms to correct, the most telling first.

    Args:
        chosen: places of the forms that are corrected already.
    """
    tags = [tagger.tag(cells.seen) for cells in forms]
    doubts = np.array([doubt_of(one) for one in tags])
    looks = np.array([look_of(cells, one) for cells, one in zip(forms, tags, strict=True)])
    nearest = np.ones(len(forms))
    taken = list(chosen)
    for place in taken:
        nearest = np.minimum(nearest, _distances(looks, place))
    fresh: list[int] = []
    while len(fresh) < min(count, len(forms) - len(chosen)):
        scores = doubts * (_ALIKE + nearest)
        scores[taken] = -1.0
        best = int(scores.argmax())
        fresh.append(best)
        taken.append(best)
        nearest = np.minimum(nearest, _distances(looks, best))
    return fresh


def _distances(looks: Floats, place: int) -> Floats:
    """(forms,) how unlike each form is to one of them, 0–1."""
    return np.asarray(np.abs(looks - looks[place]).sum(axis=1) / 2)
