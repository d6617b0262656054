import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from models.errors import RegistryError
from models.registry import Alias, FileRegistry
from training.gate.decision import Pair, decide
from training.gate.mlflow_mirror import Mirrored, default_tracking, tracked
from training.gate.mlflow_store import TrackingError
from training.gate.strictness import Count
from training.gate.tracking import Figure, Told, version_told
from training.gate.verdicts import keep_verdict, kept_verdicts

MODEL = "form_tagger"


class FakeTracker:
    """Keeps what it is told; is away while `away`."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.aliases: Mapping[str, str] = {}
        self.away = False

    def known(self, model: str) -> frozenset[str]:
        if self.away:
            raise TrackingError("away")
        return frozenset(told.key for told in self.told)

    def tell(self, model: str, told: Told) -> None:
        self.told.append(told)

    def point(self, model: str, aliases: Mapping[str, str]) -> None:
        self.aliases = dict(aliases)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "form_tagger.onnx"
    path.write_bytes(b"weights")
    return path


@pytest.fixture
def registry(tmp_path: Path) -> FileRegistry:
    return FileRegistry(tmp_path / "models")


def test_versions_and_promotions_are_told_once_each(registry: FileRegistry, network: Path) -> None:
    tracker = FakeTracker()
    mirror = Mirrored(registry, tracker)
    first = mirror.register(MODEL, {"form_tagger.onnx": network}, {"source": "shipped"})
    mirror.point(MODEL, Alias.CHAMPION, first.name, "shipped")
    second = mirror.register(MODEL, {"form_tagger.onnx": network}, {"source": "corrections"})
    mirror.point(MODEL, Alias.CHALLENGER, second.name, "learned")
    titles = ["train v0001", "champion v0001", "train v0002", "challenger v0002"]
    assert [told.title for told in tracker.told] == titles
    assert tracker.aliases == {"champion": "v0001", "challenger": "v0002"}
    assert mirror.catch_up(MODEL) == 0
    assert len(tracker.told) == 4


def test_the_folder_goes_on_while_the_tracker_is_away_and_it_is_told_later(
    registry: FileRegistry, network: Path
) -> None:
    tracker, warnings = FakeTracker(), list[str]()
    tracker.away = True
    mirror = Mirrored(registry, tracker, warnings.append)
    version = mirror.register(MODEL, {"form_tagger.onnx": network}, {})
    mirror.point(MODEL, Alias.CHAMPION, version.name, "why")
    assert registry.version(MODEL, Alias.CHAMPION).name == version.name
    assert not tracker.told
    assert len(warnings) == 1  # not at every change
    assert "jixiao models sync" in warnings[0]
    tracker.away = False
    assert mirror.catch_up(MODEL) == 2
    assert tracker.aliases == {"champion": version.name}


def test_what_a_registry_refuses_is_refused_and_not_told(registry: FileRegistry) -> None:
    tracker = FakeTracker()
    with pytest.raises(RegistryError):
        Mirrored(registry, tracker).point(MODEL, Alias.CHAMPION, "v0009", "why")
    assert not tracker.told


def test_numbers_are_figures_losses_are_figures_by_step(
    registry: FileRegistry, network: Path
) -> None:
    facts = {
        "source": "corrections",
        "corrections": "3fa2",
        "settings": {"steps": 90, "rate": 0.1},
        "losses": {"held": [[15, 0.5], [30, 0.25]]},
        "objections": ["太多 too many"],
        "held_loss": [0.5, 0.25],
        "taught": {f"QTY-{n:03d}": n for n in range(200)},
    }
    version = registry.register(MODEL, {"form_tagger.onnx": network}, facts)
    told = version_told(version)
    assert Figure("settings.rate", 0.1) in told.figures
    assert [f for f in told.figures if f.name == "loss held"] == [
        Figure("loss held", 0.5, 15),
        Figure("loss held", 0.25, 30),
    ]
    assert [f for f in told.figures if f.name == "held_loss"] == [
        Figure("held_loss", 0.5),
        Figure("held_loss", 0.25, 1),
    ]
    assert len(told.figures) < 10  # a long table is one setting
    assert json.loads(told.settings["taught"])["QTY-199"] == 199
    assert told.settings["corrections"] == "3fa2"
    assert json.loads(told.settings["objections"]) == ["太多 too many"]
    assert told.tags["sha256 form_tagger.onnx"] == version.files["form_tagger.onnx"]
    assert {path.name for path in told.files} == {"version.json", "form_tagger.onnx"}


def test_a_verdict_is_kept_beside_the_aliases_and_told(
    registry: FileRegistry, network: Path
) -> None:
    tracker = FakeTracker()
    mirror = Mirrored(registry, tracker)
    verdict = decide([Pair(("gold",), Count(1, 2, 2), Count(2, 2, 2))] * 3, ["一 one"])
    keep_verdict(registry.folder, MODEL, "v0001", "v0002", verdict)
    mirror.register(MODEL, {"form_tagger.onnx": network}, {})
    told = next(told for told in tracker.told if told.tags["what"] == "verdict")
    assert told.tags["passed"] == "false"
    assert Figure("gold/challenger", 1.0) in told.figures
    assert kept_verdicts(registry.folder, MODEL)[0].verdict == verdict


def test_off_is_the_registry_itself_and_home_has_a_file(
    registry: FileRegistry, tmp_path: Path
) -> None:
    assert tracked(registry, "off") is registry
    assert default_tracking(tmp_path) == f"sqlite:///{tmp_path}/learning/mlflow.db"
