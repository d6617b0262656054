"""`jixiao archive review` as a program: what is listed, what goes where, and how it ends."""

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient

from serve.access.principal import Scope
from serve.archive.opening import SCHEMA_FILE
from serve.cli_archive import archive as archive_command
from tests.serve.archive.doubted import Doubted, copy_of, doubted

pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Doubted:
    return doubted(tmp_path_factory.mktemp("made"), 30, 40)


@pytest.fixture
def archive(made: Doubted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Doubted:
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "service"))
    monkeypatch.setattr("serve.cli_review.signal.signal", lambda number, handler: None)
    return copy_of(made, tmp_path)


@pytest.fixture
def key_file(client_with: Callable[..., TestClient], tmp_path: Path) -> str:
    path = tmp_path / "key"
    secret = client_with(Scope.WRITE).headers["Authorization"].removeprefix("Bearer ")
    path.write_text(f"{secret}\n", encoding="utf-8")
    return str(path)


def review(archive: Doubted, url: str, *options: str) -> Result:
    words = ["review", archive.destination, "--to", url, *options]
    return CliRunner().invoke(archive_command, words)


def test_a_dry_run_lists_and_asks_nobody(archive: Doubted) -> None:
    result = review(archive, "http://127.0.0.1:9", "--dry-run", "--most", "1")
    assert result.exit_code == 0, result.output
    header, _, row, counts = result.stdout.splitlines()
    assert header.split()[::2] == ["文件", "疑问", "待核对", "错误"]
    assert row.split()[0] == "30.txt"
    assert "hand over 1 · 尚未交 not yet 2 · 已交 handed over 0 · 共 all 2" in counts


def test_documents_are_handed_over_and_then_skipped(
    archive: Doubted, url: str, key_file: str, admin: TestClient
) -> None:
    result = review(archive, url, "--key-file", key_file, "--log", "json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["handed"] == 2
    assert [json.loads(line)["handed"] for line in result.stderr.splitlines()][-1] == 2
    names = {one["name"] for one in admin.get("/v1/documents").json()["documents"]}
    assert names == {"30.txt", "40.txt"}
    collections = {one["collection"] for one in admin.get("/v1/documents").json()["documents"]}
    assert collections == {Path(archive.destination).name}
    listed = review(archive, f"{url}/", "--dry-run").stdout
    assert "hand over 0 · 尚未交 not yet 0 · 已交 handed over 2" in listed
    afresh = review(archive, url, "--dry-run", "--again").stdout
    assert "hand over 2 · 尚未交 not yet 2 · 已交 handed over 0" in afresh
    again = review(archive, url, "--key-file", key_file, "--again", "--log", "plain")
    assert json.loads(again.stdout)["known"] == 2
    assert "已有 known 2" in again.stderr


def test_again_brings_back_what_was_deleted_there(
    archive: Doubted, url: str, key_file: str, admin: TestClient
) -> None:
    review(archive, url, "--key-file", key_file)
    for document in admin.get("/v1/documents").json()["documents"]:
        assert admin.delete(f"/v1/documents/{document['id']}").status_code == 204
    told = json.loads(review(archive, url, "--key-file", key_file, "--again").stdout)
    assert (told["handed"], told["known"]) == (2, 0)
    assert len(admin.get("/v1/documents").json()["documents"]) == 2


def test_the_key_comes_from_the_environment(
    archive: Doubted, url: str, key_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = review(archive, url)
    assert result.exit_code == 1
    assert "JIXIAO_API_KEY" in result.stderr
    monkeypatch.setenv("JIXIAO_API_KEY", Path(key_file).read_text(encoding="utf-8"))
    assert review(archive, url).exit_code == 0


def test_what_stays_is_told_by_the_exit_code(
    tmp_path: Path, archive: Doubted, url: str, key_file: str
) -> None:
    moved = doubted(tmp_path / "moved", 30)
    (moved.bench.source / "30.txt").unlink()
    result = review(moved, url, "--key-file", key_file, "--log", "plain")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["missing"] == 1
    assert "30.txt" in told["examples"]["review.missing"]


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://a:b@review.test", "http://host:port"),
        ("http://127.0.0.1:9", "away or busy"),
        ("label-studio", "annotate init"),
    ],
)
def test_faults_are_told_without_secrets(
    archive: Doubted, key_file: str, to: str, words: str
) -> None:
    result = review(archive, to, "--key-file", key_file, "--patience", "0")
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert "a:b" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("Error: ")
    assert words in result.stderr


def test_an_archive_of_a_newer_program_is_refused(archive: Doubted) -> None:
    path = Path(archive.destination) / SCHEMA_FILE
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {"schema_version": 99}), encoding="utf-8")
    result = review(archive, "http://127.0.0.1:9", "--dry-run")
    assert result.exit_code == 1
    assert "99" in result.stderr


def test_a_full_disk_of_the_workspace_is_told(
    archive: Doubted, url: str, key_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("serve.cli_review.Handing.carry_out", fill)
    result = review(archive, url, "--key-file", key_file)
    assert result.exit_code == 1
    assert "No space left" in result.stderr


def test_an_interrupted_hand_over_says_how_to_go_on(
    archive: Doubted, url: str, key_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("serve.cli_review.Handing.carry_out", stop)
    result = review(archive, url, "--key-file", key_file)
    assert result.exit_code == 130
    assert json.loads(result.stdout)["handed"] == 0
    assert "Stopped" in result.stderr
