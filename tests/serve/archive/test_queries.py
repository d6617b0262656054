"""An archive answers: of each document the rows of its last part, never rows of two."""

from pathlib import Path

import pytest

from serve.archive.checking import check_tables
from serve.archive.opening import Placement, open_archive
from serve.archive.queries import open_queries
from serve.archive.questions import QUESTIONS
from serve.archive.report import report_page
from serve.archive.report_drawing import without_folder
from serve.errors import ArchiveFormatError, ArchiveQueryError
from tests.serve.archive.engines import engine_named
from tests.serve.archive.test_campaign import Bench

pytest.importorskip("duckdb")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_rows_of_a_document_that_was_read_twice_count_once(bench: Bench) -> None:
    bench.run()
    bench.run(engine="e2")
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        for table, count in (("documents", 3), ("indicators", 2), ("files", 4), ("cells", 18)):
            assert queries.ask(f"SELECT count(*) FROM {table}").rows == ((count,),), table
        assert queries.ask("SELECT DISTINCT part FROM documents").rows == ((2,),)


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_questions_are_answered(bench: Bench, name: str) -> None:
    bench.run()
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        assert queries.ask(QUESTIONS[name].sql).columns


def test_the_unread_ones_are_told_with_their_reason(bench: Bench) -> None:
    bench.run()
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        ((code, count, *_),) = queries.ask(QUESTIONS["unread"].sql).rows
    assert (code, count) == ("ingest.unreadable", 1)


def test_a_wrong_statement_is_told(bench: Bench) -> None:
    bench.run()
    with (
        open_queries(str(bench.destination), bench.placement.home) as queries,
        pytest.raises(ArchiveQueryError, match="nothing"),
    ):
        queries.ask("SELECT nothing FROM documents")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY documents TO '{elsewhere}'",
        "ATTACH '{elsewhere}'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "COPY documents TO '{within}'",
        "WITH written AS (coPy (SELECT 1) TO '{within}') SELECT * FROM written",
        "WITH written AS (\u00a0copy\u00a0(SELECT 1) TO '{within}') SELECT * FROM written",
        "WITH w AS -- '\n (copy (SELECT 1) TO '{within}') SELECT * FROM w -- '",
        "EXPLAIN ANALYZE COPY documents TO '{within}'",
        "COPY (PIVOT documents ON state USING count(*)) TO '{within}'",
        "ATTACH '{within}'",
        "EXPORT DATABASE '{within}'",
        "SELECT 1; SELECT 2",
        "-- nothing",
    ],
)
def test_a_statement_reaches_nothing_but_the_archive(bench: Bench, sql: str) -> None:
    bench.run()
    elsewhere = bench.destination.parent / "elsewhere"
    within = bench.destination / "documents" / "within"
    with (
        open_queries(str(bench.destination), bench.placement.home) as queries,
        pytest.raises(ArchiveQueryError),
    ):
        queries.ask(sql.format(elsewhere=elsewhere, within=within))
    assert not elsewhere.exists()
    assert not within.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "PIVOT documents ON state USING count(*)",
        "DESCRIBE documents",
        "EXPLAIN SELECT 1",
        "FROM documents SELECT '副本 copies' -- copied",
        "FROM documents WHERE name LIKE '%it''s a copy %'",
        "SELECT copy_seconds FROM costs",
    ],
)
def test_what_reads_is_answered(bench: Bench, sql: str) -> None:
    bench.run()
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        assert queries.ask(sql).columns


def test_a_folder_without_an_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveFormatError), open_queries(str(tmp_path), tmp_path):
        pass


def test_the_report_shows_what_was_read_and_escapes_it(bench: Bench) -> None:
    (bench.source / "a.txt").write_text("<script>alert(1)</script>", encoding="utf-8")
    (bench.source / "<b>.txt").write_text("bad", encoding="utf-8")
    bench.run()
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        page = report_page(queries, "<i>archive</i>")
    assert "ingest.unreadable" in page
    assert "<script>" not in page
    assert "<i>" not in page


def test_an_empty_archive_makes_a_report_too(tmp_path: Path) -> None:
    placement = Placement(str(tmp_path / "archive"), tmp_path)
    with open_archive(placement, "e1"):
        pass
    with open_queries(placement.destination, tmp_path) as queries:
        assert "<h1>" in report_page(queries, "empty")


def test_tables_are_checked_against_the_manifest(bench: Bench) -> None:
    bench.run()
    bench.run(engine="e2")
    parts = sorted((bench.destination / "documents").rglob("*.parquet"), key=lambda path: path.name)
    with open_archive(bench.placement, engine_named("e2")) as archive:
        with open_queries(str(bench.destination), bench.placement.home) as queries:
            assert check_tables(archive.manifest, queries).passed
        parts[0].unlink()
        with open_queries(str(bench.destination), bench.placement.home) as queries:
            check = check_tables(archive.manifest, queries)
    assert (check.documents, check.missing, check.doubled) == (6, 3, 0)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["/a/b/预算1.pdf", "/a/b/预算2.pdf"], ["预算1.pdf", "预算2.pdf"]),
        (["/a/b/1.pdf", "/a/bc/1.pdf"], ["b/1.pdf", "bc/1.pdf"]),
        (["a.zip!/1.pdf"], ["1.pdf"]),
        (["1.pdf", "a/2.pdf"], ["1.pdf", "a/2.pdf"]),
        ([], []),
    ],
)
def test_files_of_a_report_keep_their_names(names: list[str], shown: list[str]) -> None:
    assert without_folder(names) == shown
