from pathlib import Path

import numpy as np
import pytest

from extractor.taxonomy import load_taxonomy
from training.indicator_classifier.phrases import parse_phrase, read_phrases


def test_one_alternative_of_each_pair_of_braces_is_drawn() -> None:
    phrase = parse_phrase("{制定|修订}制度{数量|}", {})
    rng = np.random.default_rng(0)
    drawn = {phrase.draw(rng) for _ in range(100)}
    assert drawn == {"制定制度数量", "修订制度数量", "制定制度", "修订制度"}
    assert phrase.count() == 4


def test_lists_of_words_stand_within_braces_or_alone() -> None:
    words = {"do": "开展|组织"}
    alone, within = parse_phrase("$do培训", words), parse_phrase("{$do|举办}培训", words)
    assert alone.slots[0] == ("开展", "组织")
    assert within.slots[0] == ("开展", "组织", "举办")


def test_an_unknown_list_and_a_double_id_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no list"):
        parse_phrase("$nothing", {})
    (tmp_path / "words.txt").write_text("do: 开展\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("QTY-001: 培训\nQTY-001: 会议\n", encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        read_phrases(tmp_path)


def test_every_phrase_belongs_to_a_concept_and_is_whole() -> None:
    taxonomy = load_taxonomy()
    phrases = read_phrases()
    assert [identity for identity in phrases if taxonomy.concept(identity) is None] == []
    texts = [
        text for own in phrases.values() for phrase in own for slot in phrase.slots for text in slot
    ]
    assert not [text for text in texts if set(text) & set("{}$|")]
    assert len(phrases) > 390
