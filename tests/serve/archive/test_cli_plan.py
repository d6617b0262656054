"""`jixiao archive plan` on an archive of two documents."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from serve.archive.plan_text import bytes_text
from serve.cli_archive import archive
from tests.serve.archive.test_campaign import Bench
from tests.serve.archive.test_costs import COSTS, costly

pytest.importorskip("duckdb")


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("JIXIAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "140")
    return Bench(tmp_path)


def plan(bench: Bench, *options: str) -> Result:
    return CliRunner().invoke(archive, ["plan", str(bench.destination), *options])


def test_numbers_for_programs(bench: Bench) -> None:
    """Two documents of one form and two pages, a quarter of a second each."""
    bench.run(read=costly)
    result = plan(bench, "--forms", "1000000", "--cores", "10", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)["plan"]
    assert (told["documents"], told["pages"], told["cores"]) == (1e6, 2e6, 10)
    assert told["days"]["value"] == pytest.approx(1e6 * 0.25 / 10 / 86400 / 0.85, rel=0.02)
    assert told["growth"]["tables"]["indicators"] > 0


def test_processors_are_another_clock(bench: Bench) -> None:
    bench.run(read=costly)
    told = plan(bench, "--cores", "1", "--json", "--basis", "processor").stdout
    assert json.loads(told)["plan"]["typical"]["seconds"]["value"] == pytest.approx(2.25, rel=0.02)


def test_a_table_for_people(bench: Bench) -> None:
    bench.run(read=lambda item: replace(costly(item), costs=replace(COSTS, loads=False)))
    result = plan(bench, "--days", "30", "--kind-mix", "text=1")
    assert result.exit_code == 0, result.output
    assert "…" not in result.output, "a figure is cut off"
    assert "under 10: 文本 text" in result.output
    for words in ("文本", "20,000,000", "核 cores", "recognise", "Parquet", "运行本身"):
        assert words in result.output, words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--forms", "1", "--pages", "1"), "--pages"),
        (("--cores", "1", "--days", "1"), "--days"),
        (("--kind-mix", "film=1"), "film=1"),
        (("--kind-mix", "text=-1"), "负"),
        (("--kind-mix", "scan=1"), "scan"),
        (("--forms", "nan"), "--forms"),
        (("--pages", "inf"), "--pages"),
        (("--days", "nan"), "--days"),
        (("--network", "inf"), "--network"),
    ],
)
def test_what_cannot_be_planned_is_told(bench: Bench, options: tuple[str, ...], words: str) -> None:
    bench.run(read=costly)
    result = plan(bench, *options)
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert words in result.output


def test_an_archive_without_costs_tells_nothing(bench: Bench) -> None:
    bench.run()
    result = plan(bench)
    assert result.exit_code == 1
    assert "no costs" in result.output


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (999.7, "1000 B"), (1500, "1.5 kB"), (2.5e13, "25 TB")]
)
def test_bytes_in_words(size: float, words: str) -> None:
    assert bytes_text(size) == words
