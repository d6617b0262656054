"""Lines of text from drawn maps."""

import subprocess
import sys
import warnings

import cv2
import numpy as np
import pytest

from extractor.look.text_lines import text_lines

BLANK = np.zeros((120, 200), np.float32)


def bar(x0: int, top: int, x1: int, bottom: int, value: float = 0.9) -> np.ndarray:
    drawn = BLANK.copy()
    drawn[top:bottom, x0:x1] = value
    return drawn


def test_a_line_is_larger_than_the_core_that_the_map_shows():
    ((upper_left, upper_right, lower_right, lower_left),) = text_lines(
        bar(40, 50, 140, 60), (200, 120)
    )
    # A core of 99 by 9 pixels: 1.5 times its area over its outline is 6 pixels.
    np.testing.assert_allclose(upper_left, [34, 44], atol=1)
    np.testing.assert_allclose(upper_right, [145, 44], atol=1)
    np.testing.assert_allclose(lower_right, [145, 65], atol=1)
    np.testing.assert_allclose(lower_left, [34, 65], atol=1)


def test_lines_come_from_top_to_bottom_in_the_pixels_that_are_asked_for():
    drawn = bar(20, 80, 90, 90) + bar(20, 20, 90, 30)
    lines = text_lines(drawn, (400, 240))
    assert len(lines) == 2
    assert lines[0, 0, 1] < lines[1, 0, 1]
    np.testing.assert_allclose(lines[:, 0], text_lines(drawn, (200, 120))[:, 0] * 2, atol=2)


@pytest.mark.parametrize("drawn", [BLANK, bar(40, 50, 140, 60, 0.5), bar(40, 50, 43, 52)])
def test_what_is_blank_faint_or_tiny_is_no_line(drawn):
    assert text_lines(drawn, (200, 120)).shape == (0, 4, 2)


def test_a_line_at_the_edge_stays_on_the_page():
    lines = text_lines(bar(0, 0, 100, 8), (200, 120))
    assert lines.min() == 0
    assert lines[..., 0].max() <= 200


def test_a_leaning_line_has_a_leaning_box():
    drawn = BLANK.copy()
    cv2.line(drawn, (30, 30), (170, 80), 0.9, 9)
    (line,) = text_lines(drawn, (200, 120))
    rise = (line[1] - line[0]) @ [0, 1] / ((line[1] - line[0]) @ [1, 0])
    assert rise == pytest.approx(50 / 140, abs=0.03)


def test_what_a_process_that_reads_imports_has_no_paddle():
    seen = "import sys, serve.jobs.child, extractor.look.text_lines; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    packages = {name.partition(".")[0] for name in names.stdout.split()}
    assert "cv2" in packages
    assert not packages & {"paddle", "paddlex", "paddleocr", "torch", "openvino"}


@pytest.mark.slow
def test_lines_are_those_of_the_reader_that_came_with_the_detector():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from paddlex.inference.models.text_detection.processors import DBPostProcess

    theirs = DBPostProcess(thresh=0.3, box_thresh=0.6, max_candidates=3000, unclip_ratio=1.5)
    random = np.random.default_rng(20240101)
    found = 0
    for _ in range(100):
        noise = random.random((random.integers(20, 200), random.integers(20, 300)))
        smooth = cv2.GaussianBlur(noise.astype(np.float32), (0, 0), random.uniform(1, 4))
        drawn = np.clip(16 * smooth - 7.2, 0, 1).astype(np.float32)
        boxes, _ = theirs([drawn[None, None]], [(700, 500, 1.0, 1.0)])
        expected = np.asarray(boxes[0], np.float32).reshape(-1, 4, 2)
        order = np.lexsort((expected[:, 0, 0], expected[:, 0, 1]))
        np.testing.assert_array_equal(text_lines(drawn, (500, 700)), expected[order])
        found += len(expected)
    assert found > 100
