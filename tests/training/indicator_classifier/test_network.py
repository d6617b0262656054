from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from extractor.taxonomy import load_taxonomy
from models.indicator_classifier.catalogue import (
    Catalogue,
    ConceptWordings,
    Mixture,
    catalogue_to_json,
)
from models.indicator_classifier.encode import encode
from models.indicator_classifier.session import IndicatorClassifier
from models.indicator_classifier.texts import IndicatorText
from models.network_file import NetworkFile
from training.indicator_classifier.examples import Source
from training.indicator_classifier.export import head_of, network_to_onnx, with_head
from training.indicator_classifier.labelled import Labelled
from training.indicator_classifier.loop import train
from training.indicator_classifier.network import IndicatorNetwork
from training.indicator_classifier.refit import Network, Refit, refit_head
from training.indicator_classifier.settings import ClassifierTraining, NetworkSize

SIZE = NetworkSize(gram=8, heads=1, sides=4, hidden=16)
TEXTS = [IndicatorText("培训次数", "数量指标", "≥3次"), IndicatorText("验收合格率")]


def small_source(count: int) -> Source:
    return Source(load_taxonomy().concepts[:count], {})


def opened(model: onnx.ModelProto, folder: Path, identities: list[str]) -> IndicatorClassifier:
    network, concepts = folder / "small.onnx", folder / "small.json"
    onnx.save(model, network)
    catalogue = Catalogue(
        tuple(ConceptWordings(identity, ()) for identity in identities), len(identities), Mixture()
    )
    concepts.write_text(catalogue_to_json(catalogue), encoding="utf-8")
    return IndicatorClassifier((), NetworkFile(network), NetworkFile(concepts))


def test_the_graph_says_what_the_network_says(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = IndicatorNetwork(3, SIZE).eval()
    classifier = opened(network_to_onnx(network), tmp_path, ["QTY-001", "QTY-002", "QTY-003"])
    grams, sides = (torch.from_numpy(part) for part in encode(TEXTS))
    with torch.no_grad():
        _, logits = network(grams, sides)
    expected = logits.log_softmax(dim=1).numpy()
    assert classifier.shares(TEXTS) == pytest.approx(expected, abs=2e-3)


def test_a_name_of_one_character_and_an_empty_one_pass(tmp_path: Path) -> None:
    network = IndicatorNetwork(1, SIZE).eval()
    classifier = opened(network_to_onnx(network), tmp_path, ["QTY-001"])
    assert np.isfinite(classifier.shares([IndicatorText(""), IndicatorText("率")])).all()


def test_a_new_head_takes_the_place_of_the_old_one() -> None:
    model = network_to_onnx(IndicatorNetwork(2, SIZE))
    weight, bias = head_of(model)
    wider = with_head(model, np.concatenate([weight, weight[:1]]), np.append(bias, 7.0))
    assert head_of(wider)[1].tolist()[-1] == 7.0
    assert head_of(model)[0].shape == weight.shape


def test_training_learns_and_repeats_itself() -> None:
    source = small_source(2)
    run = ClassifierTraining(examples=256, epochs=3, batch=64, size=SIZE)
    first, second = train(run, source), train(run, source)
    assert torch.equal(first.head.weight, second.head.weight)
    untrained = IndicatorNetwork(2, SIZE)
    assert not torch.equal(first.head.weight, untrained.head.weight)


def test_corrections_teach_a_concept_that_was_not_there(tmp_path: Path) -> None:
    source = small_source(3)
    torch.manual_seed(0)
    model = network_to_onnx(IndicatorNetwork(2, SIZE).eval())
    catalogue = Catalogue(
        tuple(ConceptWordings(concept.id, ()) for concept in source.concepts[:2]), 2, Mixture()
    )
    new = source.concepts[2]
    corrections = [Labelled(IndicatorText("巡山踏查", "数量指标"), frozenset((new.id,)))]
    quick = Refit(examples=60, copies=30, steps=150, batch=64, learning_rate=0.05)
    found = refit_head(Network(model, catalogue), source, corrections, quick)
    assert [entry.id for entry in found.catalogue.concepts] == [c.id for c in source.concepts]
    assert found.catalogue.concepts[2].wordings == ("巡山踏查",)
    classifier = opened(found.model, tmp_path, [c.id for c in source.concepts])
    (answer,) = classifier.classify([IndicatorText("巡山踏查", "数量指标")])
    assert answer.candidates[0][0] == new.id


def test_a_refit_repeats_itself() -> None:
    source = small_source(2)
    model = network_to_onnx(IndicatorNetwork(2, SIZE).eval())
    catalogue = Catalogue(
        tuple(ConceptWordings(concept.id, ()) for concept in source.concepts), 2, Mixture()
    )
    quick = replace(Refit(), examples=40, steps=5, batch=16)
    first, second = (refit_head(Network(model, catalogue), source, [], quick) for _ in range(2))
    assert np.array_equal(head_of(first.model)[0], head_of(second.model)[0])
