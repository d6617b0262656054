"""The command that takes corrections, on a small refit of the shipped network."""

import json
from pathlib import Path

import pytest

from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.learned import learned_classifier
from models.indicator_classifier.config import WEIGHTS
from models.indicator_classifier.texts import IndicatorText
from training import train_indicator_classifier as command
from training.indicator_classifier.refit import Refit
from training.show_indicator_corrections import FORESTRY

QUICK = Refit(examples=300, copies=20, steps=120, batch=128, learning_rate=0.01)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "Refit", lambda: QUICK)
    monkeypatch.setattr(command, "_CHECKED", 60)


@pytest.mark.usefixtures("quick")
def test_corrections_are_learned_beside_their_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "office.jsonl"
    rows = [
        {"level3": text, "level2": "数量指标", "value": "≥5次", "concept": "QTY-057"}
        for text in ("踏山看林", "上山踏查", "进山督林", "看林踏沟", "沿沟踏山", "林区踏沟")
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    shipped = WEIGHTS.path.read_bytes()
    out = command._beside(path)
    assert command.correct(path, out, load_taxonomy()) == 0
    assert "not learned, before" in capsys.readouterr().out
    assert WEIGHTS.path.read_bytes() == shipped
    classifier = learned_classifier(load_taxonomy(), out)
    (answer,) = classifier.classify([IndicatorText("沿沟看林", "数量指标", "≥3次")])
    assert answer.candidates[0][0] == "QTY-057"


def test_the_forestry_texts_are_whole_and_apart() -> None:
    taxonomy = load_taxonomy([FORESTRY / "extension.yaml"])
    learned, tested = (
        command.read_corrections(FORESTRY / f"{name}.jsonl", taxonomy)
        for name in ("corrections", "test")
    )
    assert len(learned) == 50
    assert not {entry.text for entry in learned} & {entry.text for entry in tested}
    assert {c for e in tested for c in e.concepts} == {c for e in learned for c in e.concepts}
