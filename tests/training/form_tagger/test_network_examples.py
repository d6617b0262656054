"""Examples are drawn once and kept."""

from pathlib import Path

import pytest

from training.form_tagger.examples import (
    EVALUATION_SEEDS,
    FormRange,
    mixed_form,
    read_examples,
    write_examples,
)
from training.synthesis.families.plan import Family

FAMILIES = (Family.ONE_PANEL, Family.REGION)


def test_what_was_drawn_is_read_again(tmp_path: Path) -> None:
    write_examples(FormRange(5, 3, FAMILIES), tmp_path / "few", 1)
    examples = read_examples([tmp_path / "few", tmp_path / "few"])
    assert len(examples) == 6
    assert {example.family for example in examples} <= set(FAMILIES)
    drawn = mixed_form(FAMILIES, 6)
    assert len(examples[1].form) == len(drawn.tokens)


def test_forms_of_the_evaluation_are_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="evaluation"):
        write_examples(FormRange(EVALUATION_SEEDS - 1, 2), tmp_path / "few", 1)
