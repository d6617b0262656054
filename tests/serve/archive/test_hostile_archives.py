"""What lies at a destination, and what is asked of it, when it is not what it should be.

DEST/.jixiao/manifest.db (cut off)   DEST/documents/run=x/part-000001.parquet (no table)
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from serve.archive.opening import Placement, open_archive
from serve.archive.queries import open_queries
from serve.cli_archive import archive
from serve.errors import ArchiveQueryError, ArchiveSourceError, ServiceError, StoreError
from tests.serve.archive.test_campaign import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def cut(path: Path) -> None:
    data = path.read_bytes()
    remove(path)
    path.write_bytes(data[: len(data) // 2])


def overwrite(path: Path) -> None:
    remove(path)
    path.write_bytes(b"not a database, not at all" * 400)


def remove(path: Path) -> None:
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()


@pytest.mark.parametrize("spoil", [cut, overwrite])
def test_a_manifest_that_is_none_is_told(bench: Bench, spoil: Callable[[Path], None]) -> None:
    bench.run()
    spoil(bench.destination / ".jixiao" / "manifest.db")
    with pytest.raises(StoreError, match="damaged"):
        bench.run()


@pytest.mark.parametrize("name", ["lock", "fetched"])
def test_something_else_in_a_place_of_ours_is_told(bench: Bench, name: str) -> None:
    bench.run()
    path = bench.destination / ".jixiao" / name
    if name == "lock":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(b"x")
    with pytest.raises(StoreError, match="Cannot write"):
        bench.run()


@pytest.mark.parametrize("name", ["file", "file/below", "a" * 300, "a\0b"])
def test_a_destination_that_cannot_be(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    placement = Placement(str(tmp_path / name), tmp_path)
    with pytest.raises(ServiceError), open_archive(placement, "e1"):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "foo",
        "mysql://u:sekret@h/x",
        "postgresql://u:sekret@h:port/x",
        "postgresql://u:sekret@[::1",
        "postgresql://u:sekret@127.0.0.1:1/x",
    ],
)
def test_a_wrong_url_of_a_manifest_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    placement = Placement(str(tmp_path / "out"), tmp_path, manifest=url)
    with (
        pytest.raises((ArchiveSourceError, StoreError)) as caught,
        open_archive(placement, "e1"),
    ):
        pass
    assert "sekret" not in str(caught.value)


@pytest.mark.parametrize("name", ["a?b=1&mode=ro", "a%41b", "a#b"])
def test_the_manifest_lies_beside_its_tables_whatever_they_are_called(
    tmp_path: Path, name: str
) -> None:
    with open_archive(Placement(str(tmp_path / name), tmp_path), "e1") as opened:
        assert (opened.folder / "manifest.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a[b]c", "a[b", "a*b?", "a'b"])
def test_an_archive_is_asked_whatever_it_is_called(bench: Bench, name: str) -> None:
    pytest.importorskip("duckdb")
    bench.run()
    folder = bench.destination.rename(bench.destination.with_name(name))
    with open_queries(str(folder), bench.placement.home) as queries:
        assert queries.ask("SELECT count(*) FROM documents").rows == ((3,),)


def test_tables_that_are_none_are_told(bench: Bench) -> None:
    pytest.importorskip("duckdb")
    bench.run()
    for file in (bench.destination / "documents").rglob("*.parquet"):
        file.write_bytes(b"half of a")
    with pytest.raises(StoreError, match="damaged"), open_queries(str(bench.destination), Path()):
        pass


def test_odd_statements_are_told(bench: Bench) -> None:
    pytest.importorskip("duckdb")
    bench.run()
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        for sql in (
            "",
            " ; ",
            "-- no",
            "SELECT INTERVAL '9999999 years'",
            "SELECT '\ud800",
            "SELECT ?",
        ):
            with pytest.raises(ArchiveQueryError):
                queries.ask(sql)


def test_a_report_that_cannot_be_written_is_told(bench: Bench) -> None:
    pytest.importorskip("duckdb")
    bench.run()
    out = bench.source / "gone" / "report.html"
    result = CliRunner().invoke(archive, ["report", str(bench.destination), "--out", str(out)])
    assert isinstance(result.exception, SystemExit)
    assert "report.html" in result.output
