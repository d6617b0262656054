"""A tagger that is told what each text is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from models.form_tagger.keys import KEYS
from models.form_tagger.roles import PANELS, ROLES, Role, TaggedPanel
from models.form_tagger.session import FormTags
from models.form_tagger.tokens import FormToken

_CERTAIN = 0.97


@dataclass(frozen=True, slots=True)
class Said:
    """What a text is; `parent` is the text above it to which it belongs."""

    role: Role
    parent: str = ""
    key: str = ""
    panel: TaggedPanel = TaggedPanel.NONE
    sure: float = _CERTAIN


@dataclass(slots=True)
class StubTagger:
    said: dict[str, Said]
    asked: list[Sequence[FormToken]] = field(default_factory=list)

    def tag(self, tokens: Sequence[FormToken]) -> FormTags:
        self.asked.append(tokens)
        known = [self.said.get(token.text, Said(Role.NOISE)) for token in tokens]
        count = len(tokens)
        places = {token.text: number for number, token in enumerate(tokens)}
        parents = [places.get(s.parent, count) for s in known]
        return FormTags(
            _likely([ROLES.index(s.role) for s in known], [s.sure for s in known], len(ROLES)),
            _likely([PANELS.index(s.panel) for s in known], [_CERTAIN] * count, len(PANELS)),
            _likely([KEYS.index(s.key) for s in known], [_CERTAIN] * count, len(KEYS)),
            np.log(_likely(parents, [_CERTAIN] * count, count + 1)),
            np.log(_likely([count] * count, [_CERTAIN] * count, count + 1)),
        )


def _likely(right: Sequence[int], sure: Sequence[float], width: int) -> np.ndarray:
    shares = np.empty((len(right), width), np.float32)
    for row, (place, probability) in enumerate(zip(right, sure, strict=True)):
        shares[row] = (1 - probability) / (width - 1)
        shares[row, place] = probability
    return shares
