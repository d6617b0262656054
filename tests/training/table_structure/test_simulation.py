import numpy as np

from annotations.corrections import Verdict
from annotations.crops import Crop
from annotations.runs import Run, Sheet
from extractor.geometry import BBox
from tests.training.table_structure.boxed_page import boxes
from training.table_structure import simulation
from training.table_structure.simulation import by_hand, harmed


def test_as_many_boxes_are_harmed_as_were_asked_for() -> None:
    many = boxes() * 50
    wrong = harmed(many, 0.2, np.random.default_rng(3))
    assert 40 <= sum(one != other for one, other in zip(many, wrong, strict=True)) <= 80


def test_a_hand_trembles_by_a_point_or_two() -> None:
    drawn = by_hand(boxes()[0], np.random.default_rng(3))
    assert drawn != boxes()[0]
    assert drawn.overlap(boxes()[0]) > 0.7


def test_a_person_leaves_moves_removes_and_adds_boxes() -> None:
    first, second, third = boxes()[:3]
    shown = [first, BBox(second.x0, second.top, second.x1, second.bottom + 12), BBox(0, 0, 9, 9)]
    cells = tuple(
        simulation.Cell(f"c{n}", simulation._reading(box), (), 1.0) for n, box in enumerate(shown)
    )
    crop = Crop(1, (0.0, 0.0, 240.0, 140.0), 480, 280, "x")
    run = Run("r1", "d", (), {}, (Sheet(0, (crop,), cells, 0.5),))
    found = list(simulation._corrections(run, [first, second, third], np.random.default_rng(1)))
    assert [one.verdict for one in found] == [
        Verdict.UNTOUCHED,
        Verdict.CORRECTED,
        Verdict.REMOVED,
        Verdict.ADDED,
    ]
