import numpy as np

from extractor.taxonomy import load_taxonomy
from models.indicator_classifier.reading import level2_groups, same_wording
from training.indicator_classifier.drawing import (
    split_source,
    validation_examples,
    whole_source,
)
from training.indicator_classifier.filing import LABELS
from training.indicator_classifier.nonsense import nonsense


def test_the_same_seed_draws_the_same_examples() -> None:
    source = whole_source(load_taxonomy(), frozenset())
    first, second = (list(source.draw(np.random.default_rng(3), 200)) for _ in range(2))
    assert first == second
    assert 5 < sum(example.concept is None for example in first) < 60


def test_left_out_wordings_are_never_drawn() -> None:
    taxonomy = load_taxonomy()
    source = whole_source(taxonomy, frozenset())
    wordings = {
        same_wording(concept.aliases[0]) for concept in taxonomy.concepts if concept.aliases
    }
    bare = whole_source(taxonomy, frozenset(wordings))
    assert sum(len(c.aliases) for c in bare.concepts) < sum(len(c.aliases) for c in source.concepts)
    names = {same_wording(concept.name) for concept in taxonomy.concepts}
    drawn = [example.text.level3 for example in bare.draw(np.random.default_rng(4), 2_000)]
    undecorated = {same_wording(text) for text in drawn} & wordings - names
    assert len(undecorated) < 12  # misreadings and cuts may meet one by chance


def test_held_out_phrases_are_not_learned() -> None:
    source = whole_source(load_taxonomy(), frozenset())
    learned, held = split_source(source, 0.2)
    for identity, phrases in held.phrases.items():
        assert not set(phrases) & set(learned.phrases[identity])
        assert learned.phrases[identity]
    assert validation_examples(held, 50) == validation_examples(held, 50)


def test_every_printed_label_names_its_group() -> None:
    for code, labels in LABELS.items():
        for label in labels.split():
            assert code in level2_groups(label) or code == "MGT", label


def test_nonsense_is_of_many_kinds() -> None:
    rng = np.random.default_rng(5)
    rows = [nonsense(rng) for _ in range(400)]
    assert len({row[0] for row in rows}) > 250
    assert any(len(row[0]) > 30 for row in rows)
    assert any(not row[0] for row in rows)
