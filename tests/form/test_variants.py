"""Labels in traditional or Japanese script, as a recogniser reads them on poor prints."""

from extractor.form.column_heads import Column, column_head
from extractor.form.labels import field_label
from extractor.form.level_names import Level1, Level2, level1_label, level2_label
from extractor.form.rows import fold
from extractor.form.variants import SIMPLIFIED
from extractor.verbatim import FieldKey


def test_labels_are_known_in_every_script() -> None:
    second, first = level2_label(fold("數量指標")), level1_label(fold("満意度指標"))

    assert second is not None
    assert second.key is Level2.QUANTITY
    assert first is not None
    assert first.key is Level1.SATISFACTION
    assert column_head(fold("二級指標")) is Column.LEVEL2
    assert field_label(fold("項目名稱")) is FieldKey.PROJECT_NAME


def test_a_variant_stands_for_one_simplified_character() -> None:
    assert not set(SIMPLIFIED) & set(SIMPLIFIED.values())
    assert all(len(variant) == 1 for variant in SIMPLIFIED)
