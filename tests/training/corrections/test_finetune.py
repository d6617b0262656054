"""The champion goes on learning: from its ONNX file, from a checkpoint, and forgets nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from models.form_tagger.config import WEIGHTS
from tests.training.form_tagger.tiny_forms import tiny_form
from training.corrections import finetune
from training.corrections.cell_truth import UNKNOWN
from training.corrections.champion import ForeignNetworkError, champion_network
from training.corrections.finetune import Material, fine_tune, held_batches, held_loss
from training.corrections.settings import FineTuning
from training.form_tagger.batches import Example, batch_of, example_of
from training.form_tagger.export import write_network
from training.form_tagger.loss import tagging_loss
from training.form_tagger.network import FormNetwork
from training.form_tagger.settings import NetworkSize

SIZE = NetworkSize(
    character=8, filters=16, hidden=16, layers=1, heads=2, inner=16, pointer=8, dropout=0.0
)
RUN = FineTuning(steps=6, tokens=80, longest=30, warm_up=1, every=2, patience=9, learning_rate=3e-3)
EXAMPLES = [example_of(tiny_form(seed)) for seed in range(9)]
MATERIAL = Material(EXAMPLES[:4], EXAMPLES[4:6], EXAMPLES[6:])


@pytest.fixture
def champion() -> FormNetwork:
    torch.manual_seed(3)
    return FormNetwork(SIZE).eval()


def same(one: FormNetwork, other: FormNetwork) -> bool:
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def test_the_champion_is_read_from_its_file(tmp_path: Path) -> None:
    network = champion_network(WEIGHTS.path)
    write_network(network, tmp_path / "again.onnx")
    assert same(champion_network(tmp_path / "again.onnx"), network)


def test_another_network_is_refused(tmp_path: Path, champion: FormNetwork) -> None:
    write_network(champion, tmp_path / "small.onnx")
    with pytest.raises(ForeignNetworkError, match="Other weights"):
        champion_network(tmp_path / "small.onnx")
    model = onnx.load(WEIGHTS.path)
    node = next(node for node in model.graph.node if node.op_type == "Relu")
    node.op_type = "Abs"
    onnx.save(model, tmp_path / "odd.onnx")
    with pytest.raises(ForeignNetworkError, match="other figures"):
        champion_network(tmp_path / "odd.onnx")


def test_forms_held_back_are_read_better(tmp_path: Path, champion: FormNetwork) -> None:
    run = replace(RUN, steps=24, every=8, learning_rate=2e-2)
    tuned = fine_tune(champion, MATERIAL, run, tmp_path)
    assert tuned.loss < 0.7 * tuned.champion_loss
    whole = fine_tune(champion, MATERIAL, replace(run, went=1.0), tmp_path)
    assert not same(whole.network, tuned.network)
    batches = held_batches(MATERIAL.held, run)
    assert held_loss(tuned.network, batches) == pytest.approx(tuned.loss, rel=1e-5)
    assert held_loss(champion, batches) == pytest.approx(tuned.champion_loss, rel=1e-5)


def test_a_run_that_was_cut_off_ends_as_if_it_had_not(
    tmp_path: Path, champion: FormNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fine_tune(champion, MATERIAL, RUN, tmp_path / "whole")
    drawn = finetune.drawn_batch

    def failing(run: object, examples: object, step: int) -> object:
        if step == 5:
            raise KeyboardInterrupt
        return drawn(run, examples, step)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(finetune, "drawn_batch", failing)
        with pytest.raises(KeyboardInterrupt):
            fine_tune(champion, MATERIAL, RUN, tmp_path / "cut")
    again = fine_tune(champion, MATERIAL, RUN, tmp_path / "cut")
    assert same(whole.network, again.network)
    assert whole.loss == again.loss


def test_what_gets_worse_is_left(tmp_path: Path, champion: FormNetwork) -> None:
    """Forms held back that say the contrary: the champion's own weights stay the best."""
    wrong = []
    for example in EXAMPLES[4:6]:
        targets = example.targets.copy()
        targets[:, 0] = (targets[:, 0] + 7) % 40
        targets[:, 1:] = UNKNOWN
        wrong.append(Example(example.form, targets, example.family))
    run = replace(RUN, steps=40, learning_rate=2e-2, patience=2)
    tuned = fine_tune(champion, replace(MATERIAL, held=wrong), run, tmp_path)
    assert tuned.loss <= tuned.champion_loss
    assert tuned.steps < run.steps


def test_unknown_parts_do_not_count(champion: FormNetwork) -> None:
    example = EXAMPLES[0]
    known = example.targets.copy()
    known[3:, :] = UNKNOWN
    other = known.copy()
    with torch.no_grad():
        batch = batch_of([Example(example.form, known, "A")])
        loss = tagging_loss(champion(*batch.inputs), batch.targets, 0.0)
    other[:3, 0] = (other[:3, 0] + 1) % 40
    with torch.no_grad():
        batch = batch_of([Example(example.form, other, "A")])
        changed = tagging_loss(champion(*batch.inputs), batch.targets, 0.0)
    assert float(loss) != float(changed)
    assert np.isfinite(float(loss))
