from collections import Counter

import pytest

from training.evaluation.structure.frozen import (
    FIRST_SEED,
    QUOTA,
    SPLITS,
    chosen_sets,
    frozen_seeds,
    set_facts,
)
from training.synthesis.corpus import Split, sample_form


@pytest.mark.parametrize("split", list(Split))
def test_every_set_has_its_quota_of_each_ruling(split: Split) -> None:
    seeds = frozen_seeds(split)
    assert Counter(sample_form(seed, split).ruling for seed in seeds) == dict(QUOTA)
    assert min(seeds) >= FIRST_SEED
    assert len({sample_form(seed, split).ruling for seed in seeds[:3]}) == 3


def test_sets_are_named_by_split_and_level() -> None:
    sets = chosen_sets(list(SPLITS), ["scan", "photo"])
    assert [(s.name.split, s.name.level) for s in sets] == [
        ("seen", "scan"),
        ("seen", "photo"),
        ("unseen", "scan"),
        ("unseen", "photo"),
    ]
    assert sets[0].seeds == sets[1].seeds
    with pytest.raises(ValueError, match="carbon copy"):
        chosen_sets(["seen"], ["carbon copy"])


def test_the_facts_name_every_seed() -> None:
    facts = set_facts()
    for split in Split:
        assert all(f" {seed - FIRST_SEED}" in facts for seed in frozen_seeds(split))
