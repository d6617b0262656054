"""Searchable copies of an archive: there before anything tells of their documents.

DEST/copies/ab/ab….pdf
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import obstore
import pytest
from click.testing import CliRunner
from obstore.store import MemoryStore

from serve.archive.buckets import open_bucket
from serve.archive.copying import copy_tables
from serve.archive.cost_samples import measure
from serve.archive.local_runner import LocalRunner
from serve.archive.opening import Archive
from serve.archive.parts import PartFiles, copy_name, open_destination
from serve.archive.queries import open_queries
from serve.archive.reading import Room
from serve.archive.runner import Item, Outcome
from serve.archive.schema import Dataset
from serve.archive.shelf import Shelf, count_copies
from serve.archive.watching import plain_line, told
from serve.cli_archive import archive
from serve.errors import DiskFullError
from serve.jobs.costs import Costs
from serve.jobs.messages import Copies
from tests.serve.archive.engines import read, sha256_of
from tests.serve.archive.test_campaign import Bench
from tests.serve.jobs.fake_children import obey
from tests.serve.servers import name_s3, s3_server

SCANNED = Costs(steps={}, processor=1.0, peak=0, recognised=2, result=9, loads=False)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def copying(item: Item) -> Outcome:
    """As `read`; 甲 is copied, of 乙 no copy can be made."""
    outcome = read(item)
    if outcome.record is None:
        return outcome
    if item.sha256 == sha256_of("甲"):
        return replace(outcome, copy=b"%PDF", costs=SCANNED)
    return replace(outcome, uncopied="太久。 Too long.", costs=SCANNED)


def place_of(bench: Bench, words: str) -> Path:
    return bench.destination / copy_name(sha256_of(words))


def test_copies_are_put_under_the_digest_of_their_documents(bench: Bench) -> None:
    tally = bench.run(read=copying)
    assert place_of(bench, "甲").read_bytes() == b"%PDF"
    assert len(list((bench.destination / "copies").rglob("*.*"))) == 1
    assert (tally.done, tally.copies, tally.uncopied) == (2, 1, 1)


def test_what_putting_a_copy_in_place_takes_is_the_runs_own(bench: Bench) -> None:
    bench.run(read=copying)
    kept = {row["sha256"]: row["keep_seconds"] for row in bench.rows(Dataset.COSTS)}
    assert kept.pop(sha256_of("甲")) > 0
    assert set(kept.values()) == {0}
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        drivers = {one.driver for one in measure(queries, bench.destination).samples}
        shown = "fetch_seconds + rows_seconds + keep_seconds"
        rows = queries.ask(f"SELECT {shown} FROM costs WHERE kind IS NOT NULL").rows
    assert drivers == {driver for (driver,) in rows}


def test_a_document_without_its_copy_is_done_and_the_reason_is_told(bench: Bench) -> None:
    tally = bench.run(read=copying)
    assert bench.names() == ["乙", "甲"]
    assert tally.examples["batch.uncopied"] == "太久。 Too long."
    assert tally.errors == 1  # that of the broken file
    assert told(tally)["uncopied"] == 1
    assert told(tally)["examples"]["batch.uncopied"] == "太久。 Too long."
    line = plain_line(tally)
    assert "副本 copies 1, 未成 failed 1" in line
    assert "batch.uncopied" not in line, "it was read"
    assert "not read: ingest.unreadable 1" in line


def test_whoever_sees_a_document_finds_its_copy(bench: Bench) -> None:
    """When a part is sealed, the copies are there."""
    seen: list[bool] = []

    def spoil(archive: Archive) -> None:
        seal = archive.manifest.seal

        def sealed(*given: object) -> None:
            seen.append(place_of(bench, "甲").is_file())
            seal(*given)  # type: ignore[arg-type]

        archive.manifest.seal = sealed  # type: ignore[method-assign]

    bench.run(read=copying, spoil=spoil)
    assert seen == [True]


def test_a_disk_that_is_full_ends_the_run_and_the_next_one_goes_on(bench: Bench) -> None:
    def spoil(archive: Archive) -> None:
        def full(sha256: str, data: bytes) -> None:
            raise DiskFullError("满。 Full.")

        archive.files.keep_copy = full  # type: ignore[method-assign]

    with pytest.raises(DiskFullError):
        bench.run(read=copying, spoil=spoil)
    assert bench.run(read=copying).copies == 1
    assert bench.names() == ["乙", "甲"]
    assert place_of(bench, "甲").read_bytes() == b"%PDF"


def test_to_copy_again_is_no_error(tmp_path: Path) -> None:
    files = PartFiles(tmp_path / "staging", open_destination(str(tmp_path / "archive")))
    for data in (b"old", b"new"):
        files.keep_copy("ab" * 32, data)
    there = tmp_path / "archive/copies/ab" / f"{'ab' * 32}.pdf"
    assert there.read_bytes() == b"new"
    assert [path.name for path in there.parent.iterdir()] == [there.name]
    assert list((tmp_path / "staging").iterdir()) == []


def test_copies_are_no_documents_of_the_next_run(bench: Bench) -> None:
    bench.run(read=copying)
    assert bench.run(read=copying).taken == 0


def test_verify_tells_of_scans_without_a_copy(bench: Bench, tmp_path: Path) -> None:
    bench.run(read=copying)
    with open_queries(str(bench.destination), tmp_path / "home") as queries:
        assert count_copies(str(bench.destination), queries) == Shelf(1, 1)
        place_of(bench, "甲").unlink()
        assert count_copies(str(bench.destination), queries) == Shelf(0, 2)


def test_verify_passes_where_copies_are_missing(bench: Bench) -> None:
    bench.run(read=copying)
    result = CliRunner().invoke(archive, ["verify", str(bench.destination)])
    assert result.exit_code == 0, result.output
    assert "copies 1" in result.output
    assert "without one 1" in result.output


def test_an_archive_without_copies_says_nothing_of_them(bench: Bench) -> None:
    bench.run()
    result = CliRunner().invoke(archive, ["verify", str(bench.destination)])
    assert "copies" not in result.output
    assert len(bench.rows(Dataset.DOCUMENTS)) == 3


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with s3_server("scans") as endpoint:
        name_s3(endpoint, monkeypatch)
        yield "s3://scans/archive"


def test_copies_go_to_a_bucket(bucket: str, tmp_path: Path) -> None:
    files = PartFiles(tmp_path / "staging", open_destination(bucket))
    files.keep_copy("ab" * 32, b"%PDF")
    store, prefix = open_bucket(bucket)
    kept = obstore.get(store, f"{prefix}/copies/ab/{'ab' * 32}.pdf").bytes().to_bytes()
    assert kept == b"%PDF"


def test_questions_to_a_bucket_leave_the_copies_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    monkeypatch.setattr("serve.archive.copying.open_bucket", lambda url: (store, "archive"))
    part = "documents/run=1/part-000001.parquet"
    for name in ("schema.json", part, "copies/ab/abab.pdf", "copies/ab/part-000001.parquet"):
        obstore.put(store, f"archive/{name}", name.encode())
    obstore.put(store, "archive-2/documents/run=1/part-000002.parquet", b"of another")
    for _ in range(2):
        folder = copy_tables("s3://scans/archive", tmp_path)
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        assert found == {"schema.json", part}
    assert (folder / part).read_bytes() == part.encode()


def test_the_process_that_reads_is_asked_for_copies(tmp_path: Path) -> None:
    """`copied` leaves one, `uncopied` says why there is none."""
    room = Room(60.0, 2 * 2**30, 2**20, copies=Copies.SCANS)
    taken: dict[str, Outcome] = {}
    items = []
    for word in ("copied", "uncopied", "ok"):
        path = tmp_path / word
        path.write_text(word)
        items.append(Item(word, word, f"{len(items):064x}", 2, 0.0, path))
    runner = LocalRunner(1, tmp_path, room, obey)
    runner.run(items, lambda outcome: taken.update({outcome.item.uri: outcome}))
    assert [(taken[word].copy, taken[word].uncopied) for word in ("copied", "uncopied", "ok")] == [
        (b"scans", ""),
        (None, "坏。 Bad."),
        (None, ""),
    ]
