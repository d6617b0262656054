"""The secret of the service, and when a pull is due."""

import os
import stat
from pathlib import Path

import pytest

from annotations.folders import if_free, one_at_a_time
from annotations.service_link import LastPull, ServiceLink
from annotations.workspace import Workspace


@pytest.fixture
def service(tmp_path: Path) -> ServiceLink:
    return ServiceLink(Workspace(tmp_path))


def test_without_a_secret_nothing_opens(service: ServiceLink) -> None:
    assert not service.is_token("")
    assert not service.is_token("guess")


def test_a_new_secret_shuts_out_the_one_before(service: ServiceLink, tmp_path: Path) -> None:
    first, second = service.new_token(), service.new_token()
    assert len(first) > 40
    assert service.is_token(second)
    assert not service.is_token(first)
    assert not service.is_token(second + "x")
    assert not service.is_token("\udc80")
    mode = (tmp_path / "annotations" / "service-token").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_a_nudge_is_due_until_a_pull_answers_it(service: ServiceLink, tmp_path: Path) -> None:
    assert not service.is_due(1000.0, 0)
    service.nudge()
    service.nudge()
    assert service.is_due(1000.0, 0)
    service.put_pull(LastPull(service.nudged_at(), 1000.0))
    assert not service.is_due(1000.0, 0)
    nudged = tmp_path / "annotations" / "nudged"
    later = nudged.stat().st_mtime_ns + 1
    os.utime(nudged, ns=(later, later))  # while the pull ran
    assert service.is_due(1000.0, 0)


def test_time_alone_makes_it_due(service: ServiceLink) -> None:
    assert service.is_due(1000.0, 300)  # there was none yet
    service.put_pull(LastPull(0, 1000.0))
    assert not service.is_due(1299.0, 300)
    assert service.is_due(1300.0, 300)
    assert service.is_due(900.0, 300)  # the clock was set back
    assert not service.is_due(1e9, 0)


def test_a_broken_note_only_means_one_more_pull(service: ServiceLink, tmp_path: Path) -> None:
    service.put_pull(LastPull(7, 1000.0))
    (tmp_path / "annotations" / "pulled.json").write_text("{")
    assert service.last_pull() == LastPull(0, 0.0)


@pytest.mark.parametrize("entry", ['{"nudge": Infinity, "at": 0}', "[]", '{"nudge": 0}', "5"])
def test_a_note_of_something_else_only_means_one_more_pull(
    service: ServiceLink, tmp_path: Path, entry: str
) -> None:
    service.put_pull(LastPull(1, 1.0))
    (path,) = tmp_path.rglob("pulled.json")
    path.write_text(entry, encoding="utf-8")
    assert service.last_pull() == LastPull(0, 0.0)


def test_a_lock_that_is_held_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with one_at_a_time(path), if_free(path) as ours:
        assert not ours
    with if_free(path) as ours:
        assert ours
