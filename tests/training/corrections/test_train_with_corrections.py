"""The command: corrected forms → a challenger in the registry, with what it was made of."""

import pickle
import sys
from pathlib import Path

import pytest

from models.form_tagger.session import FormTagger
from models.form_tagger.tokens import FormToken
from models.network_file import NetworkFile
from models.registry import FileRegistry
from training import train_with_corrections
from training.corrections.examples import rehearsal_examples
from training.corrections.forms import write_corrected
from training.corrections.harm import harmed
from training.corrections.simulation import pool_of
from training.gate.contest import MODEL, NETWORK, OBJECTIONS
from training.synthesis.families.plan import Family


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rehearsal") / "examples.bin"
    path.write_bytes(pickle.dumps(rehearsal_examples(12, (Family.REGION,))))
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("share", "objected"), [(0.0, 0), (0.3, 1)])
def test_a_challenger_is_trained_and_registered(
    tmp_path: Path,
    rehearsal: Path,
    share: float,
    objected: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forms = harmed(pool_of(Family.REGION, 10), share, 1)
    write_corrected(forms, tmp_path / "forms.jsonl")
    arguments = ["--corrections", str(tmp_path / "forms.jsonl"), "--steps", "2"]
    arguments += ["--registry", str(tmp_path / "registry"), "--folder", str(tmp_path / "runs")]
    monkeypatch.setattr(sys, "argv", ["train", *arguments, "--rehearsal", str(rehearsal)])
    assert train_with_corrections.main() == 0
    registry = FileRegistry(tmp_path / "registry")
    assert registry.aliases(MODEL) == {"champion": "v0001", "challenger": "v0002"}
    challenger = registry.version(MODEL, "challenger")
    assert challenger.facts["parent"] == "v0001"
    assert challenger.facts["forms"] == 10
    assert len(challenger.facts[OBJECTIONS]) == objected
    tagger = FormTagger(1, NetworkFile(challenger.path(NETWORK), challenger.files[NETWORK]))
    assert tagger.tag([FormToken("修路", 0, 0)]).roles.shape[0] == 1


def test_nothing_to_learn_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "forms.jsonl").write_text("\n", encoding="utf-8")
    arguments = ["--corrections", str(tmp_path / "forms.jsonl")]
    arguments += ["--registry", str(tmp_path / "registry")]
    monkeypatch.setattr(sys, "argv", ["train", *arguments])
    assert train_with_corrections.main() == 1
