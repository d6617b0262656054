"""What is the same on every node, and what the way to a cluster makes of its failures."""

import stat
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from serve.errors import ClusterError
from serve.jobs import ray_cluster
from serve.jobs.ray_cluster import Place, connected, own_staging


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, which belongs to all users of a machine."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_documents_on_a_node_are_seen_by_nobody_else(shared: Path) -> None:
    staging = own_staging("documents")
    (root,) = shared.iterdir()
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert staging.path.parent == root
    root.chmod(0o755)
    own_staging("documents")
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


def test_a_folder_that_another_one_has_laid_out_is_not_used(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = shared / "elsewhere"
    elsewhere.mkdir()
    (shared / "documents-7").symlink_to(elsewhere)
    monkeypatch.setattr(ray_cluster.os, "getuid", lambda: 7)
    with pytest.raises(PermissionError):
        own_staging("documents")
    (shared / "documents-7").unlink()
    (shared / "documents-7").mkdir()  # by this process, which is not of user 7
    with pytest.raises(PermissionError):
        own_staging("documents")
    assert list(elsewhere.iterdir()) == []


class FullError(Exception):
    """As Ray names what it has no room for."""


def test_what_ray_raises_is_told_as_a_fault_of_the_cluster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[bool] = []

    def shutdown(*, wait_for_processes: bool) -> None:
        ended.append(wait_for_processes)

    given: dict[str, Any] = {
        "init": lambda **options: None,
        "shutdown": shutdown,
        "exceptions": SimpleNamespace(RayError=FullError),
    }
    monkeypatch.setattr(ray_cluster, "_ray", lambda: SimpleNamespace(**given))
    with pytest.raises(ClusterError, match="FullError"), connected(Place("a:1")):
        raise FullError
    with pytest.raises(KeyError), connected(Place("a:1")):
        raise KeyError
    assert ended == [True, True]
