"""Pictures show what is confused and what can be believed."""

import numpy as np

from models.form_tagger.roles import ROLES
from training.form_tagger.accuracy import BINS
from training.form_tagger.pictures import confusion_picture, reliability_picture

RED, BLUE = (220, 60, 30), (40, 90, 200)


def test_only_confusions_are_red() -> None:
    pairs = np.diag(np.full(len(ROLES), 5))
    assert RED not in {colour for _, colour in confusion_picture(pairs).getcolors(1 << 20) or ()}
    pairs[3, 3], pairs[3, 7] = 0, 5
    assert RED in {colour for _, colour in confusion_picture(pairs).getcolors(1 << 20) or ()}


def test_a_bin_with_tokens_has_a_dot() -> None:
    reliability = np.zeros((3, BINS))
    assert BLUE not in {
        colour for _, colour in reliability_picture(reliability).getcolors(1 << 20) or ()
    }
    reliability[:, 9] = 100, 47, 50
    assert BLUE in {
        colour for _, colour in reliability_picture(reliability).getcolors(1 << 20) or ()
    }
