import pytest

from tests.synthesis.forms import single
from training.evaluate import levels, spread
from training.evaluation.cases import DIGITAL, Case, GoldForm, Level, assign
from training.synthesis.plans import FormLayout
from training.synthesis.render import PdfEngine
from training.synthesis.style import FONTS, Orientation

FORMS = [
    GoldForm(f"{layout}_{n}", single(), f"{layout}.txt") for n in range(4) for layout in FormLayout
]


def cases(shift: int) -> list[Case]:
    chosen = [*DIGITAL, Level.CLEAN]
    return [assign(form, n, level, shift) for n, form in enumerate(FORMS) for level in chosen]


@pytest.mark.parametrize("shift", [0, 3])
def test_every_choice_is_met(shift: int) -> None:
    found = cases(shift)
    assert {case.layout for case in found} == set(FormLayout)
    assert {case.engine for case in found} == set(PdfEngine)
    assert {case.style.font for case in found} == set(FONTS)
    assert {case.style.orientation for case in found} == set(Orientation)


def test_a_form_keeps_its_layout_unless_shifted() -> None:
    form = FORMS[2]
    assert assign(form, 2, Level.CLEAN, 0).layout is form.own_layout
    assert assign(form, 2, Level.CLEAN, 1).layout is not form.own_layout


def test_digital_means_all_three_engines() -> None:
    assert levels("digital,scan") == [*DIGITAL, Level.SCAN]


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="papyrus"):
        levels("papyrus")


def test_few_forms_come_from_all_sources() -> None:
    assert spread(["a_0", "a_1", "b_0", "c_0"], 3) == ["a_0", "b_0", "c_0"]
    assert spread(["a_0", "a_1", "b_0"], 0) == ["a_0", "b_0", "a_1"]
