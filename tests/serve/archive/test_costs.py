"""What documents cost is kept beside what was read, never in it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.stopwatch import Step
from serve.archive.cost_row import Effort, Hands, Kind, cost_row, kind_of
from serve.archive.here_runner import HereRunner
from serve.archive.opening import Placement, open_archive
from serve.archive.queries import open_queries
from serve.archive.reading import Room
from serve.archive.report import report_page
from serve.archive.runner import Item, Outcome
from serve.archive.schema import SCHEMA_VERSION, TABLES, Dataset
from serve.errors import ArchiveFormatError
from serve.jobs.costs import Costs, Meter, costs_to_dict, dict_to_costs
from tests.serve.archive.engines import read, sha256_of
from tests.serve.archive.kills import tables
from tests.serve.archive.test_campaign import Bench

COSTS = Costs({"open": 0.5, "recognise": 2.0}, 2.25, 300_000_000, 2, 4096, loads=True)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def costly(item: Item) -> Outcome:
    outcome = read(item)
    return replace(outcome, costs=COSTS) if outcome.record is not None else outcome


def test_each_document_has_its_row(bench: Bench) -> None:
    bench.run(read=costly)
    rows = {row["sha256"]: row for row in bench.rows(Dataset.COSTS)}
    assert len(rows) == 3
    row = rows[sha256_of("甲")]
    assert row.keys() == TABLES[Dataset.COSTS].keys()
    assert (row["open_seconds"], row["recognise_seconds"], row["tables_seconds"]) == (0.5, 2, 0)
    assert (row["seconds"], row["processor_seconds"], row["peak_bytes"]) == (
        0.25,
        2.25,
        300_000_000,
    )
    assert (row["pages"], row["recognised"], row["forms"], row["bytes"]) == (2, 2, 1, 3)
    assert (row["loads"], row["engine"], row["workers"], row["part"]) == (True, "here", 1, 1)
    assert row["rows_seconds"] > 0
    assert row["fetch_seconds"] > 0


def test_one_that_was_not_read_has_its_seconds_only(bench: Bench) -> None:
    bench.run(read=costly)
    (row,) = [row for row in bench.rows(Dataset.COSTS) if row["sha256"] == sha256_of("bad 丁")]
    assert (row["seconds"], row["kind"], row["open_seconds"], row["pages"]) == (0, None, None, None)


def test_times_are_in_no_other_table(bench: Bench, tmp_path: Path) -> None:
    slow = Bench(tmp_path / "slow")
    bench.run(read=costly)
    slow.run(read=lambda item: replace(costly(item), seconds=99.0, costs=None))
    fast_tables, slow_tables = tables(bench.destination), tables(slow.destination)
    for found in (fast_tables, slow_tables):
        found[Dataset.FILES] = found[Dataset.DOCUMENTS] = []  # they say where the source lies
    assert fast_tables == slow_tables
    assert Dataset.COSTS not in fast_tables


def test_an_archive_of_before_is_gone_on_with(bench: Bench) -> None:
    bench.run(read=costly)
    rewrite_version(bench, 1)
    (bench.source / "new.txt").write_text("新", encoding="utf-8")
    assert bench.run(read=costly).taken == 1
    told = json.loads((bench.destination / "schema.json").read_bytes())
    assert told["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION + 1, "2", None])
def test_an_archive_of_a_newer_program_is_refused(bench: Bench, version: object) -> None:
    bench.run(read=costly)
    rewrite_version(bench, version)
    with pytest.raises(ArchiveFormatError, match=str(version)), open_archive(bench.placement, "e"):
        pass


def rewrite_version(bench: Bench, version: object) -> None:
    file = bench.destination / "schema.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"schema_version": version}))


@pytest.mark.parametrize(
    ("media_type", "pages", "recognised", "kind"),
    [
        ("image/png", 1, 1, Kind.SCAN),
        ("application/pdf", 10, 5, Kind.SCAN),
        ("application/pdf", 10, 4, Kind.DIGITAL),
        ("application/ofd", 3, 3, Kind.SCAN),
        ("application/msword", 3, 0, Kind.OFFICE),
        ("text/html", 1, 0, Kind.TEXT),
    ],
)
def test_kinds(media_type: str, pages: int, recognised: int, kind: Kind) -> None:
    assert kind_of(media_type, pages, recognised) is kind


def test_costs_go_through_a_file_unchanged() -> None:
    assert dict_to_costs(json.loads(json.dumps(costs_to_dict(COSTS)))) == COSTS
    for wrong in ({}, {**costs_to_dict(COSTS), "more": 1}):
        with pytest.raises(TypeError):
            dict_to_costs(wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("peak", float("inf")),
        ("processor", float("nan")),
        ("recognised", 2**31),
        ("result", 10**30),
        ("process", -1),
        ("steps", {"look": float("inf")}),
    ],
)
def test_what_no_column_holds_is_no_costs(name: str, value: object) -> None:
    with pytest.raises(ValueError, match="costs"):
        dict_to_costs(costs_to_dict(COSTS) | {name: value})


def test_the_first_document_that_needs_something_pays_for_it() -> None:
    meter, told = Meter(), []
    texts, words, scans = ("text/plain", 0), ("application/msword", 0), ("application/pdf", 3)
    for media_type, recognised in (texts, texts, words, texts, scans, words, scans):
        watch = meter.begin()
        with watch.during(Step.LOOK):
            for _ in range(recognised):
                watch.count_recognised()
        costs = meter.end(watch, media_type, 10)
        told.append(costs.loads)
        assert (costs.recognised, costs.result) == (recognised, 10)
        assert costs.steps.keys() == {"look"}
    assert told == [True, False, True, False, True, False, False]


def test_a_row_is_told_which_hands_read(tmp_path: Path) -> None:
    item = Item("a", "a", "0" * 64, 5, 0.0, tmp_path)
    document = {"media_type": "text/plain", "pages": 1, "forms": 2}
    effort = Effort(Hands("ray", 7), fetch=1.5, rows=0.25, part=0.125, keep=0.5)
    row = cost_row(Outcome(item, {}, None, 3.0, COSTS), document, effort)
    assert (row["engine"], row["workers"], row["kind"]) == ("ray", 7, "text")
    assert (row["fetch_seconds"], row["rows_seconds"], row["part_seconds"]) == (1.5, 0.25, 0.125)


def test_the_usual_place_is_a_folder(tmp_path: Path) -> None:
    """Costs of an archive that is empty are an empty view, not an error."""
    pytest.importorskip("duckdb")
    with open_archive(Placement(str(tmp_path / "archive"), tmp_path), "e"):
        pass
    with open_queries(str(tmp_path / "archive"), tmp_path) as queries:
        assert queries.ask("SELECT count(*), sum(seconds) FROM costs").rows == ((0, None),)


def test_a_column_that_older_parts_lack_is_null(bench: Bench) -> None:
    pytest.importorskip("duckdb")
    from pyarrow import parquet

    bench.run(read=costly)
    (file,) = (bench.destination / Dataset.COSTS).rglob("*.parquet")
    table = parquet.ParquetFile(file).read()
    parquet.write_table(table.drop_columns(["look_seconds"]), file)
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        asked = queries.ask("SELECT count(open_seconds), count(look_seconds) FROM costs")
    assert asked.rows == ((2, 0),)


def test_reading_in_this_process_tells_its_costs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text: what it took is what its steps took, but for handing it over."""
    data = "项目支出绩效目标表\n项目名称\t泵站改造\n".encode()
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    monkeypatch.setenv("JIXIAO_MODELS", str(tmp_path / "models"))
    runner = HereRunner(Room())
    outcomes: list[Outcome] = []
    items = [Item(f"{at}", "a.txt", f"{at:064}", len(data), 0.0, path) for at in (1, 2)]
    runner.run(items, outcomes.append)
    first, second = (outcome.costs for outcome in outcomes)
    assert first is not None
    assert second is not None
    assert (first.loads, second.loads, second.recognised) == (True, False, 0)
    assert second.result > len(data)
    assert second.peak > 2**20
    for outcome in outcomes:
        assert outcome.costs is not None
        assert sum(outcome.costs.steps.values()) <= outcome.seconds
    assert json.dumps(outcomes[1].record).find("seconds") < 0


def test_the_report_tells_of_every_step(bench: Bench) -> None:
    steps = {step.value: 1.0 for step in Step}
    bench.run(read=lambda item: replace(costly(item), costs=replace(COSTS, steps=steps)))
    with open_queries(str(bench.destination), bench.placement.home) as queries:
        page = report_page(queries, "archive")
    shown = {step: step.value for step in Step} | {Step.COPY: "copies"}  # COPY is a statement
    assert [
        step
        for step, name in shown.items()
        if f" {name}</text>" not in page and f" {name}<title>" not in page
    ] == []
