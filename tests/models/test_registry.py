import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import RegistryError
from models.registry import Alias, FileRegistry, ModelRegistry, Version


@pytest.fixture
def registry(tmp_path: Path) -> FileRegistry:
    return FileRegistry(tmp_path / "registry")


def add(registry: FileRegistry, folder: Path, data: bytes) -> Version:
    path = folder / "network.onnx"
    path.write_bytes(data)
    return registry.register("tagger", {"network.onnx": path}, {"bytes": len(data)})


def test_versions_are_kept_with_their_digests(registry: FileRegistry, tmp_path: Path) -> None:
    one, two = add(registry, tmp_path, b"one"), add(registry, tmp_path, b"three")
    kept: ModelRegistry = registry
    assert [version.name for version in kept.versions("tagger")] == ["v0001", "v0002"]
    assert one.path("network.onnx").read_bytes() == b"one"
    assert registry.version("tagger", two.name).facts == {"bytes": 5}
    assert registry.aliases("tagger") == {}


def test_a_changed_file_is_found(registry: FileRegistry, tmp_path: Path) -> None:
    version = add(registry, tmp_path, b"one")
    (version.folder / "network.onnx").write_bytes(b"two")
    with pytest.raises(RegistryError, match="changed"):
        version.path("network.onnx")
    with pytest.raises(RegistryError):
        version.path("other.onnx")


def test_an_alias_means_a_version_that_is_there(registry: FileRegistry, tmp_path: Path) -> None:
    version = add(registry, tmp_path, b"one")
    registry.point("tagger", Alias.CHAMPION, version.name, "first")
    assert registry.version("tagger", "champion") == version
    for name in ("v0009", "../v0001", "", "challenger"):
        with pytest.raises(RegistryError):
            registry.point("tagger", Alias.CHALLENGER, name, "")


def test_rolling_back_twice_goes_back_two_versions(registry: FileRegistry, tmp_path: Path) -> None:
    names = [add(registry, tmp_path, bytes([n])).name for n in range(3)]
    for name in names:
        registry.point("tagger", Alias.CHAMPION, name, "promoted")
    for wanted in (names[1], names[0]):
        former = registry.former("tagger", Alias.CHAMPION)
        assert former.name == wanted
        registry.point("tagger", Alias.CHAMPION, former.name, "rollback")
    with pytest.raises(RegistryError, match="former"):
        registry.former("tagger", Alias.CHAMPION)
    registry.point("tagger", Alias.CHAMPION, names[2], "promoted")
    assert registry.former("tagger", Alias.CHAMPION).name == names[0]


def test_a_promotion_that_was_killed_keeps_nobody_from_rolling_back(
    registry: FileRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [add(registry, tmp_path, bytes([n])).name for n in range(3)]
    for name in names[:2]:
        registry.point("tagger", Alias.CHAMPION, name, "promoted")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("models.registry.write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        registry.point("tagger", Alias.CHAMPION, names[2], "promoted")
    assert registry.aliases("tagger") == {"champion": names[1]}
    assert registry.former("tagger", Alias.CHAMPION).name == names[0]


def test_the_name_of_a_removed_version_is_not_given_again(
    registry: FileRegistry, tmp_path: Path
) -> None:
    version = add(registry, tmp_path, b"one")
    registry.point("tagger", Alias.CHALLENGER, version.name, "learned")
    shutil.rmtree(version.folder)
    assert add(registry, tmp_path, b"two").name == "v0002"


def test_what_a_killed_writer_left_is_no_history(registry: FileRegistry, tmp_path: Path) -> None:
    version = add(registry, tmp_path, b"one")
    registry.point("tagger", Alias.CHALLENGER, version.name, "first")
    path = registry.folder / "tagger" / "history.jsonl"
    with path.open("ab") as file:
        file.write('{"at": "2031", "why": "半'.encode()[:-1])
    assert [change.why for change in registry.history("tagger")] == ["first"]
    registry.point("tagger", Alias.CHAMPION, version.name, "second")
    assert [change.why for change in registry.history("tagger")] == ["first", "second"]


@pytest.mark.parametrize("name", ["aliases.json", "history.jsonl", "versions/v0001/version.json"])
def test_a_registry_that_was_spoilt_is_told(
    registry: FileRegistry, tmp_path: Path, name: str
) -> None:
    version = add(registry, tmp_path, b"one")
    registry.point("tagger", Alias.CHAMPION, version.name, "first")
    (registry.folder / "tagger" / name).write_text("[1]\n")
    with pytest.raises(RegistryError, match="Not readable"):
        (registry.version("tagger", Alias.CHAMPION), registry.history("tagger"))


def test_the_commands_do_without_torch() -> None:
    code = "import sys, training.cli_models; print('torch' in sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "False"
