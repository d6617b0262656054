"""Corrected forms as a file, what is held back, and what is odd in them."""

from pathlib import Path

import pytest

from training.corrections.audit import MOST_ODD, audit
from training.corrections.forms import (
    CorrectedForm,
    CorrectionError,
    read_corrected,
    write_corrected,
)
from training.corrections.harm import harmed
from training.corrections.held import split_held
from training.corrections.simulated import corrected_contract
from training.form_tagger.forms import Damage, FormRequest, damaged_form
from training.synthesis.families.plan import Family


def corrected(count: int) -> list[CorrectedForm]:
    found = []
    for number in range(count):
        family, damage = (Family.REGION, Family.WIDE)[number % 2], list(Damage)[number % 3]
        case = damaged_form(8_700_000 + number, FormRequest((family,), damage))
        form = corrected_contract(case.tagged)
        found.append(CorrectedForm(f"form {number}", family.value, case.sheet, form))
    return found


def test_forms_are_read_as_they_were_written(tmp_path: Path) -> None:
    forms = corrected(3)
    write_corrected(forms, tmp_path / "forms.jsonl")
    assert read_corrected(tmp_path / "forms.jsonl") == tuple(forms)
    assert forms[0].cells() is not None


@pytest.mark.parametrize("text", ["", "\n", "{}\n", "no JSON\n", '{"id": "a", "sheet": 3}\n'])
def test_a_file_of_something_else_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "forms.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorrectionError, match="forms"):
        read_corrected(path)


def test_a_fifth_of_each_family_is_held_back_in_whatever_order() -> None:
    forms = corrected(1) * 11
    named = [
        CorrectedForm(str(n), family, form.sheet, form.form)
        for family in "FH"
        for n, form in enumerate(forms)
    ]
    learned, held = split_held(named, 5)
    assert sorted(form.family for form in held) == ["F", "F", "H", "H"]
    assert split_held(named[::-1], 5) == (learned, held)
    assert len(learned) + len(held) == len(named)


def test_wrong_corrections_are_objected_to_and_right_ones_are_not() -> None:
    forms = corrected(12)
    clean, wrong = audit(forms), audit(harmed(forms, 0.2, 1))
    assert clean.objections() == ()
    assert clean.share < MOST_ODD / 2
    assert wrong.share > MOST_ODD
    assert "Doubtful corrections" in wrong.objections()[0]
    assert audit([]).share == 0.0


def test_odd_rows_name_the_indicator() -> None:
    form = corrected(1)[0]
    rows = [dict(row) for row in form.form["indicators"]]
    rows[1]["value"] = "≥987654"
    rows[0]["level1"], rows[0]["level2"] = "数量指标", "产出指标"
    told = CorrectedForm("x", "F", form.sheet, {**form.form, "indicators": rows})
    assert [(odd.indicator, odd.reason) for odd in audit([told]).odd] == [
        (0, "level_of_another"),
        (1, "value_not_printed"),
    ]
