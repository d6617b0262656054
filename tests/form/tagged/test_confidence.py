"""How sure an indicator is: readings that agree, cells that were inferred, trees with flaws."""

import numpy as np
import pytest

from extractor.form.level_names import level1_label
from extractor.form.tagged.confidence import (
    SIGNS,
    ConfidenceWeights,
    Origin,
    probabilities,
    rows_to_signs,
    shipped_weights,
    with_confidence,
)
from extractor.form.tagged.flaws import row_flaws
from extractor.verbatim import IndicatorRow, Panel, Printed
from tests.form.test_long_texts import in_seconds

NOTHING = IndicatorRow(Panel.ANNUAL, None, None, None, None)
RULES, TAGS = Origin(from_tags=False, flaws=0.0), Origin(from_tags=True, flaws=0.0)


def row(*cells: str, panel: Panel = Panel.ANNUAL, sure: float = 0.95) -> IndicatorRow:
    level1, level2, name, value = (Printed(cell) for cell in cells)
    return IndicatorRow(panel, level1, level2, name, value, confidence=sure)


CLEARED = row("产出指标", "数量指标", "清淤长度", "≥3公里")


def sign(name: str, rows: list[IndicatorRow], others: list[IndicatorRow], origin: Origin) -> float:
    return float(rows_to_signs(rows, others, origin)[0, SIGNS.index(name)])


def test_cells_of_the_other_reading_are_compared_one_by_one() -> None:
    other = row("产出指标", "质量指标", "清淤长度", "≥3公里")
    found = {n: sign(f"other_{n}", [CLEARED], [other], RULES) for n in ("level1", "level2", "name")}
    assert found == {"level1": 1.0, "level2": 0.0, "name": 1.0}


def test_another_panel_is_another_indicator() -> None:
    other = row("产出指标", "数量指标", "清淤长度", "≥3公里", panel=Panel.MEDIUM_TERM)
    assert sign("other_name", [CLEARED], [other], RULES) == 0.0


@pytest.mark.parametrize(
    ("others", "origin"),
    [([], RULES), ([row("甲", "乙", "丙", "丁")], RULES), ([], TAGS)],
)
def test_agreement_makes_surer(others: list[IndicatorRow], origin: Origin) -> None:
    alone = probabilities([CLEARED], others, origin)
    agreed = probabilities([CLEARED], [CLEARED], origin)
    assert agreed[0] > alone[0]


def test_doubt_of_the_tagger_makes_less_sure() -> None:
    doubtful = row("产出指标", "数量指标", "清淤长度", "≥3公里", sure=0.3)
    rows = [CLEARED, doubtful]
    sure = probabilities(rows, [], TAGS)
    assert sure[1] < sure[0]
    assert [r.confidence for r in with_confidence(rows, sure)] == pytest.approx(list(sure))


def test_flaws_of_the_tree_make_less_sure() -> None:
    flawed = Origin(from_tags=True, flaws=3.0)
    assert probabilities([CLEARED], [], flawed)[0] < probabilities([CLEARED], [], TAGS)[0]


def test_no_indicators_no_confidences() -> None:
    assert probabilities([], [CLEARED], RULES).shape == (0,)


def test_an_empty_row_has_a_confidence() -> None:
    assert 0 <= probabilities([NOTHING], [], TAGS)[0] <= 1


def test_shipped_steps_never_fall_and_stay_probabilities() -> None:
    weights = shipped_weights()
    assert weights.weights.shape == (len(SIGNS),)
    for steps in (weights.given, weights.right):
        assert np.all(np.diff(steps) >= 0)
        assert 0 <= steps.min() <= steps.max() <= 1


def test_steps_are_interpolated() -> None:
    halved = ConfidenceWeights(np.zeros(1), np.array([0.4, 0.6]), np.array([0.0, 1.0]))
    assert halved.probabilities(np.ones((1, 1)))[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("label", "price"),
    [
        ("效益指标育居满意度指标", 1.0),
        ("成本指标mn", 1.0),
        ("产出指标(50分)", 0.0),
        ("履职效能", 0.0),
    ],
)
def test_a_known_label_with_more_behind_it_is_a_flaw(label: str, price: float) -> None:
    assert row_flaws(row(label, "数量指标", "清淤长度", "≥3公里")) == price


def test_long_lists_are_compared_in_sane_time() -> None:
    rows = [row("产出指标", "数量指标", f"清淤{n}段", f"≥{n}公里") for n in range(1500)]
    with in_seconds(3):
        signs = rows_to_signs(rows, rows[::-1], TAGS)
    assert signs[:, SIGNS.index("other_name")].all()


def test_a_label_as_long_as_a_book_is_looked_at_up_to_a_label() -> None:
    before = level1_label.cache_info().misses
    assert row_flaws(row("数量指标" * 5000, "数量指标", "清淤长度", "≥3公里")) == 1.0
    assert level1_label.cache_info().misses - before < 60
