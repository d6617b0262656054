"""What lines teach a lexicon: its counts, its weights, and what is doubted."""

import math

import pytest

from models.ocr.choices import LineChoices, Option
from models.ocr.decode import Reading
from models.ocr.lexicon import Confusion, Weights
from models.ocr.rescoring import rescored
from training.recognition_lexicon.counting import counted_lexicon
from training.recognition_lexicon.doubt import is_contradicted, objections_to
from training.recognition_lexicon.fitting import fitted
from training.recognition_lexicon.lines import TaughtLine, split_held
from training.recognition_lexicon.simulation import nearest_phrase, score, with_wrong_ones

NAMES = (
    "项目验收合格率",
    "设备运行完好率",
    "课程开设齐全率",
    "河道整治长度达标",
    "受益群众满意程度",
)


def taught(
    printed: str, read: str = "", share: float = 0.2, document: str = "d", phrase: str | None = None
) -> TaughtLine:
    """A line; where it is misread the recogniser thought of the right characters too."""
    read = read or printed
    options = tuple(
        () if r == p else (Option(p, share, math.log(share / 0.7)),)
        for r, p in zip(read, printed, strict=True)
    )
    choices = LineChoices(Reading(read, 0.9), options)
    return TaughtLine(
        document, choices, printed, printed if phrase is None else phrase, read != printed
    )


def forms(count: int) -> list[TaughtLine]:
    """Forms with the same names, one of them misread on each."""
    found = []
    for number in range(count):
        wrong = number % 3
        for place, name in enumerate(NAMES):
            read = name.replace("率", "车") if place == wrong else name
            found.append(taught(name, read, document=f"form {number}"))
    return found


def test_phrases_and_confusions_are_counted() -> None:
    lexicon = counted_lexicon(
        [
            taught("合格率达标", "合格车达标"),
            taught("合格率达标"),
            taught("公里"),
            taught("王小明", phrase=""),
        ],
        Weights(),
    )
    assert lexicon.phrases == {"合格率达标": 2}  # a unit is too short to be learned
    assert lexicon.confusions == (Confusion("车", "率", 1),)
    assert lexicon.read == {"车": 1}


def test_weights_mend_what_was_misread_on_other_documents() -> None:
    lines = forms(12)
    fit = fitted(lines)
    assert (fit.mended, fit.wrong) == (fit.mendable, 0)
    assert fit.mended == 12
    lexicon = counted_lexicon(lines, fit.weights)
    fresh = taught("项目验收合格率", "项目验收合格车", document="new").choices
    assert rescored(fresh, lexicon).text == "项目验收合格率"


def test_a_wrong_change_on_another_line_raises_the_margin() -> None:
    lines = forms(12)
    fit = fitted(lines)
    strange = TaughtLine(
        "other",
        taught("项目验收合格率", "项目验收合格车", share=0.6).choices,
        "项目验收合格车",  # this is what is printed there
    )
    warned = fitted(lines, [strange])
    assert warned.wrong > 0
    assert warned.mended < fit.mended
    assert rescored(strange.choices, counted_lexicon(lines, warned.weights)).unaided is None


def test_a_correction_that_the_picture_contradicts_is_seen() -> None:
    read = taught("项目验收合格率").choices
    assert is_contradicted(TaughtLine("d", read, "项目验收合格数", corrected=True))
    assert is_contradicted(TaughtLine("d", read, "受益群众满意程度", corrected=True))
    assert not is_contradicted(taught("项目验收合格率", "项目验收合格车"))
    sign = LineChoices(Reading(">95%", 0.9), ((),) * 4)
    assert not is_contradicted(TaughtLine("d", sign, "≥95%", corrected=True))


def test_a_fifth_of_wrong_corrections_is_objected_to() -> None:
    lines = forms(40)
    lexicon = counted_lexicon(lines, fitted(lines).weights)
    assert objections_to(lines, lexicon) == ()
    spoilt = with_wrong_ones(lines, 0.2, 1)
    assert sum(line.corrected for line in spoilt) == 50
    (told,) = objections_to(spoilt, lexicon)
    assert "10/50" in told


def test_a_lexicon_that_changes_what_was_confirmed_is_objected_to() -> None:
    lines = forms(12)
    doubtful = taught("项目验收合格率", "项目验收合格车").choices
    confirmed = TaughtLine("d", doubtful, "项目验收合格车")
    lexicon = counted_lexicon(lines, fitted(lines).weights)
    (told,) = objections_to([*lines, confirmed], lexicon)
    assert "词典会改动 1/" in told


@pytest.mark.parametrize("count", [2, 5, 20])
def test_some_documents_are_held_back_and_stay_so(count: int) -> None:
    learned, held = split_held(forms(count))
    assert {line.document for line in learned} | {line.document for line in held} == {
        f"form {number}" for number in range(count)
    }
    assert held
    assert not {line.document for line in learned} & {line.document for line in held}
    if count == 20:
        again = {line.document for line in split_held(forms(21))[1]}
        assert {line.document for line in held} <= again


def test_the_simplest_way_changes_numbers_and_is_told_so() -> None:
    found = score(
        [taught("98%"), taught("合格率", "合格车")], nearest_phrase({"94%": 1, "合格率": 2})
    )
    assert (found.mended, found.harmed, found.digits_altered) == (1, 1, 1)
