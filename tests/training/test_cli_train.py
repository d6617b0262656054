"""`jixiao train` and `jixiao models` on a workspace of invented corrections."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotations.workspace import Workspace
from models.form_tagger.config import WEIGHTS
from models.form_tagger.session import FormTagger
from models.form_tagger.tokens import FormToken
from models.indicator_classifier.config import WEIGHTS as ANOTHER
from models.kinds import ModelKind
from models.network_file import NetworkFile
from models.registry import Alias, FileRegistry
from tests.training.corrections.test_gather import TEXT, judged
from training.cli_models import models
from training.cli_train import Progress, train
from training.corrections.examples import rehearsal_examples
from training.gate.locks import alone
from training.gate.mlflow_store import TrackingError
from training.gate.trainable import Step
from training.synthesis.families.plan import Family

KIND = ModelKind.FORM_TAGGER
NETWORK = WEIGHTS.path.name


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JIXIAO_HOME", "JIXIAO_MODELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "off")


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rehearsal") / "examples.pickle"
    path.write_bytes(pickle.dumps(rehearsal_examples(6, (Family.REGION,))))
    return path


def corrected(home: Path) -> None:
    workspace = Workspace(home)
    for number in range(6):
        judged(workspace, TEXT.replace("修路", f"修第{number}号路"))


def run_train(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(train, [*arguments, "--home", str(home)])


def run_models(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(models, [*arguments, "--home", str(home)])


@pytest.mark.slow
def test_a_challenger_is_trained_and_the_same_again(tmp_path: Path, rehearsal: Path) -> None:
    told = []
    for name in ("one", "other"):
        corrected(tmp_path / name)
        arguments = ["form-tagger", "--with-corrections", "--steps", "2", "--json"]
        result = run_train(tmp_path / name, *arguments, "--rehearsal", str(rehearsal))
        assert result.exit_code == 0, result.output
        told.append(json.loads(result.stdout))
    assert told[0]["sha256"] == told[1]["sha256"]
    assert (told[0]["champion"], told[0]["challenger"]) == ("v0001", "v0002")
    facts = told[0]["facts"]
    assert (facts["learned"], facts["held_back"], facts["sources"]) == (5, 1, {"review": 6})
    registry = FileRegistry(tmp_path / "one" / "models")
    version = registry.version(KIND, Alias.CHALLENGER)
    assert version.facts["parent"] == "v0001"
    tagger = FormTagger(1, NetworkFile(version.path(NETWORK), version.files[NETWORK]))
    assert tagger.tag([FormToken("修路", 0, 0)]).roles.shape[0] == 1
    assert not list((tmp_path / "one" / "models" / KIND / "training").glob("*/"))


def test_nothing_to_learn_from_is_told(tmp_path: Path, rehearsal: Path) -> None:
    arguments = ("form-tagger", "--with-corrections", "--rehearsal", str(rehearsal))
    result = run_train(tmp_path, *arguments)
    assert result.exit_code == 2
    assert "There are no corrected forms" in result.stderr


def test_only_one_training_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path / "models" / "training.lock", "busy"):
        result = run_train(tmp_path, "form-tagger", "--with-corrections")
    assert result.exit_code == 7
    assert "Another training is running" in result.stderr


def test_only_one_promotion_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path / "models" / KIND / "promotion.lock", "busy"):
        result = run_models(tmp_path, "promote", "form-tagger")
    assert result.exit_code == 7


def test_without_torch_the_extra_is_named(tmp_path: Path, rehearsal: Path) -> None:
    corrected(tmp_path)
    code = (
        "import sys; sys.modules['torch'] = None\nfrom training.cli_train import train; train()\n"
    )
    arguments = ["form-tagger", "--with-corrections", "--home", str(tmp_path)]
    told = subprocess.run(
        [sys.executable, "-c", code, *arguments, "--rehearsal", str(rehearsal)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 5, told.stderr
    assert "make train-tools" in told.stderr


def test_training_from_scratch_names_its_commands(tmp_path: Path) -> None:
    result = run_train(tmp_path, "indicator-classifier")
    assert result.exit_code == 64
    assert "python -m training.train_indicator_classifier" in result.stderr


def test_an_unknown_kind_is_told(tmp_path: Path) -> None:
    result = run_train(tmp_path, "weather", "--with-corrections")
    assert "No such model; one of form-tagger" in result.stderr


def test_versions_are_listed_compared_and_registered(tmp_path: Path) -> None:
    assert "Nothing registered" in run_models(tmp_path, "list", "form-tagger").stdout
    assert run_models(tmp_path, "compare").exit_code == 2
    registered = run_models(tmp_path, "register", "form-tagger", str(WEIGHTS.path))
    assert registered.stdout == "v0002\n"
    compared = run_models(tmp_path, "compare", "form-tagger", "--synthetic", "0")
    assert compared.exit_code == 2
    assert "nothing to compare on" in compared.stderr
    rows = run_models(tmp_path, "list", "form-tagger").stdout.splitlines()
    assert [row.split()[0] for row in rows[2:4]] == ["v0001", "v0002"]
    told = json.loads(run_models(tmp_path, "list", "form-tagger", "--json").stdout)
    assert told["aliases"] == {"champion": "v0001", "challenger": "v0002"}
    assert told["history"][0]["by"]


def test_the_same_network_is_refused_in_one_line_of_json(tmp_path: Path) -> None:
    corrected(tmp_path)
    assert run_models(tmp_path, "register", "form-tagger", str(WEIGHTS.path)).exit_code == 0
    result = run_models(tmp_path, "promote", "form-tagger", "--synthetic", "0", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["model"], told["champion"], told["challenger"]) == (KIND, "v0001", "v0002")
    assert not told["passed"]
    assert told["slices"]["corrections"]["forms"] == 1
    assert told["refused"][0].startswith("总体没有更好。 Not better over all")
    assert len(list((tmp_path / "models" / KIND / "figures").glob("*.json"))) == 1
    assert FileRegistry(tmp_path / "models").aliases(KIND)[Alias.CHAMPION] == "v0001"


def test_errors_are_told_in_one_line(tmp_path: Path) -> None:
    for arguments in (["compare", "form-tagger"], ["rollback", "form-tagger"], ["rollback"]):
        told = run_models(tmp_path, *arguments)
        assert told.exit_code == 3
        assert "错误 Error: " in told.stderr
        assert "Traceback" not in told.output


def test_a_foreign_champion_is_an_error_with_a_remedy(tmp_path: Path, rehearsal: Path) -> None:
    """And no refusal: Python itself ends with 1 for what nobody caught."""
    corrected(tmp_path)
    path = tmp_path / NETWORK
    path.write_bytes(ANOTHER.path.read_bytes())
    registry = FileRegistry(tmp_path / "models")
    version = registry.register(KIND, {NETWORK: path}, {})
    registry.point(KIND, Alias.CHAMPION, version.name, "by hand")
    arguments = ("form-tagger", "--with-corrections", "--rehearsal", str(rehearsal))
    result = run_train(tmp_path, *arguments)
    assert result.exit_code == 3, result.output
    assert "models.foreign" in result.stderr
    assert "jixiao models rollback" in result.stderr


def test_a_tracker_that_is_away_is_no_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(registry: FileRegistry, uri: str) -> None:
        raise TrackingError("MLflow (http): away")

    monkeypatch.setattr("training.cli_sync.sync", away)
    told = run_models(tmp_path, "sync", "--tracking", "http://127.0.0.1:9")
    assert told.exit_code == 3
    assert "training.tracking: MLflow (http): away" in told.stderr
    assert "jixiao models sync" in told.stderr


def test_progress_says_how_long_it_still_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter((100.0, 105.0, 120.0, 190.0))
    monkeypatch.setattr("training.cli_train.time.monotonic", lambda: next(clock))
    progress = Progress()
    for done in (0, 1, 4, 20):
        progress.tell(Step(done, 20, "训练 learning"))
    assert capsys.readouterr().err.splitlines() == [
        "训练 learning 0/20",
        "训练 learning 4/20，约剩 80 秒 (about 80 s left)",
        "训练 learning 20/20",
    ]
