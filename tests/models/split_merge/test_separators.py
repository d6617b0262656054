"""A chance at each step becomes places in pixels."""

import numpy as np
import pytest

from models.table_structure.split_merge.separators import (
    all_places,
    pixels_to_steps,
    separators,
    steps_to_pixels,
)


def test_the_middle_of_a_band_is_the_boundary() -> None:
    """
    steps   0 1 2 3 4 5 6
    chance  . . # # # . .     middle 3 → pixels 6 and 7
    """
    chance = np.array([0, 0, 0.9, 0.9, 0.9, 0, 0], np.float32)
    assert separators(chance).tolist() == [pytest.approx(6.5)]


def test_a_weak_rise_is_none() -> None:
    assert len(separators(np.array([0, 0.25, 0.25, 0], np.float32))) == 0


def test_of_two_too_near_the_stronger_stays() -> None:
    chance = np.array([0, 0.5, 0.1, 0.9, 0, 0], np.float32)
    assert separators(chance).tolist() == [pytest.approx(6.5)]


def test_a_boundary_may_lie_at_either_end() -> None:
    chance = np.array([1, 0, 0, 0, 1], np.float32)
    assert separators(chance).tolist() == [pytest.approx(0.5), pytest.approx(8.5)]


def test_steps_and_pixels() -> None:
    places = np.array([0.0, 3.5, 11.0])
    assert pixels_to_steps(steps_to_pixels(places)).tolist() == pytest.approx(places.tolist())


def test_a_boundary_seen_somewhere_is_one_more_place() -> None:
    chance = np.array([0, 0, 0.9, 0, 0, 0, 0, 0], np.float32)
    assert all_places(chance, np.array([5.5, 13.0])).tolist() == pytest.approx([4.5, 13.0])
