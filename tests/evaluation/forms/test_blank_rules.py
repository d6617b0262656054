"""Rules without their words know no label, and know all of them again afterwards."""

import pytest

from extractor.form.column_heads import column_head
from extractor.form.labels import field_label, funding_item
from extractor.form.level_names import level1_label, level2_label
from training.evaluation.forms.blank_rules import without_labels

KNOWN = (
    (field_label, "项目名称"),
    (funding_item, "财政拨款"),
    (column_head, "三级指标"),
    (level1_label, "产出指标"),
    (level2_label, "数量指标"),
)


@pytest.mark.parametrize(("knows", "text"), KNOWN, ids=[text for _, text in KNOWN])
def test_words_are_unknown_inside_and_known_outside(knows, text) -> None:
    assert knows(text) is not None
    with without_labels():
        assert knows(text) is None
    assert knows(text) is not None


def test_words_are_known_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), without_labels():
        raise ZeroDivisionError
    assert level1_label("产出指标") is not None
