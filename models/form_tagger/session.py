"""The form tagger on ONNX Runtime."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.form_tagger.config import OUTPUTS, OVERLAP, WEIGHTS, WINDOW
from models.form_tagger.encode import EncodedForm, character_planes, encode_form
from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES
from models.form_tagger.tokens import FormToken
from models.form_tagger.windows import windows
from models.network_file import NetworkFile
from models.ocr.runtime import open_session

Floats = NDArray[np.float32]
UNSEEN = -20.0
"""Logarithm of the probability of a link between tokens that were never seen together."""


@dataclass(frozen=True, slots=True, eq=False)
class FormTags:
    """What the network thinks of N tokens.

    `roles` (N, ROLES), `panels` (N, PANELS) and `keys` (N, KEYS) are probabilities. `parent` and
    `continues` (N, N + 1) are logarithms of the probabilities that a token belongs to, or goes on
    with the text of, another one; the last column is none.
    """

    roles: Floats
    panels: Floats
    keys: Floats
    parent: Floats
    continues: Floats


class FormTagger:
    """Holds about 30 MB; serves one thread at a time.

    Args:
        threads: processor threads.
        file: the network.
    Raises:
        WeightsNotFoundError: weights are not on this machine, or not those that were tested.
    """

    def __init__(self, threads: int = 1, file: NetworkFile = WEIGHTS) -> None:
        self._session: Any = open_session(file.read(), threads)
        self._wanted = {given.name for given in self._session.get_inputs()}

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        """What each token is and to which it belongs.

        Args:
            tokens: of one form, in reading order; none gives empty arrays.
        """
        tags = _nothing(len(tokens))
        if not tokens:
            return tags
        form = encode_form(tokens)
        for window in windows(form.places[:, 0], WINDOW, OVERLAP):
            part = self._run(form.part(window.first, window.end))
            kept = slice(window.kept_first, window.kept_end)
            inner = slice(window.kept_first - window.first, window.kept_end - window.first)
            tags.roles[kept] = part.roles[inner]
            tags.panels[kept] = part.panels[inner]
            tags.keys[kept] = part.keys[inner]
            for links, seen in ((tags.parent, part.parent), (tags.continues, part.continues)):
                links[kept, window.first : window.end] = seen[inner, :-1]
                links[kept, -1] = seen[inner, -1]
        return tags

    def _run(self, form: EncodedForm) -> FormTags:
        inputs = {
            "characters": character_planes(form.characters),
            "texts": form.texts[None],
            "layout": form.layout[None],
            "places": form.places[None],
        }
        # networks that read text or layout alone, for comparison, take fewer
        given = {name: array for name, array in inputs.items() if name in self._wanted}
        return FormTags(*(part[0] for part in self._session.run(list(OUTPUTS), given)))


def _nothing(count: int) -> FormTags:
    widths = (len(ROLES), len(PANELS), len(KEYS))
    classes = (np.zeros((count, width), np.float32) for width in widths)
    links = (np.full((count, count + 1), UNSEEN, np.float32) for _ in range(2))
    return FormTags(*classes, *links)
