"""Tagged forms become numbers, whole or in part, and as they could have been read otherwise."""

import numpy as np

from tests.training.form_tagger.tiny_forms import tiny_form
from training.form_tagger.batches import IGNORED, NO_LINK, batch_of, cut, example_of
from training.form_tagger.variations import varied


def test_links_point_at_tokens_of_the_batch() -> None:
    batch = batch_of([example_of(tiny_form(1, rows=2)), example_of(tiny_form(2, rows=4))])
    longest = batch.mask.shape[1]
    parents = batch.targets[:, :, 3]
    assert parents[0, 1] == 0
    assert parents[0, 0] == longest
    assert (parents[0, 7:] == IGNORED).all()
    assert batch.mask.sum(dim=1).tolist() == [7, 11]


def test_equal_texts_of_several_forms_are_read_once() -> None:
    batch = batch_of([example_of(tiny_form(1, rows=2)), example_of(tiny_form(2, rows=2))])
    assert batch.texts[0, 0] == batch.texts[1, 0]
    assert batch.texts[0, 1] != batch.texts[1, 1]


def test_links_out_of_a_part_do_not_count() -> None:
    part = cut(example_of(tiny_form(1, rows=4)), 5, 9)
    # level 3, value, level 3, value; their level 2 is cut off
    assert part.targets[:, 3].tolist() == [IGNORED, 0, IGNORED, 2]
    assert part.targets[:, 4].tolist() == [NO_LINK] * 4
    assert len(part.form) == 4


def test_a_variation_keeps_the_truth_and_the_example() -> None:
    example = example_of(tiny_form(3, rows=30))
    before = [array.copy() for array in (example.form.characters, example.form.layout)]
    for seed in range(30):
        other = varied(example, np.random.default_rng(seed), 25)
        assert len(other.form) <= 25
        assert len(other.targets) == len(other.form)
        assert other.targets[:, 3].max() < len(other.form)
    assert (before[0] == example.form.characters).all()
    assert (before[1] == example.form.layout).all()


def test_the_same_generator_varies_the_same_way() -> None:
    example = example_of(tiny_form(3))
    first, again = (varied(example, np.random.default_rng(8), 20) for _ in range(2))
    assert (first.form.characters == again.form.characters).all()
    assert (first.form.places == again.form.places).all()
