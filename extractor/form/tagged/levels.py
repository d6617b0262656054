"""What group of the official schemes a label of a level names: by rule, else by the tagger."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from extractor.form.level_names import Level1, Level2
from extractor.form.tagged.items import Item, Reading
from extractor.form.tree import level1_key, level2_key, may_stand_under
from models.form_tagger.keys import LEVEL1_KEYS, LEVEL2_KEYS
from models.form_tagger.roles import Role

Group = TypeVar("Group", Level1, Level2)

_LEAST = 0.5  # probability from which the tagger's group counts
FIRSTS = dict(
    zip(LEVEL1_KEYS, (Level1.OUTPUT, Level1.COST, Level1.BENEFIT, Level1.SATISFACTION), strict=True)
)
"""Level-1 groups by the tagger's key."""
SECONDS = dict(
    zip(
        LEVEL2_KEYS,
        (
            Level2.QUANTITY,
            Level2.QUALITY,
            Level2.TIMELINESS,
            Level2.COST,
            Level2.ECONOMIC_COST,
            Level2.SOCIAL_COST,
            Level2.ECOLOGICAL_COST,
            Level2.ECONOMIC,
            Level2.SOCIAL,
            Level2.ECOLOGICAL,
            Level2.BENEFITS,
            Level2.SUSTAINED,
            Level2.SATISFACTION,
        ),
        strict=True,
    )
)
"""Level-2 groups by the tagger's key."""


def level2_group(reading: Reading, item: Item) -> Level2 | None:
    """The group of a level-2 label; None for one of no official scheme."""
    return level2_key(item.folded) or _believed(reading, item, SECONDS)


def level1_group(reading: Reading, item: Item) -> Level1 | None:
    """The group of a level-1 label; None for one of no official scheme."""
    return level1_key(item.folded) or _believed(reading, item, FIRSTS)


def wrong_homes(
    reading: Reading, children: Sequence[Item], labels: Sequence[Item]
) -> NDArray[np.bool_]:
    """(children, labels): whether no form files a level 2 under a level 1; False for unknown ones
    and for texts of other roles."""
    seconds = [level2_group(reading, c) if c.role is Role.LEVEL2 else None for c in children]
    firsts = [level1_group(reading, n) if n.role is Role.LEVEL1 else None for n in labels]
    wrong = [
        [two is not None and one is not None and not may_stand_under(two, one) for one in firsts]
        for two in seconds
    ]
    return np.array(wrong, np.bool_).reshape(len(children), len(labels))


def _believed(reading: Reading, item: Item, groups: Mapping[str, Group]) -> Group | None:
    chances = np.exp(reading.beliefs.key_scores(item.index, tuple(groups)))
    best = int(chances.argmax())
    return list(groups.values())[best] if chances[best] > _LEAST else None
