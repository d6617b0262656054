import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from tests.training.table_structure.drawn_page import ruled_page
from training.synthesis.truth import TruthPage
from training.table_structure.examples import CropSource
from training.table_structure.loop import train
from training.table_structure.loss import structure_loss
from training.table_structure.settings import Architecture, StructureTraining


def unchanged(page: TruthPage, rng: np.random.Generator) -> TruthPage:
    return page


def crops(seed: int = 5) -> CropSource:
    return CropSource([ruled_page()], unchanged, seed, side=256)


def settings(steps: int) -> StructureTraining:
    return StructureTraining(
        Architecture.UNET, steps=steps, batch=2, side=256, workers=0, every=2, warm_up=2
    )


def test_a_batch_depends_on_seed_and_number_alone() -> None:
    first, again, other = crops().batch(7, 2), crops().batch(7, 2), crops(6).batch(7, 2)

    assert all((a.pixels == b.pixels).all() for a, b in zip(first, again, strict=True))
    assert any((a.pixels != b.pixels).any() for a, b in zip(first, other, strict=True))


def test_crops_and_targets_show_the_same_place() -> None:
    for example in crops().batch(1, 4):
        ink = example.pixels[0].mean(axis=0) < 0
        ridges = np.maximum(example.targets[0], example.targets[1]) > 0.9
        near = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        under = near.reshape(128, 2, 128, 2).any(axis=(1, 3))
        assert under[ridges].mean() > 0.99


def test_the_loss_of_the_targets_themselves_is_the_least() -> None:
    targets = torch.zeros(1, 4, 16, 16)
    targets[:, 0, 8] = 1
    right = (targets * 2 - 1) * 12

    assert structure_loss(right, targets) < 0.01
    assert structure_loss(torch.zeros_like(targets), targets) > 0.5
    assert structure_loss(-right, targets) > 5


def test_training_goes_on_from_its_checkpoint_as_if_it_had_not_ended(tmp_path: Path) -> None:
    whole = train(settings(4), crops(), tmp_path / "whole")
    # A run of four steps that was ended after two.
    with pytest.raises(InterruptedError):
        train(settings(4), EndedAfter(2), tmp_path / "parts")
    resumed = train(settings(4), crops(), tmp_path / "parts")

    for a, b in zip(whole.parameters(), resumed.parameters(), strict=True):
        torch.testing.assert_close(a, b)


def test_the_loss_falls_and_is_logged(tmp_path: Path) -> None:
    train(settings(50), crops(), tmp_path)

    entries = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in entries] == [25, 50]
    assert entries[1]["loss"] < entries[0]["loss"]


class EndedAfter(CropSource):
    """Ends the run when the third batch is asked for."""

    def __init__(self, batches: int) -> None:
        super().__init__([ruled_page()], unchanged, 5, side=256)
        self.left = batches

    def batch(self, number: int, count: int):
        if number >= self.left:
            raise InterruptedError
        return super().batch(number, count)
