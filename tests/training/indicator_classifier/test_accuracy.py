import numpy as np
import pytest

from training.indicator_classifier.accuracy import abstained, calibration_error, figures, table_of

IDS = ["QTY-001", "QTY-002", "CST-001"]


def rows(*lines: tuple[float, ...]) -> np.ndarray:
    return np.array(lines, np.float32)


def test_what_is_right_what_is_near_and_what_is_at_home() -> None:
    given = rows((0.9, 0.05, 0.05, 0.0), (0.2, 0.7, 0.1, 0.0))
    accepted = [frozenset({"QTY-001"}), frozenset({"QTY-001", "SAT-001"})]
    found = figures(given, IDS, accepted, 0.8)
    assert (found.top1, found.top5, found.home) == (0.5, 1.0, 1.0)
    assert (found.answered, found.wrong) == (0.5, 0.0)
    assert "| x | 2 | 0.500 |" in table_of({"x": found})


def test_errors_are_counted_among_the_surest() -> None:
    given = rows(*((0.9, 0.1, 0.0, 0.0),) * 8, *((0.5, 0.4, 0.1, 0.0),) * 2)
    accepted = [frozenset({"QTY-001"})] * 8 + [frozenset({"QTY-002"})] * 2
    found = figures(given, IDS, accepted, 0.5)
    assert found.risk == 0.0
    assert found.top1 == pytest.approx(0.8)


def test_confidence_that_keeps_its_word_is_calibrated() -> None:
    right = np.array([True] * 8 + [False] * 2)
    assert calibration_error(np.full(10, 0.8, np.float32), right) == pytest.approx(0.0, abs=1e-6)
    assert calibration_error(np.full(10, 0.3, np.float32), right) == pytest.approx(0.5, abs=1e-6)


def test_abstained_is_below_the_threshold_or_none() -> None:
    given = rows((0.9, 0.0, 0.0, 0.1), (0.4, 0.0, 0.0, 0.1), (0.6, 0.0, 0.0, 0.7))
    assert abstained(given, 0.5) == pytest.approx(2 / 3)
