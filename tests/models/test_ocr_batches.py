"""Batches of lines, and the text that comes out of frames."""

import numpy as np
import pytest

from models.ocr.batches import WIDEST, encode_lines, width_batches
from models.ocr.decode import Frames, decode_frames


def crop(width: int, height: int = 48) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


def test_every_crop_is_in_one_batch_and_little_is_padding() -> None:
    widths = np.random.default_rng(7).integers(40, 900, 200)
    crops = [crop(int(width)) for width in widths]
    batches = width_batches(crops, workers=2)
    assert sorted(place for batch in batches for place in batch.places) == list(range(200))
    needed = sum(max(48, width) for width in widths)
    assert sum(batch.cost for batch in batches) <= 1.02 * needed
    assert all(batch.width >= widths[list(batch.places)].max() for batch in batches)
    costs = [batch.cost for batch in batches]
    assert costs == sorted(costs, reverse=True)


def test_no_batch_is_so_large_that_a_worker_waits_for_it() -> None:
    batches = width_batches([crop(96) for _ in range(40)], workers=2)
    assert len(batches) >= 6
    assert max(batch.cost for batch in batches) - min(batch.cost for batch in batches) <= 96


def test_slim_and_endless_lines_have_bounded_widths() -> None:
    widths = [batch.width for batch in width_batches([crop(3), crop(99_000)], workers=1)]
    assert widths == [WIDEST, 48]
    assert width_batches([], workers=2) == []


def test_a_line_is_scaled_to_the_network_and_padded_with_the_mean() -> None:
    red = np.zeros((24, 30, 3), np.uint8)
    red[:, :, 0] = 255
    encoded = encode_lines([red, crop(72)], 72)
    assert encoded.shape == (2, 3, 48, 72)
    assert encoded[0, :, 20, 59] == pytest.approx([-1, -1, 1])
    assert np.all(encoded[0, :, :, 60:] == 0)
    assert np.all(encoded[1] == 1)


def test_repeats_and_blanks_are_left_out_and_confidence_is_that_of_the_kept() -> None:
    best = np.array([[0, 1, 1, 0, 1, 2], [0, 0, 0, 0, 0, 0]])
    probability = np.array([[0.1, 0.9, 0.2, 0.1, 0.5, 0.7], [1, 1, 1, 1, 1, 1]], np.float32)
    first, second = decode_frames(Frames(best, probability), ["", "甲", "乙"])
    assert first.text == "甲甲乙"
    assert first.confidence == pytest.approx(0.7)
    assert (second.text, second.confidence) == ("", 0.0)
