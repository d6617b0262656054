"""A registry says which versions documents are read with.

models/form_tagger/aliases.json  {"champion": "v0002"}
                   versions/v0002/form_tagger.onnx      → stamp v0002-1f2e3d
"""

from pathlib import Path

import pytest

from models.champions import SHIPPED, models_folder, read_champions, state_of
from models.errors import RegistryError
from models.kinds import FILES, ModelKind
from models.registry import Alias, FileRegistry

KIND = ModelKind.FORM_TAGGER


def champion(folder: Path, text: str, source: str = "corrections") -> str:
    file = folder / FILES[KIND][0]
    folder.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    registry = FileRegistry(folder)
    version = registry.register(KIND, {file.name: file}, {"source": source})
    registry.point(KIND, Alias.CHAMPION, version.name, "test")
    return version.name


def test_nothing_is_in_use_where_nothing_was_registered(tmp_path: Path) -> None:
    assert read_champions(tmp_path / "none") == {}
    assert state_of(tmp_path / "none") == ()


def test_a_champion_is_told_by_version_and_digest(tmp_path: Path) -> None:
    name = champion(tmp_path, "one")
    found = read_champions(tmp_path)
    (file,) = found[KIND].files.values()
    assert found[KIND].stamp.startswith(f"{name}-")
    assert file.read() == b"one"


def test_what_is_shipped_is_left_to_the_product(tmp_path: Path) -> None:
    champion(tmp_path, "old", SHIPPED)
    assert read_champions(tmp_path) == {}


def test_the_state_changes_with_the_champion(tmp_path: Path) -> None:
    champion(tmp_path, "one")
    before = state_of(tmp_path)
    assert state_of(tmp_path) == before
    champion(tmp_path, "two")
    assert state_of(tmp_path) != before


def test_a_version_without_its_file_is_no_champion(tmp_path: Path) -> None:
    other = tmp_path / "other.onnx"
    other.write_text("x", encoding="utf-8")
    registry = FileRegistry(tmp_path)
    version = registry.register(KIND, {"other.onnx": other}, {})
    registry.point(KIND, Alias.CHAMPION, version.name, "test")
    with pytest.raises(RegistryError, match=r"form_tagger\.onnx"):
        read_champions(tmp_path)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"JIXIAO_MODELS": "/a"}, "/a"),
        ({"JIXIAO_HOME": "/home"}, "/home/models"),
        ({"JIXIAO_MODELS": "/a", "JIXIAO_HOME": "/home"}, "/a"),
    ],
)
def test_where_the_registry_is(environment: dict[str, str], wanted: str) -> None:
    assert models_folder(environment) == Path(wanted)


@pytest.mark.parametrize("name", ["aliases.json", "version.json"])
def test_json_in_json_without_end_is_told(tmp_path: Path, name: str) -> None:
    champion(tmp_path, "a")
    (path,) = tmp_path.rglob(name)
    path.write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises(RegistryError):
        read_champions(tmp_path)
