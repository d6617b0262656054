import numpy as np
import pytest
import torch

from models.table_structure.config import WEIGHTS
from tests.training.table_structure.boxed_page import DPI, boxes, page
from training.table_structure.cell_sides import KnownBox
from training.table_structure.champion import champion_head, norms
from training.table_structure.known_targets import place_cells
from training.table_structure.tuning import HeadTuning, KnownPage, Lessons, known_crop, tune

RUN = HeadTuning(steps=4, side=128, every=2, warm_up=1, learning_rate=3e-3, went=1.0, looked=1)


@pytest.fixture
def known():
    cells = [KnownBox(box) for box in boxes()]
    return KnownPage(page(), place_cells(page(), DPI, cells))


def test_a_crop_shows_its_boundaries_where_its_targets_have_them(known) -> None:
    crop = known_crop(known, np.random.default_rng(1), 256)
    paper = crop.pixels[0, 0].max()
    ink = (paper - crop.pixels[0, 0]).reshape(128, 2, 128, 2).mean(axis=(1, 3))
    ridges = crop.maps.targets[0] * crop.maps.known[0]
    assert (ridges > 0.9).sum() > 50
    met = {shift: float((ridges * np.roll(ink, shift, axis=0)).sum()) for shift in range(-4, 5)}
    assert max(met, key=lambda shift: met[shift]) == 0


def test_a_run_that_was_ended_goes_on_and_gives_the_same(tmp_path, known) -> None:
    champion = champion_head(WEIGHTS.path)
    lessons = Lessons([known], [], None)
    whole = tune(champion, lessons, RUN, tmp_path / "whole")

    def end(done: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune(champion, lessons, RUN, tmp_path / "parts", end)
    again = tune(champion, lessons, RUN, tmp_path / "parts")
    own, other = whole.network.state_dict(), again.network.state_dict()
    assert all(torch.equal(own[name], other[name]) for name in own)
    first = champion.state_dict()
    assert not torch.equal(own["rise.weight"], first["rise.weight"])


def test_normalisations_stay_as_the_file_had_them(tmp_path, known) -> None:
    champion = champion_head(WEIGHTS.path)
    lessons = Lessons([known], [], None)
    tuned = tune(champion, lessons, RUN, tmp_path).network
    for one, other in zip(norms(champion), norms(tuned), strict=True):
        assert torch.equal(one.running_mean, other.running_mean)
        assert torch.equal(one.running_var, other.running_var)
