from pathlib import Path

import pytest

from models.registry import Alias, FileRegistry
from training.gate.decision import Pair, decide
from training.gate.mlflow_mirror import default_tracking, sync, tracked
from training.gate.mlflow_store import TrackingError
from training.gate.strictness import Count
from training.gate.verdicts import keep_verdict

pytestmark = pytest.mark.slow

MODEL = "form_tagger"


@pytest.fixture
def client(tmp_path: Path):
    pytest.importorskip("mlflow")
    from mlflow import MlflowClient

    return lambda: MlflowClient(default_tracking(tmp_path), registry_uri=default_tracking(tmp_path))


@pytest.mark.filterwarnings("ignore")  # MLflow's own, of SQLAlchemy and of open connections
def test_a_local_store_has_runs_versions_and_aliases(tmp_path: Path, client) -> None:
    network = tmp_path / "form_tagger.onnx"
    network.write_bytes(b"weights")
    registry = FileRegistry(tmp_path / "models")
    uri = default_tracking(tmp_path)
    mirror = tracked(registry, uri)
    first = mirror.register(MODEL, {network.name: network}, {"source": "shipped"})
    mirror.point(MODEL, Alias.CHAMPION, first.name, "shipped")
    network.write_bytes(b"other weights")
    facts = {"settings": {"steps": 2}, "losses": {"held": [[1, 0.5], [2, 0.25]]}}
    registry.register(MODEL, {network.name: network}, facts)  # nobody told the tracker
    registry.point(MODEL, Alias.CHAMPION, "v0002", "F1 0.5 -> 1.0")
    verdict = decide([Pair(("gold",), Count(1, 2, 2), Count(2, 2, 2))] * 3)
    keep_verdict(registry.folder, MODEL, "v0001", "v0002", verdict)
    assert sync(registry, uri) == {MODEL: 3}
    assert sync(registry, uri) == {MODEL: 0}

    mlflow = client()
    champion = mlflow.get_model_version_by_alias("jixiao-form_tagger", "champion")
    assert champion.tags["jixiao.version"] == "v0002"
    run = mlflow.get_run(champion.run_id)
    assert run.data.params["settings.steps"] == "2"
    steps = mlflow.get_metric_history(champion.run_id, "loss held")
    assert [(metric.step, metric.value) for metric in steps] == [(1, 0.5), (2, 0.25)]
    fetched = mlflow.download_artifacts(champion.run_id, "files/form_tagger.onnx", str(tmp_path))
    assert Path(fetched).read_bytes() == b"other weights"
    named = mlflow.search_runs([run.info.experiment_id], "tags.`jixiao.what` = 'verdict'")
    assert named[0].data.metrics["gold/challenger"] == 1.0


@pytest.mark.filterwarnings("ignore")
def test_what_a_killed_run_left_is_told_anew(tmp_path: Path, client) -> None:
    network = tmp_path / "form_tagger.onnx"
    network.write_bytes(b"weights")
    registry = FileRegistry(tmp_path / "models")
    uri = default_tracking(tmp_path)
    tracked(registry, uri).register(MODEL, {network.name: network}, {})
    mlflow = client()
    version = mlflow.search_model_versions("name = 'jixiao-form_tagger'")[0]
    mlflow.update_run(version.run_id, status="RUNNING")  # as where it was killed before its end
    assert sync(registry, uri) == {MODEL: 1}
    left = mlflow.search_model_versions("name = 'jixiao-form_tagger'")
    assert [one.tags["jixiao.version"] for one in left] == ["v0001"]
    assert left[0].run_id != version.run_id


@pytest.mark.filterwarnings("ignore")
def test_a_server_that_is_away_is_an_error_that_keeps_its_password(tmp_path: Path) -> None:
    pytest.importorskip("mlflow")
    (tmp_path / "models" / MODEL / "versions").mkdir(parents=True)
    with pytest.raises(TrackingError) as told:
        sync(FileRegistry(tmp_path / "models"), "http://clerk:hunter2@127.0.0.1:9")
    assert "hunter2" not in str(told.value)
