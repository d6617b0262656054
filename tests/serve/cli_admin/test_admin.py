"""The commands of an operator, on a home of their own."""

import io
import os
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient

from annotations.workspace import Workspace
from serve.app import create_app
from serve.cli_admin import admin
from serve.settings import Settings
from serve.store.blobs import original_key
from serve.store.database import Database
from serve.store.documents import DocumentState, get_document, set_state
from serve.store.revisions import RevisionDraft, RevisionKind, add_revision, get_revision
from tests.serve.finished import add_finished


class Operator:
    """Runs `jixiao admin` on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: str, typed: str = "", home: Path | None = None) -> Result:
        environment = {"JIXIAO_HOME": str(home or self.home)}
        return CliRunner().invoke(admin, arguments, input=typed, env=environment)

    def said(self, *arguments: str, typed: str = "", home: Path | None = None) -> list[str]:
        result = self.run(*arguments, typed=typed, home=home)
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()


@pytest.fixture
def operator(settings: Settings, database: Database) -> Operator:
    return Operator(settings.home)


def test_the_first_command_makes_the_database(tmp_path: Path) -> None:
    lines = Operator(tmp_path / "new").said("create-key", "--name", "a", "--scope", "read")
    assert lines[-1].startswith("jx_")


def test_a_key_is_the_last_line_and_works(operator: Operator, anonymous: TestClient) -> None:
    lines = operator.said(
        "create-key", "--name", "甲", "--scope", "read,write", "--scope", "personal",
        "--expires-days", "1",
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {lines[-1]}"}
    assert anonymous.get("/v1/documents", headers=headers).status_code == 200
    (line,) = operator.said("list-keys")
    key_id, hint, scopes, *_ = line.split("\t")
    assert (hint, scopes) == (lines[-1][: len(hint)], "read,write,personal")
    assert lines[-1] not in line
    operator.said("revoke-key", key_id)
    assert "revoked" in operator.said("list-keys")[0]
    assert [line.split("\t")[2] for line in operator.said("audit")] == ["key.revoke", "key.create"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("create-key", "--name", "a", "--scope", "everything"),
        ("create-key", "--name", "", "--scope", "read"),
        ("create-key", "--name", "a"),
        ("create-key", "--name", "a", "--scope", "read", "--expires-days", "0"),
        ("revoke-key", "key_0"),
        ("disable-user", "--name", "nobody"),
        ("requeue",),
        ("requeue", "doc_1", "--quarantined"),
        ("requeue", "doc_1"),
    ],
)
def test_what_cannot_be_done_fails(operator: Operator, arguments: tuple[str, ...]) -> None:
    assert operator.run(*arguments).exit_code != 0


def test_users_are_made_changed_and_disabled(operator: Operator) -> None:
    typed = "correct horse battery\n"
    operator.said("create-user", "--name", "first", "--password-stdin", typed=typed)
    operator.said("create-user", "--name", "second", "--password-stdin", typed=typed)
    again = operator.run("create-user", "--name", "second", "--password-stdin", typed=typed)
    assert again.exit_code != 0
    weak = operator.run("create-user", "--name", "third", "--password-stdin", typed="1\n")
    assert weak.exit_code != 0
    operator.said("set-password", "--name", "second", typed=f"{typed}{typed}")
    operator.said("disable-user", "--name", "second")
    rows = [line.split("\t") for line in operator.said("list-users")]
    assert [(row[1], row[3], row[4]) for row in rows] == [
        ("admin", "启用 enabled", "first"),
        ("annotate", "停用 disabled", "second"),
    ]


def test_quarantined_documents_are_read_again(
    operator: Operator, settings: Settings, database: Database
) -> None:
    document_id = add_finished(create_app(settings).state.service)
    with database.write() as connection:
        set_state(connection, document_id, DocumentState.QUARANTINED, now=1.0)
    assert "quarantined\t1" in operator.said("queue")
    assert "1" in operator.said("requeue", "--quarantined")[0]
    assert "0" in operator.said("requeue", document_id)[0]  # it waits already
    with database.read() as connection:
        assert get_document(connection, document_id).state is DocumentState.QUEUED


def test_a_backup_comes_back_whole(operator: Operator, settings: Settings, tmp_path: Path) -> None:
    document_id = add_finished(create_app(settings).state.service)
    target = tmp_path / "backup.tar.gz"
    operator.said("backup", str(target))
    assert target.stat().st_mode & 0o077 == 0
    assert operator.run("backup", str(target)).exit_code != 0  # never over another one
    assert list(tmp_path.glob("*.part")) == []

    home = tmp_path / "other"
    operator.said("restore", str(target), "--home", str(home))
    assert operator.said("verify", home=home)[-1].endswith("0 faults, 0 not mended.")
    restored = create_app(Settings(home=home)).state.service
    with restored.database.read() as connection:
        document = get_document(connection, document_id)
    assert restored.blobs.get(original_key(document.sha256)) == document.name.encode()
    restored.database.close()
    assert operator.run("restore", str(target), "--home", str(home)).exit_code != 0


def test_a_damaged_backup_is_refused(
    operator: Operator, settings: Settings, tmp_path: Path
) -> None:
    add_finished(create_app(settings).state.service)
    whole = tmp_path / "whole.tar.gz"
    operator.said("backup", str(whole))
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole.read_bytes()[:-200])
    half = tmp_path / "half.tar.gz"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    wrong, odd = tmp_path / "wrong.tar.gz", tmp_path / "odd.tar.gz"
    repack(whole, wrong, lambda name, data: (name, b"x" if "/documents/" in name else data))
    repack(whole, odd, lambda name, data: (name.replace("blobs/", "blobs/../"), data))
    for number, source in enumerate((cut, half, wrong, odd)):
        home = tmp_path / f"home{number}"
        assert operator.run("restore", str(source), "--home", str(home)).exit_code != 0
        assert not (home / "jixiao.db").exists()
        assert not (home / "documents").exists()


def repack(source: Path, target: Path, change) -> None:
    """The archive with each member changed."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for entry in old:
            content = old.extractfile(entry)
            assert content is not None
            name, data = change(entry.name, content.read())
            changed = tarfile.TarInfo(name)
            changed.size = len(data)
            new.addfile(changed, io.BytesIO(data))


def test_verify_names_what_does_not_belong_together(
    operator: Operator, settings: Settings, database: Database
) -> None:
    service = create_app(settings).state.service
    missing, changed, empty = (add_finished(service, name) for name in ("a", "b", "c"))
    blobs = settings.home / "blobs"
    with database.write() as connection:
        keys = [original_key(get_document(connection, d).sha256) for d in (missing, changed)]
        connection.exec_driver_sql(f"DELETE FROM revisions WHERE document_id = '{empty}'")
    (blobs / keys[0]).unlink()
    (blobs / keys[1]).write_bytes(b"else")
    for key in ("documents/ab/" + "ab" * 32, "pages/doc_gone/r/1.jpg", "pages/doc_new/r/1.jpg"):
        service.blobs.put(key, b"x")
        if "new" not in key:
            os.utime(blobs / key, (0, 0))  # what is young may have its row yet to come

    result = operator.run("verify", "--fix")

    assert result.exit_code == 1
    found = {tuple(line.split("\t")[:2]) for line in result.stdout.splitlines()[:-1]}
    assert found == {
        ("missing", missing),
        ("changed", changed),
        ("no_revision", empty),
        ("orphan", "documents/ab/" + "ab" * 32),
        ("orphan", "pages/doc_gone/r/1.jpg"),
    }
    left = operator.run("verify").stdout.splitlines()
    assert len(left) == 4
    assert service.blobs.exists("pages/doc_new/r/1.jpg")


def test_corrections_are_gathered_at_once_and_go_with_a_purge(
    operator: Operator, settings: Settings, database: Database
) -> None:
    document_id = add_finished(create_app(settings).state.service)
    with database.write() as connection:
        before = get_revision(connection, document_id)
        record = before.record | {"forms": [before.record["forms"][0] | {"title": "目标表"}]}
        kind = RevisionKind.CORRECTION
        draft = RevisionDraft(kind, "user_1", "甲", before.number, (), record)
        add_revision(connection, document_id, draft)
    assert "1" in operator.said("gather-corrections")[0]
    assert "0" in operator.said("gather-corrections")[0]
    corrections = Workspace(settings.home).corrections
    assert len(corrections.usable()) == 1
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE documents SET deleted_at = 1.0")
    operator.said("purge")
    assert corrections.heads() == []


def test_purge_removes_what_was_deleted_long_ago(
    operator: Operator, settings: Settings, database: Database
) -> None:
    service = create_app(settings).state.service
    document_id = add_finished(service)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE documents SET deleted_at = 1.0")
    assert "1" in operator.said("purge")[0]
    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT id FROM documents").all()
    assert (found, list(service.blobs.keys()), document_id[:4]) == ([], [], "doc_")
