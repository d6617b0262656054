"""Files are read once by an engine; one that cannot be read does not stop the others."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotations import documents
from annotations.documents import Unread, read_runs
from annotations.runs import Run
from annotations.workspace import Workspace
from extractor.document import Source
from extractor.engines import Engines
from extractor.errors import UnreadableFileError
from extractor.pipeline import Options, Watch
from tests.annotations.shown import blank_pages, river


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that the extractor was asked to read."""
    names: list[str] = []

    def extract(data: bytes, name: str, engines: Any, options: Any, watch: Watch) -> Any:
        names.append(name)
        if data == b"broken":
            raise UnreadableFileError("broken")
        assert watch.picture is not None
        for number, image in blank_pages().items():
            watch.picture(number, image)
        source = Source(name, hashlib.sha256(data).hexdigest(), "application/pdf")
        versions = documents.engine_versions(options.form_reader, engines)
        return replace(river(), source=source, engine=versions)

    monkeypatch.setattr(documents, "extract_document", extract)
    return names


def files(folder: Path, **contents: bytes) -> list[Path]:
    paths = []
    for name, data in contents.items():
        path = folder / f"{name}.pdf"
        path.write_bytes(data)
        paths.append(path)
    return paths


def test_what_was_read_is_kept_and_not_read_again(tmp_path: Path, read: list[str]) -> None:
    workspace = Workspace(tmp_path / "home")
    paths = files(tmp_path, one=b"1", two=b"2", same=b"1")
    first = list(read_runs(paths, workspace, Engines(), Options()))
    assert read == ["one.pdf", "two.pdf"]
    assert first[0] == first[2]
    assert len(workspace.runs.ids()) == 2
    again = list(read_runs(paths, workspace, Engines(), Options()))
    assert again == first
    assert read == ["one.pdf", "two.pdf"]
    for run in first:
        assert isinstance(run, Run)
        assert all((workspace.pages / crop.image).is_file() for crop in run.sheets[0].crops)
    stored = (workspace.runs.folder / f"{workspace.runs.ids()[0]}.json").read_text(encoding="utf-8")
    assert "one.pdf" not in stored


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, read: list[str]) -> None:
    workspace = Workspace(tmp_path / "home")
    found = list(
        read_runs(files(tmp_path, bad=b"broken", good=b"1"), workspace, Engines(), Options())
    )
    assert isinstance(found[0], Unread)
    assert found[0].error.code == "ingest.unreadable"
    assert isinstance(found[1], Run)


def test_files_are_kept_once_they_were_read(tmp_path: Path, read: list[str]) -> None:
    workspace = Workspace(tmp_path / "home")
    paths = files(tmp_path, bad=b"broken", good=b"1")
    list(read_runs(paths, workspace, Engines(), Options()))
    good, bad = (hashlib.sha256(data).hexdigest() for data in (b"1", b"broken"))
    assert workspace.originals.get(good) == b"1"
    assert not workspace.originals.has(bad)
    workspace.originals.remove(good)
    list(read_runs(paths, workspace, Engines(), Options()))
    assert workspace.originals.has(good)
