"""The form tagger can learn, goes on from a checkpoint, and is the same as ONNX."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.form_tagger import session
from models.form_tagger.session import FormTagger
from models.form_tagger.tokens import FormToken, TokenLayout
from models.network_file import NetworkFile
from tests.training.form_tagger.tiny_forms import tiny_form
from training.form_tagger.accuracy import measure_families, table_of
from training.form_tagger.batches import batch_of, example_of
from training.form_tagger.export import write_network
from training.form_tagger.loop import train
from training.form_tagger.loss import tagging_loss
from training.form_tagger.network import FormNetwork
from training.form_tagger.settings import NetworkSize, Reads, TaggerTraining

SIZE = NetworkSize(
    character=8, filters=16, hidden=16, layers=1, heads=2, inner=16, pointer=8, dropout=0.0
)
RUN = TaggerTraining(steps=3, tokens=60, longest=30, warm_up=1, every=2, size=SIZE)
EXAMPLES = [example_of(tiny_form(seed)) for seed in range(4)]


@pytest.fixture
def network() -> FormNetwork:
    torch.manual_seed(3)
    made = FormNetwork(SIZE).eval()
    # Relations start at nothing, which would hide that they are exported wrongly.
    for table in made.relations.parameters():
        torch.nn.init.normal_(table)
    return made


def test_a_run_that_was_done_gives_the_same_network(tmp_path: Path) -> None:
    first = train(RUN, EXAMPLES, tmp_path / "a")
    again = train(RUN, EXAMPLES, tmp_path / "a")
    other = train(RUN, EXAMPLES, tmp_path / "b")
    for same in (again, other):
        pairs = zip(first.parameters(), same.parameters(), strict=True)
        assert all(torch.equal(a, b) for a, b in pairs)


def test_a_run_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    train(replace(RUN, steps=2), EXAMPLES, tmp_path)
    train(RUN, EXAMPLES, tmp_path)
    log = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in log] == ['{"step": 2', '{"step": 3']


def test_small_forms_are_learned(tmp_path: Path) -> None:
    size = replace(SIZE, hidden=32, filters=32, inner=32)
    run = replace(RUN, steps=150, tokens=100, learning_rate=1e-2, warm_up=10, size=size)
    write_network(train(run, EXAMPLES, tmp_path), tmp_path / "tagger.onnx")
    tagger = FormTagger(1, NetworkFile(tmp_path / "tagger.onnx"))
    measured = measure_families(tagger, [tiny_form(seed) for seed in (11, 12, 13)])["A"]
    assert measured.forms == 3
    assert measured.share("role") > 0.95
    assert measured.share("parent") > 0.9
    assert 0 <= measured.calibration_error() < 0.5
    assert measured.reliability[0].sum() == measured.counted["role"]
    assert "| A | 3 |" in table_of({"A": measured})


def test_onnx_gives_what_torch_gives(network: FormNetwork, tmp_path: Path) -> None:
    write_network(network, tmp_path / "tagger.onnx")
    form = tiny_form(5, rows=9)
    long = FormToken("长" * 40, 11, 0, layout=TokenLayout.TEXT)
    stream = FormToken("流", 12, 0, layout=TokenLayout.STREAM)
    tokens = (*form.tokens, long, stream)
    tags = FormTagger(1, NetworkFile(tmp_path / "tagger.onnx")).tag(tokens)
    truths = (*form.truths, *form.truths[:2])
    batch = batch_of([example_of(replace(form, tokens=tokens, truths=truths))])
    with torch.no_grad():
        scores = network(*batch.inputs)
    given = (tags.roles, tags.panels, tags.keys)
    for mine, logits in zip(given, scores[:3], strict=True):
        assert np.abs(mine - logits[0].softmax(-1).numpy()).max() < 1e-4
    for mine, logits in zip((tags.parent, tags.continues), scores[3:], strict=True):
        assert np.abs(mine - logits[0].log_softmax(-1).numpy()).max() < 1e-3


def test_padding_changes_nothing(network: FormNetwork) -> None:
    short, long = example_of(tiny_form(1, rows=2)), example_of(tiny_form(2, rows=7))
    with torch.no_grad():
        alone = network(*batch_of([short]).inputs)
        padded = network(*batch_of([long, short]).inputs)
    count = len(short.form)
    assert torch.allclose(alone.roles[0], padded.roles[1, :count], atol=1e-5)
    assert torch.allclose(alone.parent[0, :, -1], padded.parent[1, :count, -1], atol=1e-5)
    assert torch.allclose(alone.parent[0, :, :-1], padded.parent[1, :count, :count], atol=1e-5)


def test_padding_is_not_learned_from(network: FormNetwork) -> None:
    short, long = example_of(tiny_form(1, rows=2)), example_of(tiny_form(2, rows=7))
    batch = batch_of([long, short])
    scores = network(*batch.inputs)
    changed = scores._replace(roles=scores.roles.clone())
    changed.roles[1, len(short.form) :] += 5.0 * torch.rand(len(changed.roles[0, 0]))
    assert torch.equal(
        tagging_loss(scores, batch.targets, 0.0), tagging_loss(changed, batch.targets, 0.0)
    )


@pytest.mark.parametrize(("reads", "kept"), [(Reads.TEXT, "text"), (Reads.LAYOUT, "layout")])
def test_a_network_can_be_blind_to_text_or_layout(reads: Reads, kept: str) -> None:
    torch.manual_seed(0)
    network = FormNetwork(replace(SIZE, reads=reads)).eval()
    batch = batch_of(EXAMPLES[:1])
    with torch.no_grad():
        first = network(*batch.inputs).roles
        texts = replace(batch, texts=batch.texts.flip(1))
        layout = replace(batch, layout=batch.layout.flip(1), places=batch.places.flip(1))
        same = {
            "layout": torch.equal(first, network(*texts.inputs).roles),
            "text": torch.equal(first, network(*layout.inputs).roles),
        }
    assert same == {"text": kept == "text", "layout": kept == "layout"}


def test_a_long_form_is_read_in_windows(
    network: FormNetwork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_network(network, tmp_path / "tagger.onnx")
    monkeypatch.setattr(session, "WINDOW", 20)
    monkeypatch.setattr(session, "OVERLAP", 8)
    form = tiny_form(4, rows=30)
    tags = FormTagger(1, NetworkFile(tmp_path / "tagger.onnx")).tag(form.tokens)
    count = len(form.tokens)
    assert tags.parent.shape == (count, count + 1)
    assert np.allclose(tags.roles.sum(axis=1), 1, atol=1e-4)
    assert np.allclose(np.exp(tags.parent).sum(axis=1), 1, atol=1e-3)
    assert tags.parent[0, count - 1] == session.UNSEEN
