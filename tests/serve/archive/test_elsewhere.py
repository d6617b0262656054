"""The same archive in a bucket and with a manifest on a server, which the tests start."""

from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest

from serve.archive.buckets import open_bucket
from serve.archive.campaign import Campaign, Desk, Plan
from serve.archive.checking import check_tables
from serve.archive.draft import Grain
from serve.archive.opening import Placement, new_run, open_archive
from serve.archive.places import Found
from serve.archive.queries import open_queries
from serve.archive.sources import walk
from serve.archive.tally import Tally
from serve.errors import ArchiveBusyError
from tests.serve.archive.engines import Here, engine_named, read
from tests.serve.servers import name_s3, postgresql_server, s3_server

pytestmark = pytest.mark.slow
FILES = {"a.txt": "甲", "b.txt": "乙", "c/b2.txt": "乙", "d.txt": "bad 丁"}


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server("forms") as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket with the files of a source below `source/`, and nothing else."""
    name_s3(endpoint, monkeypatch)
    store, _ = open_bucket("s3://forms")
    for name, words in FILES.items():
        obstore.put(store, f"source/{name}", words.encode())
    yield "s3://forms"
    obstore.delete(store, [meta["path"] for batch in obstore.list(store) for meta in batch])


def run(placement: Placement, source: str) -> Tally:
    with open_archive(placement, engine_named("1")) as archive:
        desk = Desk(new_run(), archive.manifest, archive.files, archive.fetched, lambda tally: None)
        campaign = Campaign(desk, Plan(grain=Grain(documents=2)))
        campaign.carry_out(lambda: walk(source, placement.destination), Here(read))
        return campaign.tally


def is_whole(placement: Placement) -> bool:
    with (
        open_archive(placement, engine_named("1")) as archive,
        open_queries(placement.destination, placement.home) as queries,
    ):
        check = check_tables(archive.manifest, queries)
    assert check.documents == 3
    return check.passed


def test_from_a_bucket_into_a_bucket(bucket: str, tmp_path: Path) -> None:
    placement = Placement(f"{bucket}/archive", tmp_path)
    first = run(placement, f"{bucket}/source")
    assert (first.done, first.quarantined, first.doubles) == (2, 1, 1)
    second = run(placement, f"{bucket}/source")
    assert (second.taken, second.skipped) == (0, 4)
    assert is_whole(placement)


def test_results_in_the_bucket_of_the_source_are_no_documents(bucket: str, tmp_path: Path) -> None:
    store, _ = open_bucket(bucket)
    for name, words in FILES.items():
        obstore.put(store, f"mixed/{name}", words.encode())
    placement = Placement(f"{bucket}/mixed/archive", tmp_path)
    run(placement, f"{bucket}/mixed")
    second = run(placement, f"{bucket}/mixed")
    assert (second.taken, second.skipped, second.walked) == (0, 4, 4)


def test_a_large_object_comes_in_pieces(bucket: str) -> None:
    store, _ = open_bucket(bucket)
    data = bytes(range(256)) * 4096 * 24
    obstore.put(store, "large/a.bin", data)
    (found,) = walk(f"{bucket}/large")
    assert isinstance(found, Found)
    with found.open() as stream:
        assert stream.read(4_000_000) + stream.read() == data


def test_one_object_of_a_bucket(bucket: str, tmp_path: Path) -> None:
    tally = run(Placement(str(tmp_path / "archive"), tmp_path), f"{bucket}/source/a.txt")
    assert tally.done == 1


def test_a_manifest_on_a_server(postgresql: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name, words in FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(words, encoding="utf-8")
    placement = Placement(str(tmp_path / "archive"), tmp_path, None, postgresql)
    assert run(placement, str(source)).done == 2
    assert run(placement, str(source)).taken == 0
    assert is_whole(placement)
    elsewhere = Placement(str(tmp_path / "other"), tmp_path, None, postgresql)
    with open_archive(placement, engine_named("1")), pytest.raises(ArchiveBusyError):
        run(elsewhere, str(source))
