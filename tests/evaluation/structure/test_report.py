from pathlib import Path

import numpy as np
from PIL import Image

from tests.evaluation.structure.drawing import as_truth, draw
from training.evaluation.structure.failures import Failure, draw_failures, worst_pages
from training.evaluation.structure.pages import PageScores
from training.evaluation.structure.report import report
from training.evaluation.structure.results import (
    BoundaryResult,
    CutResult,
    PagePlace,
    PageResult,
    Result,
    SetName,
    System,
    read_results,
    write_results,
)
from training.evaluation.structure.samples import PageSample
from training.synthesis.truth import TruthPage

SCAN = SetName("unseen", "scan")


def page(number: int, score: float, system: System = System.OURS) -> PageResult:
    texts = None if system is System.IMG2TABLE else score
    scores = PageScores(score, score, float(score == 1), texts, texts)
    ruling = "borderless" if number % 2 else "ruled"
    return PageResult(system, SCAN, PagePlace(number, 1, "F", ruling), scores, 1.5)


def results() -> list[Result]:
    place = PagePlace(3, 1, "F", "ruled")
    return [
        *(page(n, score) for n, score in enumerate((1.0, 0.5, 1.0, 0.9))),
        *(page(n, 0.25, System.IMG2TABLE) for n in range(4)),
        CutResult(System.OURS, SCAN, place, 0.75, 0.5),
        BoundaryResult(System.OURS, SCAN, place, 0.99),
    ]


def test_results_are_kept(tmp_path: Path) -> None:
    write_results(results(), tmp_path / "a" / "results.jsonl")
    assert list(read_results(tmp_path / "a" / "results.jsonl")) == results()
    assert read_results(tmp_path / "none.jsonl") == ()


def test_the_report_has_a_row_for_each_system_and_set() -> None:
    text = report(results(), [System.SLANET_PLUS])
    lines = text.splitlines()
    assert sum(line.startswith("| unseen | scan | ours | 4 | 0.850 (") for line in lines) == 1
    assert any("| img2table | 4 | 0.250 (0.250–0.250) | – |" in line for line in lines)
    assert any("| ours | 0.700 (" in line and "[2] | 1.000" in line for line in lines)
    assert "SLANet-plus: not installed, not measured." in text


def test_nothing_measured_is_said() -> None:
    assert report([], []) == "Nothing measured."


def test_the_worst_pages_come_first_and_right_ones_never() -> None:
    chosen = worst_pages([page(n, s) for n, s in enumerate((1.0, 0.5, 0.2, 0.9))], 2)
    assert [result.scores.structure_teds for result in chosen] == [0.2, 0.5]
    assert worst_pages([page(0, 1.0)], 2) == []


def test_failures_are_drawn_in_two_colours(tmp_path: Path) -> None:
    true = draw("ab", "cd", "ef")
    pixels = np.full((200, 150, 3), 255, np.uint8)
    truth = TruthPage(pixels, 110.0, (as_truth(true),))
    sample = PageSample(PagePlace(3, 1, "F", "ruled"), truth)
    draw_failures([Failure(sample, pixels, (draw("ab", "cd"),), "F")], tmp_path / "f.png")
    image = np.asarray(Image.open(tmp_path / "f.png").convert("RGB")).astype(int)
    half = image.shape[1] // 4
    green, red = image[:, :half], image[:, half : 2 * half]
    assert (green[..., 1] - green[..., 0] > 60).any()
    assert not (green[..., 0] - green[..., 1] > 60).any()
    assert (red[..., 0] - red[..., 1] > 60).any()
