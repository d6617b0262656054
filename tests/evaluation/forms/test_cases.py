"""Synthetic forms as cases: what a tagger that knows the truth reads of them is their record."""

import pytest

from extractor.export.contract import record_to_dict
from extractor.form.tagged.forms import FormReader, read_forms_by
from extractor.pipeline import form_to_record
from tests.evaluation.forms.small_scorer import SCORER
from training.evaluation.forms.blank_rules import without_labels
from training.evaluation.forms.calibration import rows_right
from training.evaluation.forms.cases import FIRST_SEED, gold_of, sample_cases
from training.evaluation.forms.oracle import Oracle
from training.form_tagger.examples import EVALUATION_SEEDS
from training.form_tagger.forms import Damage
from training.synthesis.families.plan import Family


@pytest.mark.parametrize("family", [Family.ONE_PANEL, Family.TWO_PANELS, Family.SELF_EVALUATION])
def test_who_knows_the_truth_reads_the_record(family: Family) -> None:
    for case in sample_cases(family, Damage.NONE, 2):
        with without_labels():
            forms = read_forms_by(FormReader.MODEL, case.sheet, Oracle(case.tagged))
        rows = [row for f in forms for row in record_to_dict(form_to_record(f))["indicators"]]
        gold = gold_of(SCORER, case.tagged.record)["indicators"]
        assert all(rows_right(SCORER, gold, rows))
        assert len(rows) == len(gold)


def test_noise_of_the_oracle_costs() -> None:
    (case,) = sample_cases(Family.ONE_PANEL, Damage.NONE, 1)
    tags = Oracle(case.tagged, noise=3.0).tag(case.tagged.tokens)
    right = Oracle(case.tagged).tag(case.tagged.tokens)
    assert (tags.roles.argmax(axis=1) != right.roles.argmax(axis=1)).any()


def test_measured_forms_are_never_trained_on() -> None:
    assert FIRST_SEED > EVALUATION_SEEDS


@pytest.mark.parametrize(
    ("raw", "unit", "amount"),
    [("1,234.5", "万元", 12_345_000), ("80", "元", 80), ("8万元", "元", 80_000)],
)
def test_the_amount_of_a_record_is_what_its_digits_say(raw: str, unit: str, amount: int) -> None:
    line = {"panel": "annual", "item": "total", "raw": raw, "unit": unit, "amount_yuan": "1"}
    record = {"indicators": [], "funding": [line, {**line, "item": "own"}, {**line, "raw": "/"}]}
    (kept,) = gold_of(SCORER, record)["funding"]  # type: ignore[arg-type]
    assert float(kept["amount_yuan"]) == amount
