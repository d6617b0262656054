"""What was handed over is noted; a manifest that is only looked at is left as it was."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from serve.archive.handed import HandedOver
from serve.archive.opening import Placement, open_archive, open_beside
from serve.errors import ArchiveBusyError, ArchiveFormatError
from serve.store.database import Database
from tests.serve.archive.engines import engine_named, sha256_of
from tests.serve.archive.test_campaign import Bench
from tests.serve.servers import postgresql_server


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def manifest(request: pytest.FixtureRequest) -> Iterator[str]:
    """URL of a manifest: that of the usual place, and one of a server."""
    if request.param == "sqlite":
        yield ""
        return
    with postgresql_server() as url:
        yield url


def test_a_recipient_has_notes_of_its_own(tmp_path: Path, manifest: str) -> None:
    placement = Placement(str(tmp_path / "archive"), tmp_path, manifest=manifest)
    with open_archive(placement, engine_named("e1")):
        pass
    first, second = sha256_of("甲"), sha256_of("乙")
    with open_beside(placement, "review") as beside:
        notes = HandedOver(beside.database, "http://review.test")
        notes.note(first, "doc_1")
        notes.note(second, "doc_2")
        notes.note(first, "doc_3")
        assert notes.known() == {first: "doc_1", second: "doc_2"}
        assert HandedOver(beside.database, "http://other.test").known() == {}
        assert (notes.forget(), notes.known()) == (2, {})


def test_an_archive_is_looked_at_while_it_grows(bench: Bench) -> None:
    bench.run()
    with (
        open_archive(bench.placement, engine_named("e1")),
        open_beside(bench.placement, "review") as beside,
    ):
        assert list(beside.folder.iterdir()) == []
        with pytest.raises(ArchiveBusyError), open_beside(bench.placement, "review"):
            pass


def test_a_manifest_that_is_elsewhere_is_not_made_anew(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    elsewhere = Placement(str(bench.destination), tmp_path, tmp_path / "beside")
    with pytest.raises(ArchiveFormatError, match="--manifest"), open_beside(elsewhere, "review"):
        pass
    assert not (tmp_path / "beside").exists()


def test_where_there_is_no_archive_nothing_is_made(tmp_path: Path) -> None:
    placement = Placement(str(tmp_path / "archive"), tmp_path)
    with pytest.raises(ArchiveFormatError), open_beside(placement, "review"):
        pass
    assert not (tmp_path / "archive").exists()


def test_an_engine_is_noted_once_it_has_read(bench: Bench) -> None:
    """Whoever only checks an archive leaves no engine behind in it."""
    bench.run()
    with open_archive(bench.placement, "verify"):
        pass
    with closing(Database(bench.placement.database)) as database, database.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM engines").scalars().all()
    assert names == [engine_named("e1")]
